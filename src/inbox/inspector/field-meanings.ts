import type { CallbackKind } from '../../daraja/callback-kind.ts'
import { parseCheckoutRequestId } from '../../daraja/checkout-request-id.ts'
import { looksLikeReceipt, receiptDay } from '../../daraja/receipt.ts'
import type { ResultCodeApi } from '../../daraja/result-code.ts'
import { findResultCodes } from '../../daraja/result-codes.ts'
import { describeDay, describeMoment, readMoment } from './describe-moment.ts'
import { describeAccounts, describeJavaAmount, describeKes } from './describe-money.ts'

export interface MessageContext {
  readonly kind: CallbackKind
  readonly receivedAt: Date
}

/** Says what a value means; null if there is nothing to say. */
type Meaning = (value: string, context: MessageContext) => string | null

/** What the value of a field means; null for fields that nobody needs explained. `value` is null where none was sent. */
export function explainValue(name: string, value: string | null, context: MessageContext): string | null {
  const explain = meanings.get(name.toLowerCase().replaceAll(' ', ''))
  if (explain === undefined) return null
  if (value === null || value === '') return emptyMeanings.get(name.toLowerCase()) ?? 'sent without a value'
  return typeof explain === 'string' ? explain : explain(value, context)
}

const emptyMeanings: ReadonlyMap<string, string> = new Map([
  ['balance', 'sent without a value, always: nobody is told the balance of a customer'],
  ['orgaccountbalance', 'empty before the payment: this is a validation'],
  ['thirdpartytransid', 'empty: the answer to the validation gave none'],
])

const receipt: Meaning = (value) => {
  const day = receiptDay(value)
  if (looksLikeReceipt(value) && day !== undefined)
    return `receipt; its first three characters say ${describeDay(day)}, and no two payments share it`
  if (/0{7}$/.test(value)) return 'the id of a request that moved no money'
  return 'names this transaction at Safaricom'
}

const moment: Meaning = (value, { receivedAt }) => {
  const read = readMoment(value)
  return read === undefined ? 'no time that can be read' : describeMoment(read, receivedAt)
}

const phone: Meaning = (value) => {
  if (/^[0-9a-f]{64}$/i.test(value)) return 'SHA-256 of the number as `2547…`: compare it with the hash of one you know'
  if (/^\+?(?:254|0)\d{3}\*{3}\d{3}$/.test(value)) return 'the number of the payer, masked here'
  return value.includes('*') ? 'the number of the payer, masked by Safaricom' : 'the number of the payer'
}

const conversation: Meaning = (value, { kind }) => {
  const day = /^AG_(\d{4})(\d{2})(\d{2})_/.exec(value)
  const made = day === null ? '' : `, made on ${describeDay(`${day[1]}-${day[2]}-${day[3]}`)}`
  const answered = kind === 'b2b-express' ? '' : '; the answer to your request gave it, too'
  return `Safaricom's name for the request${made}${answered}`
}

const checkoutRequest: Meaning = (value, { receivedAt }) => {
  // The digits of the phone number at its end may be masked.
  const { shape, requestedAt } = parseCheckoutRequestId(value.replaceAll('*', '0'))
  if (shape === 'probe') return 'made by this tool for a probe: no payment has it'
  if (requestedAt === undefined) return 'by this you find the order: the answer to your push gave it'
  return `by this you find the order; the push was sent ${describeMoment(new Date(requestedAt), receivedAt)}`
}

const apisOf: Readonly<Partial<Record<CallbackKind, readonly ResultCodeApi[]>>> = {
  stk: ['stk-callback'],
  'b2c-result': ['b2c-result', 'b2pochi-result'],
  'b2b-result': ['b2b-result'],
  'tax-result': ['tax-result'],
  'reversal-result': ['reversal-result'],
  'status-result': ['transaction-status-result'],
  'balance-result': ['account-balance-result'],
  ratiba: ['ratiba-callback'],
  'b2b-express': ['b2b-express-callback'],
}

/** Any API that answers at a ResultURL. */
const resultApis: readonly ResultCodeApi[] = [
  'b2c-result',
  'b2b-result',
  'b2pochi-result',
  'tax-result',
  'reversal-result',
  'transaction-status-result',
  'account-balance-result',
]

