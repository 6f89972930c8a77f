import type { Confidence } from '../../core/finding.ts'
import type { QueryAnswer } from '../../daraja/client/read-query.ts'
import type { Order } from '../../orders/order.ts'
import type { OrderState } from '../../orders/states.ts'
import type { PaymentCode } from './payment-codes.ts'

/** What Daraja knows of a payment, where it gave an answer about it. */
export type ToldQuery = Extract<QueryAnswer, { readonly kind: 'pending' | 'success' | 'failed' | 'unknown-id' }>

export interface Comparison {
  readonly code: PaymentCode
  readonly confidence: Confidence
}

/** For so long Daraja may not know a push that it has accepted. */
const freshMs = 60_000

/**
 * What the two halves of one payment make together; null where nothing can be said: there is no order, or it is in a state
 * that nobody knows. A payment of its own, where the shop has such a table, is what Daraja's answer is about. `ageMs` is the
 * time since the push, where its id tells.
 */
export function compareSides(told: ToldQuery, order: Order | null, ageMs: number | null): Comparison | null {
  if (told.kind === 'unknown-id')
    return {
      code: 'payment/unknown-to-daraja',
      confidence: ageMs !== null && ageMs < freshMs ? 'possible' : 'likely',
    }
  if (told.kind === 'pending' && (order === null || !isPaid(order.paymentState)))
    return { code: 'payment/in-progress', confidence: 'certain' }
  if (order === null) return null
  const states = [order.state, order.paymentState]
  if (told.kind === 'success') {
    if (states.every(isPaid)) return { code: 'payment/settled', confidence: 'certain' }
    if (states.some((state) => state === 'pending' || state === 'failed'))
      return { code: 'payment/paid-not-recorded', confidence: 'certain' }
    return null
  }
  // The query was seen to say otherwise than a callback of success, and to call an ended payment open.
  if (isPaid(order.paymentState))
    return { code: 'payment/recorded-not-paid', confidence: told.kind === 'pending' ? 'possible' : 'likely' }
  if (order.paymentState === 'pending') return { code: 'payment/failed-not-recorded', confidence: 'certain' }
  return order.paymentState === 'failed' ? { code: 'payment/declined', confidence: 'certain' } : null
}

function isPaid(state: OrderState): boolean {
  // What was given back was paid before.
  return state === 'paid' || state === 'refunded'
}
