import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { SimulatedKind } from '../../../src/daraja/callback-kind.ts'
import { readCallbackMessage } from '../../../src/daraja/callback-message.ts'
import { buildBody } from '../../../src/daraja/callbacks/build-body.ts'
import { buildStk } from '../../../src/daraja/callbacks/stk-forms.ts'
import { findScenarioOf, scenariosByKind } from '../../../src/daraja/scenarios/find-scenario.ts'
import type { StkScenario } from '../../../src/daraja/stk-scenarios.ts'
import { shapeOf } from './json-shape.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const values = {
  reference: 'ORD-7',
  amount: 1500 as number | string,
  phone: '254712345678',
  receipt: 'UKO7ZQ81MN',
  shortcode: '601234',
  at: new Date('2026-11-24T05:06:07Z'),
  conversationId: 'AG_20261124_0123456789abcdef0123',
  originatorConversationId: '1a2b-3c4d-5e6f-0123456789ab4567890',
  uuid: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
  phoneHash: sha256('254712345678'),
}
const ids = {
  merchantRequestId: '1a2b-3c4d-5e6f-0123456789ab4567890',
  checkoutRequestId: 'ws_CO_241120260806071712345678',
}
const payment = {
  amount: 1500 as number | string,
  receipt: values.receipt,
  transactionDate: '20261124080607',
  phone: values.phone,
}

function build(kind: SimulatedKind, name: string, changes: Partial<typeof values> = {}): string {
  const scenario = findScenarioOf(kind, name)
  if (scenario === undefined) throw new Error(`no scenario ${name} of ${kind}`)
  if (kind === 'stk') return buildStk(scenario as StkScenario, ids, { ...payment, ...changes })
  return buildBody(kind, scenario, { ...values, ...changes })
}

const stk = (code: string, items = ''): string =>
  `{Body{stkCallback{MerchantRequestID" CheckoutRequestID" ResultCode${code} ResultDesc"${items}}}}`
const metadata = (items: string): string => ` CallbackMetadata{Item[${items}]}`
const result = (type: string, code: string, rest: string): string =>
  `{Result{ResultType${type} ResultCode${code} ResultDesc" OriginatorConversationID" ConversationID" TransactionID"${rest}}}`
const parameters = (items: string): string => ` ResultParameters{ResultParameter${items}}`
const references = (items: string): string => ` ReferenceData{ReferenceItem${items}}`
const queue = references('K:QueueTimeoutURL"')
const c2b = (blank: string, names: string): string =>
  `{TransactionType" TransID" TransTime" TransAmount" BusinessShortCode" BillRefNumber" InvoiceNumber${blank} OrgAccountBalance" ThirdPartyTransID${blank} MSISDN" ${names}}`
const threeNames = 'FirstName" MiddleName" LastName"'
const b2cItems = `[K:TransactionAmount# K:TransactionReceipt" K:ReceiverPartyPublicName" K:TransactionCompletedDateTime" K:B2CUtilityAccountAvailableFunds# K:B2CWorkingAccountAvailableFunds# K:B2CRecipientIsRegisteredCustomer" K:B2CChargesPaidAccountAvailableFunds#]`
const printedItems = `[K:DebitAccountBalance" K:Amount" K:DebitPartyAffectedAccountBalance" K:TransCompletedTime" K:DebitPartyCharges" K:ReceiverPartyPublicName" K:Currency" K:InitiatorAccountCurrentBalance"]`
const listed = (bill: string): string => references(`[K:BillReferenceNumber${bill} K:QueueTimeoutURL" K:Occassion]`)

