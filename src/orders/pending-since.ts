import { parseCheckoutRequestId } from '../daraja/checkout-request-id.ts'
import type { Order } from './order.ts'

/** Since when the customer has been asked to pay: the time in the CheckoutRequestID, else that of the row. */
export function pendingSince(order: Pick<Order, 'checkoutRequestId' | 'createdAt'>): Date | undefined {
  const requested =
    order.checkoutRequestId === null ? undefined : parseCheckoutRequestId(order.checkoutRequestId).requestedAt
  const time = new Date(requested ?? order.createdAt ?? Number.NaN)
  return Number.isNaN(time.getTime()) ? undefined : time
}
