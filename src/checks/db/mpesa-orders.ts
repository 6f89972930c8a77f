import type { Order } from '../../orders/order.ts'
import type { OrderTables } from '../../orders/order-tables.ts'
import { isMpesaMethod } from '../../orders/payment-method.ts'
import type { PaymentRecord } from '../../orders/payment-record.ts'
import { pendingSince } from '../../orders/pending-since.ts'

/** The age of an order from which its callback is overdue: prompts live for about a minute. */
export const overdueMs = 10 * 60_000
/** A push needs a moment before its id can be stored. */
export const settlingMs = 60_000

/** Whether a row may be an M-Pesa payment: everything that does not name another way to pay. */
export function mayBeMpesa({ method }: Pick<PaymentRecord, 'method'>): boolean {
  return isMpesaMethod(method) !== false
}

export function ageMs(order: Pick<Order, 'checkoutRequestId' | 'createdAt'>, now: Date): number | undefined {
  const since = pendingSince(order)
  return since === undefined ? undefined : now.getTime() - since.getTime()
}

/** Whether a prompt was sent for this pending order, as far as the rows tell. */
export function waitsForCallback(order: Order, tables: OrderTables): boolean {
  if (!mayBeMpesa(order)) return false
  // With payments in their own table, an order without one was abandoned, and a failed one may be tried again.
  if (tables.payments !== null) return order.paymentRow !== null && order.paymentState === 'pending'
  return order.checkoutRequestId !== null || order.merchantRequestId !== null || isMpesaMethod(order.method) === true
}

/** "3 h 20 min", for people. */
export function describeAge(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000))
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`
}
