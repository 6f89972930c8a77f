import type { KeptCallback } from '../core/ports.ts'
import type { Order } from './order.ts'

/** What order, payment and callbacks say together; null if they agree. The oldest callback first. */
export type OrderStory =
  /** The payment is recorded as paid or failed, the order does not know. */
  | { readonly kind: 'halves-disagree'; readonly paymentState: 'paid' | 'failed' }
  /** The app took this callback and the order stayed pending. */
  | { readonly kind: 'acknowledged-not-stored'; readonly callback: KeptCallback }
  /** The app refused this callback, or did not answer. */
  | { readonly kind: 'not-acknowledged'; readonly callback: KeptCallback }

/** Apps that queue callbacks store them a little later. */
const settleMs = 10_000

/** Speaks of pending orders only: what else a state hides cannot be known from here. */
export function tellStory(order: Order, seen: readonly KeptCallback[], now: Date): OrderStory | null {
  if (order.state !== 'pending') return null
  const callbacks = seen.filter(({ receivedAt }) => now.getTime() - Date.parse(receivedAt) >= settleMs)
  const { paymentRow, paymentState } = order
  if (paymentRow !== null && (paymentState === 'paid' || paymentState === 'failed'))
    return { kind: 'halves-disagree', paymentState }
  const callback = callbacks.findLast(isAcknowledged) ?? callbacks.at(-1)
  if (callback === undefined) return null
  return { kind: isAcknowledged(callback) ? 'acknowledged-not-stored' : 'not-acknowledged', callback }
}

function isAcknowledged({ status }: KeptCallback): boolean {
  return status !== null && status >= 200 && status < 300
}
