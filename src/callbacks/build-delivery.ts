import { callbackHeaders } from '../daraja/callback-headers.ts'
import type { SimulatedKind } from '../daraja/callback-kind.ts'
import { buildStk } from '../daraja/callbacks/stk-forms.ts'
import { parseCheckoutRequestId } from '../daraja/checkout-request-id.ts'
import { makeMerchantRequestId } from '../daraja/merchant-request-id.ts'
import { toTimestamp } from '../daraja/nairobi-time.ts'
import { normalisePhoneNumber } from '../daraja/phone-number.ts'
import { makeReceipt } from '../daraja/receipt.ts'
import type { Scenario } from '../daraja/scenarios/scenario.ts'
import type { StkPayment } from '../daraja/stk-callback.ts'
import type { StkScenario } from '../daraja/stk-scenarios.ts'
import type { Order } from '../orders/order.ts'

/** Where a value of the callback came from. */
export type ValueSource = 'option' | 'order' | 'checkout-request-id' | 'body' | 'invented'

export interface CallbackRequest {
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** Sent in its place where it is no text that could be told by a string. */
  readonly bytes?: Uint8Array
}

export interface BuiltCallback {
  readonly kind: SimulatedKind
  /** Of an STK push; of other kinds the id by which the app knows what it is about, such as an account number. */
  readonly checkoutRequestId: string
  readonly scenario: Scenario
  readonly request: CallbackRequest
  /** What a success says of the money; null for failures. */
  readonly payment: StkPayment | null
  /** Null for what a callback of this kind does not carry. */
  readonly sources: {
    readonly amount: ValueSource | null
    readonly phone: ValueSource | null
    readonly receipt: ValueSource | null
    readonly merchantRequestId: ValueSource | null
  }
}

export interface CallbackWishes {
  readonly amount?: number | string
  readonly phone?: string
  readonly receipt?: string
  /** From the env file. */
  readonly shortcode?: string
}

export interface CallbackPlan {
  readonly checkoutRequestId: string
  readonly scenario: StkScenario
  readonly url: string
  readonly order: Pick<Order, 'amount' | 'phone' | 'merchantRequestId'> | null
  readonly wishes: CallbackWishes
  readonly now: Date
  /** From 0 up to, not including, 1. */
  readonly random: () => number
}

/** The number that Safaricom publishes for tests. */
export const testPhone = '254708374149'

/** The exact request that Safaricom would send for this order; what the order does not tell is invented, and said so. */
export function buildCallback(plan: CallbackPlan): BuiltCallback {
  const { checkoutRequestId, scenario, order, wishes, now, random } = plan
  const digits = parseCheckoutRequestId(checkoutRequestId).phoneDigits
  const amount = pick<number | string>(['option', wishes.amount], ['order', order?.amount], ['invented', 1])
  const phone = pick(
    ['option', wishes.phone === undefined ? undefined : (normalisePhoneNumber(wishes.phone) ?? wishes.phone)],
    ['order', normalisePhoneNumber(order?.phone ?? '')],
    ['checkout-request-id', digits === undefined ? undefined : `254${digits}`],
    ['invented', testPhone],
  )
  const receipt = pick(['option', wishes.receipt], ['invented', makeReceipt(now, random)])
  const merchantRequestId = pick(['order', order?.merchantRequestId], ['invented', makeMerchantRequestId(random)])
  const ids = { checkoutRequestId, merchantRequestId: merchantRequestId.value }
  const payment: StkPayment = {
    amount: amount.value,
    receipt: receipt.value,
    transactionDate: toTimestamp(now),
    phone: phone.value,
  }
  const succeeds = scenario.outcome === 'success'
  const body = buildStk(scenario, ids, payment)
  return {
    kind: 'stk',
    checkoutRequestId,
    scenario,
    request: { url: plan.url, headers: callbackHeaders(wishes.shortcode), body },
    payment: succeeds ? payment : null,
    sources: {
      amount: amount.source,
      phone: phone.source,
      receipt: receipt.source,
      merchantRequestId: merchantRequestId.source,
    },
  }
}

/** The first choice that is there, and where it came from; the last one always is. */
export function pick<T>(
  ...choices: readonly [...(readonly [ValueSource, T | null | undefined])[], readonly [ValueSource, T]]
): { readonly source: ValueSource; readonly value: T } {
  for (const [source, value] of choices) if (value !== null && value !== undefined) return { source, value }
  // The last choice always has a value.
  throw new RangeError('no value was offered')
}
