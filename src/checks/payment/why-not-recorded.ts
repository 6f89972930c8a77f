import type { Confidence } from '../../core/finding.ts'
import type { CallbackLog, KeptCallback } from '../../core/ports.ts'
import type { PaymentCode } from './payment-codes.ts'

export interface Loss {
  readonly code: PaymentCode
  readonly confidence: Confidence
  /** The callback that shows it. */
  readonly callback: KeptCallback | null
}

/** Ids tell the second of a push; its callback is not due in that one. */
const secondMs = 1_000

/** Apps that queue callbacks store them a little later. */
const settleMs = 10_000

/**
 * Where the callback of a paid push was lost, by what an inbox saw of it; null where that says nothing. An inbox that began
 * after the push cannot know, and one that was not running all the time may have missed it: then it is only likely.
 */
export function whyNotRecorded(log: CallbackLog, pushedAt: string | undefined, now: Date): Loss | null {
  const callbacks = log.callbacks.filter(({ kind }) => kind === 'stk')
  const taken = callbacks.findLast(({ status }) => status !== null && status >= 200 && status < 300)
  if (taken !== undefined)
    return now.getTime() - Date.parse(taken.receivedAt) < settleMs
      ? null
      : { code: 'payment/callback-not-applied', confidence: 'certain', callback: taken }
  const refused = callbacks.at(-1)
  if (refused !== undefined) return { code: 'payment/callback-rejected', confidence: 'certain', callback: refused }
  if (pushedAt === undefined || Date.parse(log.since) >= Date.parse(pushedAt) + secondMs) return null
  return { code: 'payment/callback-never-arrived', confidence: 'likely', callback: null }
}

/** The amounts of callback and order where they are not the same; null where they are, or one is not known. */
export function differingAmounts(
  log: CallbackLog,
  orderAmount: number | string | null,
): { readonly paid: number; readonly ordered: number; readonly callback: KeptCallback } | null {
  const callback = log.callbacks.findLast(({ kind, resultCode }) => kind === 'stk' && resultCode === '0')
  const ordered = Number(orderAmount ?? Number.NaN)
  if (callback === undefined || callback.amount === null || Number.isNaN(ordered)) return null
  // Daraja takes whole shillings: cents that an app rounded are no difference.
  return Math.abs(callback.amount - ordered) < 1 ? null : { paid: callback.amount, ordered, callback }
}
