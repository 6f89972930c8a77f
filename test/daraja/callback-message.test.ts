import { describe, expect, it } from 'vitest'
import { readCallbackMessage } from '../../src/daraja/callback-message.ts'

const result = (overrides: Readonly<Record<string, unknown>>) => ({
  Result: {
    ResultType: 0,
    ResultCode: 0,
    ResultDesc: 'The service request is processed successfully.',
    OriginatorConversationID: '10571-7910404-1',
    ConversationID: 'AG_20261006_201010a1b2c3d4e5f6a7',
    TransactionID: 'UJ61234567',
    ...overrides,
  },
})
const parameters = (...items: readonly (readonly [string, unknown?])[]) => ({
  ResultParameters: {
    ResultParameter: items.map(([Key, Value]) => (Value === undefined ? { Key } : { Key, Value })),
  },
})
const queue = (api: string) => ({
  ReferenceData: {
    ReferenceItem: { Key: 'QueueTimeoutURL', Value: `https://internalsandbox.safaricom.co.ke/mpesa/${api}/v1/submit` },
  },
})
const c2b = {
  TransactionType: 'Pay Bill',
  TransID: 'UJ61234567',
  TransTime: '20261006141953',
  TransAmount: '5.00',
  BusinessShortCode: '600966',
  BillRefNumber: 'INV-1',
  InvoiceNumber: null,
  ThirdPartyTransID: '',
  MSISDN: '2547 ***** 126',
  FirstName: 'JANE',
}
const ratiba = [
  { k: 'requestRefID', v: 'c8c2bb31' },
  { k: 'responseCode', v: '1037' },
]

describe('what a callback says', () => {
  it.each([
    ['b2c-result', result(parameters(['TransactionAmount', 10], ['TransactionReceipt', 'UJ61234567'])), { amount: 10 }],
    ['b2c-result', result({ ResultCode: 2001, ...queue('b2cresults') }), { resultCode: '2001', amount: null }],
    ['b2b-result', result({ ResultCode: 17, ...queue('b2bresults') }), { resultCode: '17' }],
    [
      'b2b-result',
      result(parameters(['DebitPartyAffectedAccountBalance', 'x'], ['Amount', '190.00'])),
      { amount: 190 },
    ],
    [
      'tax-result',
      result(parameters(['DebitPartyAffectedAccountBalance', 'x'], ['ReceiverPartyPublicName', '00000 - Tax Company'])),
      {},
    ],
    ['reversal-result', result({ ResultCode: 'R000001', ...queue('reversalresults') }), { resultCode: 'R000001' }],
    ['status-result', result(parameters(['ReceiptNo', 'UJ6'], ['CreditPartyCharges'])), { receipt: 'UJ6' }],
    ['balance-result', result({ ResultCode: '0', ...parameters(['AccountBalance', 'Working Account|KES|1.00']) }), {}],
    ['result', result({ ResultCode: 25 }), { id: 'AG_20261006_201010a1b2c3d4e5f6a7' }],
    ['result', result({ ResultParameters: { ResultParameter: { Key: 'BOCompletedTime', Value: 1 } } }), {}],
    ['timeout', result({ ResultType: 1, ResultCode: 1 }), { resultCode: '1' }],
    ['c2b-confirmation', { ...c2b, OrgAccountBalance: '25.00' }, { amount: 5, account: 'INV-1', resultCode: null }],
    ['c2b-validation', { ...c2b, OrgAccountBalance: '' }, { id: 'UJ61234567', shortcode: '600966' }],
    [
      'ratiba',
      {
        responseHeader: Object.fromEntries(ratiba.map(({ k, v }) => [k, v])),
        responseBody: { responseData: [{ name: 'TransactionID', value: 'SC8' }] },
      },
      { id: 'c8c2bb31', receipt: 'SC8' },
    ],
    [
      'ratiba',
      {
        ResponseHeader: Object.fromEntries(ratiba.map(({ k, v }) => [k, v])),
        ResponseBody: { ResponseData: [{ Name: 'Msisdn', Value: '*********149' }] },
      },
      { resultCode: '1037', phone: '*********149' },
    ],
    ['b2b-express', { resultCode: '4001', requestId: 'c2a9', amount: '71.0' }, { id: 'c2a9', amount: 71 }],
    ['bill-manager', { transactionId: 'RJB', paidAmount: '50', msisdn: '2547', shortCode: '3' }, { amount: 50 }],
    ['unknown', { resmsg: 'Success', rescode: '200' }, { id: null }],
  ])('%s is recognised', (kind, document, facts) => {
    expect(readCallbackMessage(JSON.stringify(document))).toMatchObject({ kind, ...facts })
  })

  it.each(['', '[]', 'null', '1', '"x"', '{', '{"Result":[]}', '{"Body":{"stkCallback":null}}'])(
    'is nothing for %j',
    (body) => {
      expect(readCallbackMessage(body).kind).toBe('unknown')
    },
  )
})
