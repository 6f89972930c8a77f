/** What Daraja says of one STK push, and the order that belongs to it: `query` in the JSON report. */
export interface QueryDocument {
  readonly checkoutRequestId: string
  /** Which API was to be asked. */
  readonly host: string
  readonly environment: string | null
  readonly shortcode: string | null
  /** Null if Daraja gave no answer about the payment; `unknown`: it does not know the id. */
  readonly state: 'paid' | 'failed' | 'pending' | 'unknown' | null
  readonly resultCode: string | null
  readonly resultDesc: string | null
  readonly meaning: string | null
  readonly remedy: string | null
  /** ISO 8601 in UTC. */
  readonly answeredAt: string | null
  readonly order: Readonly<Record<string, unknown>> | null
  /** Why no order was compared; null if one was. */
  readonly withoutOrder: string | null
}
