import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseRule } from '../../src/sandbox/outcomes/parse-rule.ts'
import { phone, pushFields, pushPath, queryPath, startDaraja, timestamp } from './daraja.ts'

/*
 * Every request, answer and callback of Daraja that Safaricom documents or somebody captured, as a shape: keys in their order,
 * types, and the names of items (`s` text, `n` number). The local Daraja takes each of these requests and makes each of
 * these answers and callbacks.
 */
const shapes = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'fixtures', 'daraja-shapes.json'), 'utf8'),
) as Readonly<Record<string, string>>

const itemNames = new Set(['Name', 'Key', 'name'])

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shapeOf).join(',')}]`
  if (value === null) return 'null'
  if (typeof value !== 'object') return { string: 's', number: 'n', boolean: 'b' }[typeof value as 'string'] ?? '?'
  const entries = Object.entries(value)
  const isItem = 'Value' in value || 'value' in value || entries.length === 1
  return `{${entries
    .map(([key, inner]) => {
      const isName = isItem && itemNames.has(key) && typeof inner === 'string'
      return `${key}:${isName ? JSON.stringify(inner) : shapeOf(inner)}`
    })
    .join(',')}}`
}

type Daraja = ReturnType<typeof startDaraja>

const url = 'https://pay.duka.co.ke/results'
const initiated = {
  Initiator: 'testapi',
  SecurityCredential: `${'A'.repeat(342)}==`,
}
const told = { Remarks: 'remarks', QueueTimeOutURL: 'https://pay.duka.co.ke/late', ResultURL: url }
const requests = {
  'account-balance.request': {
    ...initiated,
    CommandID: 'AccountBalance',
    PartyA: '600000',
    IdentifierType: '4',
    ...told,
  },
  'b2b.request.paybill': b2b('BusinessPayBill'),
  'b2b-topup.request': b2b('BusinessPayToBulk'),
  'b2b-express.request': {
    primaryShortCode: '600001',
    receiverShortCode: '600002',
    amount: '100',
    paymentRef: 'ref',
    callbackUrl: url,
    partnerName: 'Vendor',
    RequestRefID: 'request-1',
  },
  'b2c.request.v3': {
    OriginatorConversationID: 'payout-1',
    InitiatorName: 'testapi',
    SecurityCredential: initiated.SecurityCredential,
    CommandID: 'BusinessPayment',
    Amount: '100',
    PartyA: '600992',
    PartyB: phone,
    ...told,
    Occassion: 'occasion',
  },
  'bill-manager.optin.request': {
    shortcode: '718003',
    email: 'shop@duka.co.ke',
    officialContact: '0710000000',
    sendReminders: '1',
    logo: 'image',
    callbackurl: url,
  },
  'bill-manager.reconciliation.request': {
    paymentDate: '2026-11-24',
    paidAmount: '800',
    accountReference: 'A1',
    transactionId: 'UKO1234567',
    phoneNumber: '0700000000',
    fullName: 'John Doe',
    invoiceName: 'rent',
    externalReference: '955',
  },
  'bill-manager.single-invoice.request': {
    externalReference: '#1',
    billedFullName: 'John Doe',
    billedPhoneNumber: '0708374149',
    billedPeriod: 'August 2026',
    invoiceName: 'rent',
    dueDate: '2026-12-12',
    accountReference: 'A1',
    amount: '800',
    invoiceItems: [
      { itemName: 'food', amount: '700' },
      { itemName: 'water', amount: '100' },
    ],
  },
  'c2b-register.request': {
    ShortCode: '600984',
    ResponseType: 'Completed',
    ConfirmationURL: url,
    ValidationURL: 'https://pay.duka.co.ke/check',
  },
  'c2b-simulate.request': {
    ShortCode: 600984,
    CommandID: 'CustomerPayBillOnline',
    Amount: 10,
    Msisdn: Number(phone),
    BillRefNumber: 'A1',
  },
  'pull-query.request': {
    ShortCode: '174379',
    StartDate: '2026-11-23 8:00:00',
    EndDate: '2026-11-30 8:00:00',
    OffSetValue: '0',
  },
  'pull-register.request': {
    ShortCode: '600000',
    RequestType: 'Pull',
    NominatedNumber: '0722000000',
    CallBackURL: url,
  },
  'qr.request': { MerchantName: 'DUKA', RefNo: 'A1', Amount: 1, TrxCode: 'BG', CPI: '373132', Size: '300' },
  'ratiba.request': {
    StandingOrderName: 'rent',
    StartDate: '20261124',
    EndDate: '20271124',
    BusinessShortCode: '174379',
    TransactionType: 'Standing Order Customer Pay Bill',
    ReceiverPartyIdentifierType: '4',
    Amount: '4500',
    PartyA: phone,
    CallBackURL: url,
    AccountReference: 'Test',
    TransactionDesc: 'rent',
    Frequency: '2',
  },
  'reversal.request': {
    ...initiated,
    CommandID: 'TransactionReversal',
    TransactionID: 'UKO1234567',
    Amount: '75',
    ReceiverParty: '174379',
    RecieverIdentifierType: '11',
    ResultURL: url,
    QueueTimeOutURL: told.QueueTimeOutURL,
    Remarks: 'remarks',
  },
  'stk-push.request.paybill': { ...pushFields() },
  'stk-query.request': {
    BusinessShortCode: '174379',
    Password: pushFields().Password,
    Timestamp: timestamp,
    CheckoutRequestID: 'ws_CO_1',
  },
  'tax.request': { ...withoutRequester(b2b('PayTaxToKRA')), PartyB: '572572' },
  'transaction-status.request': {
    ...initiated,
    CommandID: 'TransactionStatusQuery',
    TransactionID: 'UKO1234567',
    OriginalConversationID: 'AG_1',
    PartyA: '600782',
    IdentifierType: '4',
    ResultURL: url,
    QueueTimeOutURL: told.QueueTimeOutURL,
    Remarks: 'remarks',
    Occasion: 'occasion',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, unknown>>>>

function b2b(command: string) {
  return {
    ...initiated,
    CommandID: command,
    SenderIdentifierType: '4',
    RecieverIdentifierType: '4',
    Amount: '239',
    PartyA: '600979',
    PartyB: '600000',
    AccountReference: '353353',
    Requester: phone,
    ...told,
  }
}

function withoutRequester({ Requester: _, ...request }: ReturnType<typeof b2b>) {
  return request
}

const paths: Readonly<Record<keyof typeof requests, string>> = {
  'account-balance.request': '/mpesa/accountbalance/v1/query',
  'b2b.request.paybill': '/mpesa/b2b/v1/paymentrequest',
  'b2b-topup.request': '/mpesa/b2b/v1/paymentrequest',
  'b2b-express.request': '/v1/ussdpush/get-msisdn',
  'b2c.request.v3': '/mpesa/b2c/v3/paymentrequest',
  'bill-manager.optin.request': '/v1/billmanager-invoice/optin',
  'bill-manager.reconciliation.request': '/v1/billmanager-invoice/reconciliation',
  'bill-manager.single-invoice.request': '/v1/billmanager-invoice/single-invoicing',
  'c2b-register.request': '/mpesa/c2b/v2/registerurl',
  'c2b-simulate.request': '/mpesa/c2b/v2/simulate',
  'pull-query.request': '/pulltransactions/v1/query',
  'pull-register.request': '/pulltransactions/v1/register',
  'qr.request': '/mpesa/qrcode/v1/generate',
  'ratiba.request': '/standingorder/v1/createStandingOrderExternal',
  'reversal.request': '/mpesa/reversal/v1/request',
  'stk-push.request.paybill': pushPath,
  'stk-query.request': queryPath,
  'tax.request': '/mpesa/b2b/v1/remittax',
  'transaction-status.request': '/mpesa/transactionstatus/v1/query',
}

interface Made {
  readonly status?: number
  readonly body: string
}

const ask = (name: keyof typeof requests, change: object = {}, daraja: Daraja = startDaraja()): Promise<Made> =>
  daraja.post(paths[name], { ...requests[name], ...change })

/** The last callback that follows a request, ended by a rule. */
async function follow(name: keyof typeof requests, rule?: string, change: object = {}): Promise<Made> {
  const daraja = startDaraja({ rules: rule === undefined ? [] : [parseRule(rule)] })
  if (name === 'c2b-simulate.request') await ask('c2b-register.request', {}, daraja)
  if (name === 'bill-manager.single-invoice.request') await ask('bill-manager.optin.request', {}, daraja)
  expect((await ask(name, change, daraja)).status).toBe(200)
  await daraja.pass(1_000)
  await daraja.settled()
  return { body: daraja.sent.at(-1)?.body ?? '' }
}

async function c2b(version: 1 | 2, number: 0 | 1, change: object = {}): Promise<Made> {
  const daraja = startDaraja()
  await daraja.post(`/mpesa/c2b/v${version}/registerurl`, requests['c2b-register.request'])
  await daraja.post(`/mpesa/c2b/v${version}/simulate`, { ...requests['c2b-simulate.request'], ...change })
  await daraja.settled()
  return { body: daraja.sent[number]?.body ?? '' }
}

async function paid(): Promise<{ readonly daraja: Daraja; readonly receipt: string; readonly id: string }> {
  const daraja = startDaraja()
  const { CheckoutRequestID: id } = JSON.parse((await daraja.push()).body)
  await daraja.pass(1_000)
  await daraja.settled()
  return { daraja, receipt: daraja.core.view().payments[0]?.receipt ?? '', id }
}

async function resultOf(name: keyof typeof requests, rule?: string): Promise<Made> {
  const { daraja, receipt } = await paid()
  if (rule !== undefined) daraja.core.addRule(parseRule(rule))
  await ask(name, { TransactionID: receipt }, daraja)
  await daraja.pass(1_000)
  await daraja.settled()
  return { body: daraja.sent.at(-1)?.body ?? '' }
}

async function queried(outcome: string, fault?: string): Promise<Made> {
  const daraja = startDaraja({ rules: [parseRule(outcome)] })
  const { CheckoutRequestID: id } = JSON.parse((await daraja.push()).body)
  await daraja.pass(1_000)
  if (outcome !== 'ask') await daraja.settled()
  if (fault !== undefined) daraja.fault(fault)
  return daraja.query(id)
}

async function withFault(fault: string, path = pushPath): Promise<Made> {
  const daraja = startDaraja()
  // For the token.
  await daraja.query('ws_CO_1')
  daraja.fault(fault)
  return path === queryPath ? daraja.query('ws_CO_1') : daraja.push()
}

async function login(credentials = 'key:secret'): Promise<Made> {
  const daraja = startDaraja({ settings: { consumer: { key: 'key', secret: 'secret' } } })
  const path = '/oauth/v1/generate?grant_type=client_credentials'
  return daraja.send('GET', path, { authorization: `Basic ${btoa(credentials)}` })
}

/** By name of what was published. */
const makers: Readonly<Record<string, () => Promise<Made>>> = {
  'account-balance-result.success.2021': () => follow('account-balance.request', 'kind=balance-result:success'),
  'account-balance-result.success': () => follow('account-balance.request', 'kind=balance-result:success-documented'),
  'async.accepted': () => ask('reversal.request'),
  'b2b-express-callback.4001': () => follow('b2b-express.request', 'kind=b2b-express:4001'),
  'b2b-express-callback.success': () => follow('b2b-express.request'),
  'b2b-express.accepted': () => ask('b2b-express.request'),
  'b2b-result.17': () => follow('b2b.request.paybill', 'kind=b2b-result:internal-error'),
  'b2b-result.2001.single-object': () => follow('b2b.request.paybill', 'kind=b2b-result:wrong-credential-documented'),
  'b2b-result.success.doc': () => follow('b2b.request.paybill', 'kind=b2b-result:success-documented'),
  'b2b-result.success': () => follow('b2b.request.paybill', 'kind=b2b-result:success'),
  'b2b-topup-result.2001': () => follow('b2b-topup.request', 'kind=b2b-result:wrong-credential-top-up'),
  'b2c-result.1': () => follow('b2c.request.v3', 'kind=b2c-result:insufficient'),
  'b2c-result.2001': () => follow('b2c.request.v3', 'kind=b2c-result:2001'),
  'b2c-result.success': () => follow('b2c.request.v3', 'kind=b2c-result:success-documented'),
  'b2c-result.success.prod': () => follow('b2c.request.v3'),
  'b2c.accepted.v3': () => ask('b2c.request.v3'),
  async 'b2c.error.duplicate-originator'() {
    const daraja = startDaraja()
    await ask('b2c.request.v3', {}, daraja)
    return ask('b2c.request.v3', {}, daraja)
  },
  'bill-manager-callback.payment': () => follow('bill-manager.single-invoice.request'),
  'bill-manager.cancel.error409': () =>
    startDaraja().post('/v1/billmanager-invoice/cancel-single-invoice', { externalReference: 'none' }),
  'bill-manager.optin.response': () => ask('bill-manager.optin.request'),
  'c2b-confirmation.till': () => c2b(1, 1, { CommandID: 'CustomerBuyGoodsOnline', BillRefNumber: '' }),
  'c2b-confirmation.v1.legacy-plain': () => follow('c2b-simulate.request', 'kind=c2b-confirmation:paybill-2021'),
  'c2b-confirmation.v1.masked-msisdn': () => follow('c2b-simulate.request', 'kind=c2b-confirmation:paybill-v1-masked'),
  'c2b-confirmation.v2': () => c2b(2, 1),
  'c2b-validation.v2': () => c2b(2, 0),
  async 'c2b-register.error.duplicate-notification'() {
    const daraja = startDaraja()
    daraja.fault('already-registered')
    return ask('c2b-register.request', {}, daraja)
  },
  'c2b-register.error.forbidden-word': () =>
    ask('c2b-register.request', { ConfirmationURL: 'https://pay.duka.co.ke/mpesa' }),
  'c2b-register.success': () => ask('c2b-register.request'),
  'c2b-simulate.accepted': () => ask('c2b-simulate.request'),
  'error.no-apiproduct.401': () => withFault('no-product'),
  'error.spike-arrest.http429': () => withFault('rate-limit', queryPath),
  'error.unknown-proxy.http404': () => startDaraja().post('/nowhere/v1/query', {}),
  'error.firewall.http403.html': () => withFault('firewall'),
  'imsi.response': () => startDaraja().post('/imsi/v1/checkATI', { customerNumber: phone }),
  'swap.response': () => startDaraja().post('/imsi/v2/checkATI', { customerNumber: phone }),
  'oauth.success': () => login(),
  'oauth.error.bad-credentials.http400.empty.txt': () => login('key:wrong'),
  async 'pull-query.response'() {
    const { daraja } = await paid()
    return ask('pull-query.request', {}, daraja)
  },
  'pull-register.response': () => ask('pull-register.request'),
  'qr.response': () => ask('qr.request'),
  'ratiba-callback.1037': () => follow('ratiba.request', 'kind=ratiba:timeout'),
  'ratiba-callback.success': () => follow('ratiba.request'),
  'ratiba.accepted': () => ask('ratiba.request'),
  'reversal-result.R000002': () => follow('reversal.request'),
  'reversal-result.success': () => resultOf('reversal.request'),
  'stk-callback.1019': () => follow('stk-push.request.paybill', '1019'),
  'stk-callback.1032': () => follow('stk-push.request.paybill', 'cancelled'),
  'stk-callback.1032.prod-text': () => follow('stk-push.request.paybill', 'cancelled-production'),
  'stk-callback.1036': () => follow('stk-push.request.paybill', '1036'),
  'stk-callback.1037': () => follow('stk-push.request.paybill', 'timeout'),
  'stk-callback.1037.sandbox': () => follow('stk-push.request.paybill', 'no-answer'),
  'stk-callback.17': () => follow('stk-push.request.paybill', '17'),
  'stk-callback.2001.legacy-prefix': () => follow('stk-push.request.paybill', 'wrong-pin-2019'),
  'stk-callback.success': () => follow('stk-push.request.paybill', 'success-documented'),
  'stk-callback.success.2020': () => follow('stk-push.request.paybill', 'success-2020'),
  'stk-callback.success.balance-no-value': () => follow('stk-push.request.paybill'),
  'other.ethiopia.stk-callback.3002': () => follow('stk-push.request.paybill', 'ethiopia'),
  'stk-push.accepted': () => ask('stk-push.request.paybill'),
  'stk-push.accepted.sandbox-2026': () => ask('stk-push.request.paybill'),
  'stk-push.error.invalid-businessshortcode': () => ask('stk-push.request.paybill', { BusinessShortCode: 'x' }),
  'stk-push.error.invalid-callbackurl': () => ask('stk-push.request.paybill', { CallBackURL: 'http://localhost' }),
  'stk-push.error.invalid-remarks': () => ask('b2c.request.v3', { Remarks: '' }),
  'stk-push.error.wrong-credentials': () =>
    ask('stk-push.request.paybill', { Password: btoa('174379x20261124080000') }),
  'stk-query.1037': () => queried('timeout'),
  'stk-query.4999': () => queried('ask'),
  'stk-query.e3008': () => queried('success', 'query-e3008'),
  'stk-query.does-not-exist.http500': () =>
    ask('stk-query.request', { CheckoutRequestID: 'ws_CO_241120260800001708374149' }),
  'stk-query.invalid-checkoutrequestid.http400': () => queried('ask', 'query-too-early'),
  'stk-query.processing.http500': () => queried('ask', 'query-processing'),
  'stk-query.success': () => queried('success'),
  'tax-result.2001': () => follow('tax.request', 'kind=tax-result:2001'),
  'tax-result.success': () => follow('tax.request', 'kind=tax-result:success'),
  'transaction-status-result.success': () => resultOf('transaction-status.request'),
  'transaction-status-result.success.doc': () =>
    resultOf('transaction-status.request', 'kind=status-result:success-documented'),
}

/** What an app answers, in each of these forms; what it leads to is told by the test of C2B. */
const answersOfApps = Object.keys(shapes).filter((name) =>
  /^(?:c2b-validation|c2b-confirmation|bill-manager-callback)\.reply/.test(name),
)

/** Published, and not made here. */
const exceptions: Readonly<Record<string, string>> = {
  'oauth.success.number': 'the page alone has a number; every capture has a text',
  'c2b-register.success.description-only': 'seen once; the page and other captures have all three keys',
}

describe('what was published of Daraja', () => {
  it('is covered, each by one row', () => {
    const rows = [...Object.keys(requests), ...Object.keys(makers), ...answersOfApps, ...Object.keys(exceptions)]
    expect(rows.toSorted()).toEqual(Object.keys(shapes).toSorted())
  })

  it.each(Object.keys(requests) as (keyof typeof requests)[])('is taken: %s', async (name) => {
    expect(shapeOf(requests[name])).toBe(shapes[name])
    const { status, body } = await ask(name)
    // That payment is none; its form was taken.
    if (name === 'stk-query.request') expect(body).toContain('does not')
    else expect({ status, body }).toMatchObject({ status: 200 })
  })

  it.each(Object.keys(makers))('is made: %s', async (name) => {
    const { body } = (await makers[name]?.()) ?? { body: '' }
    const shape = shapes[name]
    if (shape === 'empty') return expect(body).toBe('')
    if (shape === 'text') return expect(body).toMatch(/^<html/i)
    expect(shapeOf(JSON.parse(body))).toBe(shape)
  })

  it.each(answersOfApps)('is understood as an answer of an app: %s', async (name) => {
    const code = name.includes('reject') ? name.slice(-8) : '0'
    const daraja = startDaraja({
      sender: {
        post: async () => ({
          kind: 'answered',
          status: 200,
          ms: 1,
          body: JSON.stringify({ ResultCode: name.startsWith('c2b-validation') ? code : 0, ResultDesc: 'x' }),
        }),
        close: async () => undefined,
      },
    })
    await ask('c2b-register.request', {}, daraja)
    await ask('c2b-simulate.request', {}, daraja)
    await daraja.settled()
    expect(daraja.core.view().payments).toHaveLength(code === '0' ? 1 : 0)
  })
})
