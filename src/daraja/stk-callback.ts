/** What every STK callback carries. */
export interface StkCallbackIds {
  readonly merchantRequestId: string
  readonly checkoutRequestId: string
}

export type StkItemName = 'Amount' | 'MpesaReceiptNumber' | 'Balance' | 'TransactionDate' | 'PhoneNumber'

export interface StkPayment {
  /** In KES. A text keeps its spelling as a JSON number, such as `1.00`, which Safaricom was seen to send. */
  readonly amount: number | string
  readonly receipt: string
  /** `YYYYMMDDHHmmss` in East Africa Time. */
  readonly transactionDate: string
  /** `2547XXXXXXXX`, sent as a number; a masked or hashed phone is sent as a text. */
  readonly phone: string
}

export interface StkSuccess extends StkCallbackIds, StkPayment {
  /** Safaricom sends the number 0; the text is for checks of handlers that compare types. */
  readonly resultCode?: 0 | '0'
  /** Which items, in which order. The default is the order of production callbacks of 2020 to 2026. */
  readonly itemOrder?: readonly StkItemName[]
}

export interface StkFailure extends StkCallbackIds {
  /** A number, or a text for the alphanumeric codes such as `SFC_IC0003`. */
  readonly resultCode: number | string
  readonly resultDesc: string
}

/** The order in production callbacks; the official sample has no `Balance`. */
export const stkItemOrder = [
  'Amount',
  'MpesaReceiptNumber',
  'Balance',
  'TransactionDate',
  'PhoneNumber',
] as const satisfies readonly StkItemName[]

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/

// Numbers are written by hand, since JSON.stringify would turn 1.00 into 1.
function writeNumberOrText(value: string): string {
  return jsonNumber.test(value) ? value : JSON.stringify(value)
}

function writeAmount(amount: number | string): string {
  const text = String(amount)
  if (!jsonNumber.test(text)) throw new RangeError('The amount of a callback is no JSON number')
  return text
}

function writeItem(name: StkItemName, payment: StkPayment): string {
  if (name === 'Balance') return '{"Name":"Balance"}'
  const values = {
    Amount: () => writeAmount(payment.amount),
    MpesaReceiptNumber: () => JSON.stringify(payment.receipt),
    TransactionDate: () => writeNumberOrText(payment.transactionDate),
    PhoneNumber: () => writeNumberOrText(payment.phone),
  }
  return `{"Name":"${name}","Value":${values[name]()}}`
}

function writeMetadata(payment: StkPayment, order: readonly StkItemName[]): string {
  return `,"CallbackMetadata":{"Item":[${order.map((name) => writeItem(name, payment)).join(',')}]}`
}

function writeBody(ids: StkCallbackIds, resultCode: number | string, resultDesc: string, metadata: string): string {
  return (
    `{"Body":{"stkCallback":{"MerchantRequestID":${JSON.stringify(ids.merchantRequestId)}` +
    `,"CheckoutRequestID":${JSON.stringify(ids.checkoutRequestId)}` +
    `,"ResultCode":${JSON.stringify(resultCode)},"ResultDesc":${JSON.stringify(resultDesc)}${metadata}}}}`
  )
}

function refuseSuccessCode(code: number | string): void {
  if (!Number.isNaN(Number(code)) && Number(code) === 0) throw new RangeError('A failure callback cannot carry code 0')
}

/**
 * The body of a successful payment, keys and items in the order and with the JSON types of published production callbacks
 * (2020, 2026). Whether Safaricom sends blanks between tokens was never published; this writes none.
 * @throws RangeError if the amount is no JSON number
 */
export function buildStkSuccess(success: StkSuccess): string {
  return writeBody(
    success,
    success.resultCode ?? 0,
    'The service request is processed successfully.',
    writeMetadata(success, success.itemOrder ?? stkItemOrder),
  )
}

/**
 * The body of a failed payment, which has no `CallbackMetadata`.
 * @throws RangeError for result code 0, so that nothing built as a failure can settle an order
 */
export function buildStkFailure(failure: StkFailure): string {
  refuseSuccessCode(failure.resultCode)
  return writeBody(failure, failure.resultCode, failure.resultDesc, '')
}

/**
 * A failure that nevertheless carries metadata, which Safaricom Kenya does not send. A handler that crashes on the real
 * failure and not on this one reads the metadata before it looks at the code. Throws as both other builders do.
 */
export function buildStkFailureWithMetadata(failure: StkFailure & StkPayment): string {
  refuseSuccessCode(failure.resultCode)
  return writeBody(failure, failure.resultCode, failure.resultDesc, writeMetadata(failure, stkItemOrder))
}
