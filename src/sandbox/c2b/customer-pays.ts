import { resultHeaders } from '../../daraja/callback-headers.ts'
import { buildBody } from '../../daraja/callbacks/build-body.ts'
import type { CallbackValues } from '../../daraja/callbacks/callback-values.ts'
import { toNairobiIso } from '../../daraja/nairobi-time.ts'
import { normalisePhoneNumber } from '../../daraja/phone-number.ts'
import { findScenarioOf } from '../../daraja/scenarios/find-scenario.ts'
import { tell } from '../ledger/create-ledger.ts'
import type { C2bUrls } from '../ledger/ledger.ts'
import type { CallbackOutcome } from '../sandbox.ts'
import { receiptText } from '../stk/prompt-text.ts'
import { paymentView } from '../views.ts'
import type { World } from '../world.ts'

/** A customer who pays a paybill or till by himself. */
export interface CustomerPayment {
  readonly phone: string
  readonly shortcode: string
  readonly kind: 'paybill' | 'till'
  readonly amount: number
  /** The account number; empty for tills. */
  readonly account: string
}

const mostPaid = 250_000

/** What M-PESA's menu would not take; null for what can be tried. */
export function whyNotPaid({ phone, shortcode, kind, amount, account }: CustomerPayment): string | null {
  if (normalisePhoneNumber(phone) === undefined) return 'not a Kenyan mobile number'
  if (!/^\d{5,7}$/.test(shortcode)) return 'a business number has five to seven digits'
  if (!Number.isInteger(amount) || amount < 1 || amount > mostPaid)
    return 'an amount is a whole number of KES from 1 to 250,000'
  if (kind === 'paybill' && account.trim() === '') return 'a paybill wants an account number'
  return account.length > 20 ? 'an account number has at most 20 characters' : null
}

/**
 * Asks the app, if it registered a validation URL, and then moves the money and confirms. An app that is late or cannot be
 * reached is decided for by the ResponseType of its registration. False if nothing was paid.
 */
export async function customerPays(world: World, payment: CustomerPayment): Promise<boolean> {
  const { clock, emit, ids, ledger } = world
  const { phone, shortcode, kind, amount, account } = payment
  const urls = ledger.c2bUrls.get(shortcode)
  const now = clock.now()
  const receipt = ids.receipt()
  const wallet = ledger.wallet(phone)
  ledger.account(shortcode, kind)
  if (ledger.refuses(phone, amount, toNairobiIso(now).slice(0, 10)) !== null) {
    tell(wallet, `Failed. You do not have enough money in your M-PESA account to pay KES ${amount}.`, now)
    return false
  }
  if (urls !== undefined && !(await isAccepted(world, payment, urls, receipt, now))) {
    tell(wallet, `Failed. Your payment of KES ${amount} to ${ledger.account(shortcode).name} was not accepted.`, now)
    return false
  }
  const booked = ledger.payIn(
    { receipt, at: now.toISOString(), kind: 'c2b-confirmation', from: phone, to: shortcode, amount, account },
    toNairobiIso(now).slice(0, 10),
  )
  tell(wallet, receiptText(receipt, amount, ledger.account(shortcode).name, account, wallet.balance), now)
  emit({ kind: 'payment', payment: paymentView(booked) })
  if (urls !== undefined) await send(world, 'c2b-confirmation', payment, urls, receipt, now)
  return true
}

async function isAccepted(
  world: World,
  payment: CustomerPayment,
  urls: C2bUrls,
  receipt: string,
  now: Date,
): Promise<boolean> {
  const outcome = await send(world, 'c2b-validation', payment, urls, receipt, now)
  const code = outcome.kind === 'answered' && outcome.status < 300 ? resultCodeOf(outcome.body) : undefined
  // No answer that can be read: the registration decides.
  return code === undefined ? urls.responseType === 'Completed' : code === '0'
}

function send(
  world: World,
  kind: 'c2b-validation' | 'c2b-confirmation',
  payment: CustomerPayment,
  urls: C2bUrls,
  receipt: string,
  now: Date,
): Promise<CallbackOutcome> {
  const form = payment.kind === 'till' ? 'till' : 'paybill'
  const usual = urls.version === 2 ? (kind === 'c2b-confirmation' && form === 'till' ? 'till-v2' : form) : v1Form(form)
  const name = world.outcomes.decideOther(kind, payment)?.outcome ?? usual
  const scenario = findScenarioOf(kind, name)
  if (scenario === undefined) throw new RangeError(`no scenario of ${kind} is called ${name}`)
  return world.callbacks.send({
    kind,
    reference: receipt,
    url: kind === 'c2b-validation' ? urls.validationUrl : urls.confirmationUrl,
    headers: resultHeaders,
    body: buildBody(kind, scenario, valuesOf(world, payment, receipt, now)),
    resultCode: null,
    ...(kind === 'c2b-validation' ? { limitMs: world.settings.validationMs } : {}),
  })
}

function v1Form(form: 'till' | 'paybill'): string {
  return form === 'till' ? 'till' : 'paybill-v1'
}

function valuesOf(
  { digest, ids }: World,
  { account, amount, phone, shortcode }: CustomerPayment,
  receipt: string,
  at: Date,
): CallbackValues {
  return {
    reference: account,
    amount,
    phone,
    receipt,
    shortcode,
    at,
    conversationId: '',
    originatorConversationId: '',
    uuid: ids.uuid(),
    phoneHash: digest.sha256(phone),
  }
}

/** A number or a text, as integrators use both; undefined where the answer has none. */
function resultCodeOf(body: string): string | undefined {
  try {
    const { ResultCode: code } = JSON.parse(body) as { readonly ResultCode?: unknown }
    return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined
  } catch {
    return undefined
  }
}
