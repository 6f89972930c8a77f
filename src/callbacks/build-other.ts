import { resultHeaders } from '../daraja/callback-headers.ts'
import type { SimulatedKind } from '../daraja/callback-kind.ts'
import { buildBody } from '../daraja/callbacks/build-body.ts'
import { makeConversationId, makeUuid } from '../daraja/conversation-id.ts'
import { makeMerchantRequestId } from '../daraja/merchant-request-id.ts'
import { toTimestamp } from '../daraja/nairobi-time.ts'
import { normalisePhoneNumber } from '../daraja/phone-number.ts'
import { makeReceipt } from '../daraja/receipt.ts'
import type { Scenario } from '../daraja/scenarios/scenario.ts'
import { type BuiltCallback, type CallbackPlan, pick, testPhone } from './build-delivery.ts'

export interface OtherPlan extends Omit<CallbackPlan, 'scenario'> {
  readonly kind: Exclude<SimulatedKind, 'stk'>
  readonly scenario: Scenario
  /** Hexadecimal digits of the SHA-256 of a text: C2B hides phones so. */
  readonly sha256: (text: string) => string
}

/** Where no env file names one: a paybill of the sandbox. */
const testShortcode = '600966'

/** The request of any kind but STK; the id of the plan is the account number, the conversation or the request. */
export function buildOtherCallback(plan: OtherPlan): BuiltCallback {
  const { kind, checkoutRequestId, scenario, order, wishes, now, random, sha256 } = plan
  const amount = pick<number | string>(['option', wishes.amount], ['order', order?.amount], ['invented', 100])
  const phone = pick(
    ['option', wishes.phone === undefined ? undefined : (normalisePhoneNumber(wishes.phone) ?? wishes.phone)],
    ['order', normalisePhoneNumber(order?.phone ?? '')],
    ['invented', testPhone],
  )
  const receipt = pick(['option', wishes.receipt], ['invented', makeReceipt(now, random)])
  const body = buildBody(kind, scenario, {
    reference: checkoutRequestId,
    amount: amount.value,
    phone: phone.value,
    receipt: receipt.value,
    shortcode: wishes.shortcode ?? testShortcode,
    at: now,
    conversationId: makeConversationId(now, random),
    originatorConversationId: makeMerchantRequestId(random),
    uuid: makeUuid(random),
    phoneHash: sha256(phone.value),
  })
  const carried = parts[kind][scenario.outcome === 'success' ? 0 : 1]
  const pays = scenario.outcome === 'success' && settlesOrders(kind)
  return {
    kind,
    checkoutRequestId,
    scenario,
    request: { url: plan.url, headers: resultHeaders, body },
    payment: pays
      ? {
          amount: amount.value,
          receipt: receipt.value,
          transactionDate: toTimestamp(now),
          phone: phone.value,
        }
      : null,
    sources: {
      amount: carried.includes('amount') ? amount.source : null,
      phone: carried.includes('phone') ? phone.source : null,
      receipt: carried.includes('receipt') ? receipt.source : null,
      merchantRequestId: null,
    },
  }
}

type Part = 'amount' | 'phone' | 'receipt'

const everything: readonly Part[] = ['amount', 'phone', 'receipt']

/** What a success carries, and what a failure. */
const parts: Readonly<Record<OtherPlan['kind'], readonly [success: readonly Part[], failure: readonly Part[]]>> = {
  'c2b-validation': [everything, []],
  'c2b-confirmation': [everything, []],
  'b2c-result': [everything, ['receipt']],
  'b2b-result': [['amount', 'receipt'], ['receipt']],
  'tax-result': [['amount', 'receipt'], ['receipt']],
  'reversal-result': [everything, []],
  'status-result': [everything, []],
  'balance-result': [[], []],
  timeout: [[], []],
  ratiba: [['phone', 'receipt'], ['phone']],
  'b2b-express': [['amount', 'receipt'], ['amount']],
  'bill-manager': [everything, []],
}

/** The money of a customer, for an order of the shop: only then there is a row to look at. */
export function settlesOrders(kind: SimulatedKind): boolean {
  return kind === 'stk' || kind === 'c2b-confirmation' || kind === 'bill-manager'
}
