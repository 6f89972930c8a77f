/*
 * How the shop understands the body of an M-PESA Express callback.
 */

/** What one callback says about one payment. */
export interface PaymentResult {
  readonly checkoutRequestId: string
  /** A number in most callbacks, a string such as `"0"` or `"SFC_IC0003"` in some. */
  readonly resultCode: unknown
  readonly description: string
  /** The items by name; empty for a payment that failed, which has none. */
  readonly metadata: ReadonlyMap<string, unknown>
}

/** The shape that careless code takes for granted. */
export interface TrustedBody {
  readonly Body: {
    readonly stkCallback: {
      readonly CheckoutRequestID: string
      readonly ResultCode: unknown
      readonly ResultDesc: string
      readonly CallbackMetadata: { readonly Item: readonly MetadataItem[] }
    }
  }
}

export interface MetadataItem {
  readonly Name: string
  readonly Value?: unknown
}

/** Reads the body without taking anything for granted; throws an error with status 400 if it is no such callback. */
export function readCallback(body: unknown): PaymentResult {
  const callback = property(property(body, 'Body'), 'stkCallback')
  const id = property(callback, 'CheckoutRequestID')
  if (typeof id !== 'string') throw badRequest('This is not an M-PESA Express callback')
  const items = property(property(callback, 'CallbackMetadata'), 'Item')
  return {
    checkoutRequestId: id,
    resultCode: property(callback, 'ResultCode'),
    description: String(property(callback, 'ResultDesc') ?? ''),
    metadata: readItems(Array.isArray(items) ? items : []),
  }
}

/** By name: number and order of the items vary, and `Balance` comes without a value. */
export function readItems(items: readonly unknown[]): ReadonlyMap<string, unknown> {
  return new Map(items.map((item) => [String(property(item, 'Name')), property(item, 'Value')]))
}

/** An error that the shop answers with 400. */
export function badRequest(message: string): Error {
  return Object.assign(new Error(message), { status: 400 })
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
