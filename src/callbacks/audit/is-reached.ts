import type { Order } from '../../orders/order.ts'
import type { Expectation } from './exercise.ts'

/** A state that cannot be translated counts if it moved. */
export function isReached(before: Order | null, after: Order | null, expect: Expectation): boolean {
  if (after === null) return true
  if (after.state === 'unknown' && after.rawState !== before?.rawState) return true
  if (expect === 'failed') return after.state === 'failed' || after.paymentState === 'failed'
  return after.state === 'paid'
}
