import type { ClockPort } from '../core/ports.ts'
import type { Order } from './order.ts'

export type WatchEvent =
  /** First of all the order as it was found, then every change of its state, receipt or id. */
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'ended'; readonly because: 'final' | 'limit' | 'gone'; readonly order: Order | undefined }

export interface WatchOptions {
  /** Reads the order anew. */
  readonly read: () => Promise<Order | undefined>
  readonly clock: ClockPort
  readonly signal: AbortSignal
  readonly intervalMs: number
  readonly limitMs: number
  /** When to stop; by default at any state but pending and unknown. */
  readonly isFinal?: (order: Order) => boolean
}

/** Looks at an order again and again until it is final, gone, or the limit is over. Throws what reading throws. */
export async function* watchOrder(options: WatchOptions): AsyncGenerator<WatchEvent> {
  const { read, clock, signal, intervalMs, limitMs } = options
  const isFinal = options.isFinal ?? (({ state }: Order) => state !== 'pending' && state !== 'unknown')
  const deadlineMs = clock.monotonicMs() + limitMs
  let last: Order | undefined
  for (;;) {
    const order = await read()
    if (order === undefined) return yield { kind: 'ended', because: 'gone', order: last }
    if (last === undefined || fingerprint(order) !== fingerprint(last)) yield { kind: 'order', order }
    last = order
    if (isFinal(order)) return yield { kind: 'ended', because: 'final', order }
    const remainingMs = deadlineMs - clock.monotonicMs()
    if (remainingMs <= 0) return yield { kind: 'ended', because: 'limit', order }
    await clock.sleep(Math.min(intervalMs, remainingMs), signal)
  }
}

function fingerprint({ state, rawState, paymentState, receipt, checkoutRequestId, note }: Order): string {
  return JSON.stringify([state, rawState, paymentState, receipt, checkoutRequestId, note])
}
