import { callbackHeaders } from '../daraja/callback-headers.ts'
import { parseCheckoutRequestId } from '../daraja/checkout-request-id.ts'
import { makeMerchantRequestId } from '../daraja/merchant-request-id.ts'
import { toTimestamp } from '../daraja/nairobi-time.ts'
import { normalisePhoneNumber } from '../daraja/phone-number.ts'
import { makeReceipt } from '../daraja/receipt.ts'
import type { StkPayment } from '../daraja/stk-callback.ts'
import { buildStkFailure, buildStkSuccess } from '../daraja/stk-callback.ts'
import type { StkScenario } from '../daraja/stk-scenarios.ts'
import type { Order } from '../orders/order.ts'

/** Where a value of the callback came from. */
export type ValueSource = 'option' | 'order' | 'checkout-request-id' | 'invented'

export interface CallbackRequest {
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

export interface BuiltCallback {
  readonly checkoutRequestId: string
  readonly scenario: StkScenario
  readonly request: CallbackRequest
  /** What a success says of the money; null for failures. */
  readonly payment: StkPayment | null
  readonly sources: {
    readonly amount: ValueSource
    readonly phone: ValueSource
    readonly receipt: ValueSource
    readonly merchantRequestId: ValueSource
  }
}

export interface CallbackWishes {
  readonly amount?: number | string
  readonly phone?: string
  readonly receipt?: string
  readonly shortcode?: string
}

export interface CallbackPlan {
  readonly checkoutRequestId: string
  readonly scenario: StkScenario
  readonly url: string
  readonly order: Order | null
  readonly wishes: CallbackWishes
  readonly now: Date
  /** From 0 up to, not including, 1. */
  readonly random: () => number
}

/** The number that Safaricom publishes for tests. */
const testPhone = '254708374149'

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
  const body = succeeds ? buildStkSuccess({ ...ids, ...payment }) : buildStkFailure({ ...ids, ...scenario })
  return {
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

function pick<T>(
  ...choices: readonly [...(readonly [ValueSource, T | null | undefined])[], readonly [ValueSource, T]]
): { readonly source: ValueSource; readonly value: T } {
  for (const [source, value] of choices) if (value !== null && value !== undefined) return { source, value }
  // The last choice always has a value.
  throw new RangeError('no value was offered')
}
