import { randomBytes } from 'node:crypto'

/** A callback as Safaricom sends it after a payment. */
export function successCallback(checkoutRequestId: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const values = {
    Amount: 10,
    MpesaReceiptNumber: `UKN${randomBytes(4).toString('hex').slice(0, 7).toUpperCase()}`,
    Balance: undefined,
    TransactionDate: 20261123094201,
    PhoneNumber: 254708374149,
    ...changes,
  }
  return callback(checkoutRequestId, {
    ResultCode: 0,
    ResultDesc: 'The service request is processed successfully.',
    CallbackMetadata: { Item: Object.entries(values).map(([Name, Value]) => ({ Name, Value })) },
  })
}

/** A callback for a prompt that the customer cancelled. */
export function failureCallback(checkoutRequestId: string): string {
  return callback(checkoutRequestId, { ResultCode: 1032, ResultDesc: 'Request cancelled by user' })
}

export function callback(checkoutRequestId: string, rest: Readonly<Record<string, unknown>>): string {
  const ids = { MerchantRequestID: '29115-34620561-1', CheckoutRequestID: checkoutRequestId }
  return JSON.stringify({ Body: { stkCallback: { ...ids, ...rest } } })
}

/** An id that no order has. */
export const unknownId = 'ws_CO_DOCTOR00000000000000000000'
