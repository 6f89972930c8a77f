import type { CallbackRecord, Sandbox } from './sandbox.ts'

export interface WantedCallback {
  readonly kind?: string
  /** CheckoutRequestID, ConversationID or TransID. */
  readonly reference?: string
  readonly resultCode?: string | number
}

/** The first callback, past or future, that matches and was answered, failed or lost. Rejects with the signal's reason. */
export function waitForCallback(
  sandbox: Pick<Sandbox, 'subscribe' | 'view'>,
  { kind, reference, resultCode }: WantedCallback,
  signal: AbortSignal,
): Promise<CallbackRecord> {
  const isWanted = (callback: CallbackRecord): boolean =>
    callback.outcome.kind !== 'waiting' &&
    (kind === undefined || kind === callback.kind) &&
    (reference === undefined || reference === callback.reference) &&
    (resultCode === undefined || String(resultCode) === callback.resultCode)
  const past = sandbox.view().callbacks.findLast(isWanted)
  if (past !== undefined) return Promise.resolve(past)
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      unsubscribe()
      reject(signal.reason)
    }
    const unsubscribe = sandbox.subscribe((event) => {
      if (event.kind !== 'callback' || !isWanted(event.callback)) return
      unsubscribe()
      signal.removeEventListener('abort', abort)
      resolve(event.callback)
    })
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}
