import { toTimestamp } from '../nairobi-time.ts'
import type { C2bForm } from '../scenarios/c2b.ts'
import type { ScenarioInForm } from '../scenarios/scenario.ts'
import { type CallbackValues, withCents } from './callback-values.ts'
import { type WireObject, type WireValue, wireObject, writeWire } from './wire.ts'

type Fields = WireObject['fields']

interface C2bParts {
  readonly type: string
  readonly amount: string
  /** Empty before the payment. */
  readonly balance: string
  readonly account: string
  readonly msisdn: string
  readonly names: Fields
  /** `InvoiceNumber` and `ThirdPartyTransID`. */
  readonly blank?: null
}

const first: Fields = [['FirstName', 'JOHN']]
const firstAndBlank: Fields = [...first, ['MiddleName', ''], ['LastName', '']]
const firstAndLast: Fields = [...first, ['MiddleName', ''], ['LastName', 'DOE']]

/** The body of a validation or confirmation, whose values are all strings. */
export function buildC2b({ form }: ScenarioInForm<C2bForm>, values: CallbackValues): string {
  return writeWire(c2bObject(partsOf(form, values), values))
}

function partsOf(form: C2bForm, { amount, phone, phoneHash, reference: account }: CallbackValues): C2bParts {
  const cents = withCents(amount)
  const balance = withCents(Number(amount) + 20)
  const whole = cents.replace(/\.00$/, '')
  const masked = `${phone.slice(0, 4)} ***** ${phone.slice(-3)}`
  // Five characters of a hash gave way to the mask in the one that was seen.
  const maskedHash = `${phoneHash.slice(0, 34)} ***** ${phoneHash.slice(39)}`
  const payBill = { type: 'Pay Bill', amount: cents, balance, account }
  switch (form) {
    case 'v2':
      return { ...payBill, msisdn: masked, names: firstAndBlank }
    case 'v1':
      return { ...payBill, msisdn: phoneHash, names: first }
    case 'v1-masked': {
      const stars = `${phone.slice(0, 5)}****${phone.slice(-3)}`
      return { ...payBill, amount: whole, balance: '', msisdn: stars, names: firstAndLast }
    }
    case '2021':
      return { ...payBill, msisdn: phone, names: firstAndLast, blank: null }
    case 'till':
      return { ...payBill, type: 'Customer Merchant Payment', account: '', msisdn: maskedHash, names: first }
    case 'till-v2':
      return { ...payBill, type: 'Customer Merchant Payment', account: '', msisdn: masked, names: firstAndBlank }
    case 'validation-v2':
      return { type: '', amount: whole, balance: '', account, msisdn: masked, names: first }
    case 'validation-v1':
      return { type: 'Pay Bill', amount: whole, balance: '', account, msisdn: phoneHash, names: first }
    case 'validation-till':
      return { type: '', amount: whole, balance: '', account: '', msisdn: masked, names: first }
  }
}

function c2bObject(parts: C2bParts, { receipt, at, shortcode }: CallbackValues): WireObject {
  const blank: WireValue = parts.blank === null ? null : ''
  return wireObject(
    ['TransactionType', parts.type],
    ['TransID', receipt],
    ['TransTime', toTimestamp(at)],
    ['TransAmount', parts.amount],
    ['BusinessShortCode', shortcode],
    ['BillRefNumber', parts.account],
    ['InvoiceNumber', blank],
    ['OrgAccountBalance', parts.balance],
    ['ThirdPartyTransID', blank],
    ['MSISDN', parts.msisdn],
    ...parts.names,
  )
}