describe('the shape of a callback, as it was captured or printed', () => {
  it.each<[SimulatedKind, string, string]>([
    [
      'stk',
      'success',
      stk('#', metadata('N:Amount# N:MpesaReceiptNumber" N:Balance N:TransactionDate# N:PhoneNumber#')),
    ],
    [
      'stk',
      'success-2020',
      stk('#', metadata('N:Amount# N:MpesaReceiptNumber" N:Balance N:TransactionDate# N:PhoneNumber#')),
    ],
    [
      'stk',
      'success-documented',
      stk('#', metadata('N:Amount# N:MpesaReceiptNumber" N:TransactionDate# N:PhoneNumber#')),
    ],
    ['stk', 'cancelled', stk('#')],
    ['stk', 'cancelled-production', stk('#')],
    ['stk', 'timeout', stk('#')],
    ['stk', 'no-answer', stk('#')],
    ['stk', 'expired', stk('#')],
    ['stk', 'rule-limited', stk('#')],
    ['stk', 'wrong-pin-2019', stk('#')],
    ['stk', 'sms-timeout-2019', stk('#')],
    ['stk', 'operator', stk('"')],
    [
      'stk',
      'ethiopia',
      `{Envelope${stk('#', metadata('N:MpesaReceiptNumber N:Amount N:TransactionDate N:PhoneNumber#'))}}`,
    ],
    ['c2b-confirmation', 'paybill', c2b('"', threeNames)],
    ['c2b-confirmation', 'paybill-v1', c2b('"', 'FirstName"')],
    ['c2b-confirmation', 'paybill-v1-masked', c2b('"', threeNames)],
    ['c2b-confirmation', 'paybill-2021', c2b('~', threeNames)],
    ['c2b-confirmation', 'till', c2b('"', 'FirstName"')],
    ['c2b-validation', 'paybill', c2b('"', 'FirstName"')],
    ['c2b-validation', 'paybill-v1', c2b('"', 'FirstName"')],
    ['b2c-result', 'success', result('#', '#', parameters(b2cItems) + queue)],
    ['b2c-result', 'success-documented', result('#', '#', parameters(b2cItems) + queue)],
    ['b2c-result', '1', result('#', '#', queue)],
    ['b2c-result', '2', result('#', '#', queue)],
    ['b2c-result', '2001', result('#', '#', queue)],
    ['b2c-result', '2040', result('#', '#', queue)],
    ['b2c-result', 'SFC_IC0003', result('#', '"', queue)],
    [
      'b2b-result',
      'success',
      result(
        '#',
        '#',
        parameters(
          `[K:Currency" K:ReceiverPartyPublicName" K:DebitPartyCharges K:TransCompletedTime# K:DebitPartyAffectedAccountBalance" K:Amount# K:DebitAccountCurrentBalance" K:InitiatorAccountCurrentBalance"]`,
        ) + listed('#'),
      ),
    ],
    [
      'b2b-result',
      'success-documented',
      result('"', '"', parameters(printedItems) + references('[K:BillReferenceNumber" K:QueueTimeoutURL"]')),
    ],
    ['b2b-result', '17', result('#', '#', listed('"'))],
    ['b2b-result', 'single-object', result('#', '#', parameters('K:BOCompletedTime#') + queue)],
    ['b2b-result', 'top-up', result('#', '#', parameters('K:BillReferenceNumber#') + listed('#'))],
    [
      'tax-result',
      'success',
      result('"', '"', parameters(printedItems) + references('[K:BillReferenceNumber" K:QueueTimeoutURL"]')),
    ],
    ['tax-result', '2001', result('#', '#', listed('#'))],
    [
      'reversal-result',
      'success',
      result(
        '#',
        '#',
        parameters(
          `[K:DebitAccountBalance" K:Amount# K:TransCompletedTime# K:OriginalTransactionID" K:Charge# K:CreditPartyPublicName" K:DebitPartyPublicName"]`,
        ) + queue,
      ),
    ],
    ['reversal-result', 'R000001', result('#', '"', queue)],
    ['reversal-result', 'R000002', result('#', '"', queue)],
    [
      'status-result',
      'success',
      result(
        '#',
        '#',
        parameters(
          `[K:DebitPartyName" K:CreditPartyName" K:OriginatorConversationID" K:InitiatedTime# K:CreditPartyCharges K:DebitAccountType" K:TransactionReason K:ReasonType" K:TransactionStatus" K:FinalisedTime# K:Amount# K:ConversationID" K:ReceiptNo"]`,
        ) + references('K:Occasion"'),
      ),
    ],
    [
      'status-result',
      'success-documented',
      `{Result{ConversationID" OriginatorConversationID" ReferenceData{ReferenceItemK:Occasion} ResultCode# ResultDesc" ResultParameters{ResultParameter[K:DebitPartyName" K:DebitPartyName" K:OriginatorConversationID" K:InitiatedTime" K:DebitAccountType" K:DebitPartyCharges" K:TransactionReason K:ReasonType" K:TransactionStatus" K:FinalisedTime" K:Amount" K:ConversationID" K:ReceiptNo"]} ResultType# TransactionID"}}`,
    ],
    ['status-result', '25', result('#', '#', references('K:Occasion'))],
    ['balance-result', 'success', result('#', '#', parameters('[K:AccountBalance" K:BOCompletedTime#]') + queue)],
    [
      'balance-result',
      'success-documented',
      result('"', '"', parameters('[K:AccountBalance" K:BOCompletedTime"]') + queue),
    ],
    ['balance-result', 'TP40153', result('#', '"', queue)],
    ['timeout', 'timeout', '{Result{ResultType# ResultCode# ResultDesc" OriginatorConversationID" ConversationID"}}'],
    [
      'ratiba',
      'success',
      '{responseHeader{responseRefID" requestRefID" responseCode" responseDescription"} responseBody{responseData[n:TransactionID" n:responseCode" n:Status" n:Msisdn"]}}',
    ],
    [
      'ratiba',
      '1037',
      '{ResponseHeader{responseRefID" requestRefID" responseCode" responseDescription"} ResponseBody{ResponseData[N:TransactionID" N:responseCode" N:Status" N:Msisdn"]}}',
    ],
    [
      'b2b-express',
      'success',
      '{resultCode" resultDesc" amount" requestId" resultType" conversationID" transactionId" status"}',
    ],
    ['b2b-express', '4001', '{resultCode" resultDesc" requestId" amount" paymentReference"}'],
    ['bill-manager', 'payment', '{transactionId" paidAmount" msisdn" dateCreated" accountReference" shortCode"}'],
  ])('%s %s', (kind, name, shape) => expect(shapeOf(build(kind, name))).toBe(shape))
})

