import { readCallbackMessage } from '../daraja/callback-message.ts'
import { parseStkCallback } from '../daraja/stk-callback-reading.ts'
import type { BuiltCallback, CallbackRequest } from './build-delivery.ts'
import { settlesOrders } from './build-other.ts'
import type { RawBody } from './raw-callback.ts'

/** What the user wants otherwise than Safaricom sends it. */
export interface Changes {
  /** Turns the body that was built into the one that is sent. */
  readonly body?: (body: string) => Promise<string>
  /** Take the place of those of the same name; one without a value takes its header away. */
  readonly headers?: CallbackRequest['headers']
  /** Sent in place of any body, byte for byte. */
  readonly raw?: RawBody
}

export interface ChangedCallback {
  readonly callback: BuiltCallback
  /** Whether the body still says something of the same payment; otherwise no effect on its order can be judged. */
  readonly says: boolean
}

/** The callback with the user's changes; what it says is read anew from the body that will be sent. */
export async function changeRequest(callback: BuiltCallback, changes: Changes = {}): Promise<ChangedCallback> {
  const headers = changeHeaders(callback.request.headers, changes.headers ?? [])
  if (changes.raw !== undefined) return rereadCallback({ ...callback, request: { ...callback.request, headers } })
  const body = changes.body === undefined ? callback.request.body : await changes.body(callback.request.body)
  const changed = { ...callback, request: { ...callback.request, headers, body } }
  return body === callback.request.body ? { callback: changed, says: true } : rereadCallback(changed)
}

/** What a body that somebody wrote says, in place of what its scenario would have said. */
export function rereadCallback(callback: BuiltCallback): ChangedCallback {
  const { kind, request, scenario, checkoutRequestId } = callback
  if (kind !== 'stk') {
    const message = readCallbackMessage(request.body)
    const same = message.account === checkoutRequestId || message.id === checkoutRequestId
    const { amount, receipt, phone } = message
    const pays = settlesOrders(kind) && scenario.outcome === 'success'
    const { transactionDate = '' } = callback.payment ?? {}
    const payment =
      pays && amount !== null && receipt !== null ? { transactionDate, amount, receipt, phone: phone ?? '' } : null
    return { callback: { ...callback, payment }, says: same }
  }
  const reading = parseStkCallback(request.body)
  if (reading.kind !== 'success' && reading.kind !== 'failure')
    return { callback: { ...callback, payment: null }, says: false }
  const { resultCode, resultDesc = '' } = reading
  const spoken = { ...scenario, resultCode, resultDesc, outcome: reading.kind }
  const { amount, receipt, transactionDate, phone } = reading.kind === 'success' ? reading : {}
  const payment =
    amount === undefined || receipt === undefined
      ? null
      : { amount, receipt, transactionDate: transactionDate ?? '', phone: phone ?? '' }
  return {
    callback: { ...callback, scenario: spoken, payment },
    says: reading.checkoutRequestId === checkoutRequestId,
  }
}

function changeHeaders(
  headers: CallbackRequest['headers'],
  wanted: CallbackRequest['headers'],
): CallbackRequest['headers'] {
  const names = new Set(wanted.map(([name]) => name.toLowerCase()))
  return [...headers.filter(([name]) => !names.has(name.toLowerCase())), ...wanted.filter(([, value]) => value !== '')]
}