const resultCode: Meaning = (value, { kind }) => {
  if (kind === 'timeout')
    return `${value}: the request waited too long at Safaricom; whether it was carried out is open`
  const known = findResultCodes(value)
  const apis = apisOf[kind] ?? []
  const of = (wanted: readonly ResultCodeApi[]) => known.find((row) => row.apis.some((api) => wanted.includes(api)))
  const row = of(apis) ?? (kind.endsWith('result') ? of(resultApis) : undefined)
  if (row !== undefined)
    return row.category === 'success' ? `${value}: ${row.cause}` : `${value}: ${row.cause} ${row.remedy}`
  // Ratiba answers as HTTP does.
  if (kind === 'ratiba' && value === '200') return '200: the standing order was set up'
  if (Number(value) === 0) return `${value}: it was carried out`
  return `${value}: not in any published table; go by its text, and look the transaction up before you repeat it`
}

const availableFunds: Meaning = (value) => `${describeKes(value)} in that account after this`

/** By the name of the field in lower letters: several APIs spell one and the same in two ways. */
const meanings: ReadonlyMap<string, Meaning | string> = new Map<string, Meaning | string>([
  ['merchantrequestid', 'the second name of the push; the answer to it gave this one, too'],
  ['checkoutrequestid', checkoutRequest],
  ['resultcode', resultCode],
  ['responsecode', resultCode],
  ['resultdesc', 'the words of Safaricom, which change: decide by the code'],
  ['responsedescription', 'the words of Safaricom, which change: decide by the code'],
  ['resulttype', (value) => (value === '0' ? '0: a final answer' : `${value}: the queue gave up, as far as is known`)],
  ['amount', describeKes],
  ['transactionamount', describeKes],
  ['transamount', describeKes],
  ['paidamount', describeKes],
  ['charge', describeKes],
  ['mpesareceiptnumber', receipt],
  ['transid', receipt],
  ['transactionid', receipt],
  ['transactionreceipt', receipt],
  ['receiptno', receipt],
  ['originaltransactionid', receipt],
  ['balance', describeKes],
  ['transactiondate', moment],
  ['transtime', moment],
  ['transcompletedtime', moment],
  ['transactioncompleteddatetime', moment],
  ['bocompletedtime', moment],
  ['finalisedtime', moment],
  ['initiatedtime', moment],
  ['phonenumber', phone],
  ['msisdn', phone],
  ['transactiontype', 'how it was paid: `Pay Bill` or `Buy Goods`'],
  ['businessshortcode', 'the paybill or till that was paid'],
  ['shortcode', 'the paybill that was paid'],
  ['billrefnumber', 'what the payer typed as account: compare it generously'],
  ['accountreference', 'the account that was paid for'],
  ['billreferencenumber', 'the account that was paid for'],
  ['paymentreference', 'the reference that your request gave'],
  ['invoicenumber', 'as a rule empty'],
  ['orgaccountbalance', (value) => `${describeKes(value)} on your account after the payment`],
  ['thirdpartytransid', 'what your answer to the validation gave'],
  ['firstname', 'the name of the payer'],
  ['middlename', 'the name of the payer'],
  ['lastname', 'the name of the payer'],
  ['conversationid', conversation],
  ['originatorconversationid', 'names your request'],
  ['requestid', 'names your request'],
  ['requestrefid', 'names your request'],
  ['receiverpartypublicname', 'who got the money'],
  ['creditpartypublicname', 'who got the money'],
  ['creditpartyname', 'who got the money'],
  ['debitpartypublicname', 'who paid'],
  ['debitpartyname', 'who paid'],
  ['b2cutilityaccountavailablefunds', availableFunds],
  ['b2cworkingaccountavailablefunds', availableFunds],
  ['b2cchargespaidaccountavailablefunds', availableFunds],
  [
    'b2crecipientisregisteredcustomer',
    (value) =>
      value === 'Y' ? 'the receiver is registered with M-PESA' : 'the receiver is not registered with M-PESA',
  ],
  ['accountbalance', describeAccounts],
  ['debitpartyaffectedaccountbalance', describeAccounts],
  ['debitaccountbalance', describeJavaAmount],
  ['debitaccountcurrentbalance', describeJavaAmount],
  ['initiatoraccountcurrentbalance', describeJavaAmount],
  ['debitpartycharges', 'what it cost the payer'],
  ['creditpartycharges', 'what it cost the receiver'],
  [
    'transactionstatus',
    (value) =>
      /^(?:completed|cancelled|declined|expired)$/i.test(value) ? 'final: it does not change any more' : 'not final',
  ],
  ['queuetimeouturl', "an address inside of Safaricom's network, not yours"],
])