describe('every scenario', () => {
  const all = Object.entries(scenariosByKind).flatMap(([kind, rows]) =>
    rows.map(({ name }) => [kind as SimulatedKind, name] as const),
  )

  it.each(all)('%s %s: builds JSON without blanks that names what it is about', (kind, name) => {
    const body = build(kind, name)
    expect(body.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')).not.toMatch(/\s/)
    const message = readCallbackMessage(body)
    const scenario = findScenarioOf(kind, name)
    if (scenario?.resultCode === null) expect(message.resultCode).toBeNull()
    else expect(message.resultCode).toBe(String(scenario?.resultCode))
  })
})

describe('the bytes of a callback', () => {
  it.each<[SimulatedKind, string, readonly string[]]>([
    ['stk', 'success', ['"Value":1500}', '{"Name":"Balance"}', '"Value":20261124080607}', '"Value":254712345678}']],
    ['stk', 'success-2020', ['{"Name":"Amount","Value":1500.00}']],
    ['stk', 'cancelled-production', ['"ResultCode":1032,"ResultDesc":"Request Cancelled by user."']],
    [
      'c2b-confirmation',
      'v2',
      ['"TransAmount":"1500.00"', '"MSISDN":"2547 ***** 678"', '"MiddleName":"","LastName":""'],
    ],
    ['c2b-confirmation', 'v1', [`"MSISDN":"${sha256('254712345678')}"`, '"BillRefNumber":"ORD-7"']],
    ['c2b-confirmation', 'v1-masked', ['"MSISDN":"25471****678"', '"TransAmount":"1500"', '"OrgAccountBalance":""']],
    ['c2b-confirmation', 'till', ['"TransactionType":"Customer Merchant Payment"', '"BillRefNumber":""', ' ***** ']],
    ['c2b-validation', 'v2', ['"TransactionType":""', '"OrgAccountBalance":""', '"TransTime":"20261124080607"']],
    ['b2c-result', 'success', ['"0712345678 - ', '"24.11.2026 08:06:07"', '"Value":0.0}', 'http://internalapi.']],
    ['b2c-result', 'documented', ['"254712345678 - ', '"Value":8959269.60}', 'https://internalsandbox.']],
    ['b2b-result', '17', ['"TransactionID":"0000000000000000"', '{"Key":"Occassion"}', '"System internal error."']],
    ['b2b-result', 'documented', ['"ResultType":"0","ResultCode":"0"', '"Value":"1500.00"']],
    ['reversal-result', 'success', ['"Value":1500.00}', '"Value":0.00}']],
    ['reversal-result', 'R000002', ['"ResultCode":"R000002"', '"TransactionID":"UKO0000000"']],
    ['ratiba', 'success', ['"value":"254******678"', '"value":"OKAY"']],
    ['ratiba', '1032', ['"Value":"*********678"', '"Value":"0000000000"']],
    ['b2b-express', 'success', ['"amount":"1500.0"', '"resultCode":"0"']],
    ['bill-manager', 'payment', ['"paidAmount":"1500"', '"dateCreated":"2026-11-24"']],
  ])('%s %s', (kind, name, parts) => {
    const body = build(kind, name)
    for (const part of parts) expect(body).toContain(part)
  })

  it('takes the id of a result for what it looks like', () => {
    const conversation = build('b2c-result', 'success', { reference: 'AG_20261124_feed' })
    expect(conversation).toContain('"ConversationID":"AG_20261124_feed"')
    expect(conversation).toContain(`"OriginatorConversationID":"${values.originatorConversationId}"`)
    const own = build('b2c-result', 'success', { reference: 'payout-7' })
    expect(own).toContain('"OriginatorConversationID":"payout-7","ConversationID":"AG_20261124_0123456789abcdef0123"')
  })

  it.each(['abc', '1,000', Number.NaN])('refuses the amount %s', (amount) => {
    for (const kind of ['c2b-confirmation', 'reversal-result', 'b2b-result'] as const)
      expect(() =>
        build(kind, kind === 'b2b-result' ? 'documented' : (scenariosByKind[kind][0]?.name ?? ''), { amount }),
      ).toThrow(RangeError)
  })
})
