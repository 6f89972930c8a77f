import { describe, expect, it } from 'vitest'
import { readCallbackMessage } from '../../../src/daraja/callback-message.ts'
import { parseTimestamp } from '../../../src/daraja/nairobi-time.ts'
import { explainFields } from '../../../src/inbox/inspector/explain-fields.ts'

const receivedAt = parseTimestamp('20261006142005') ?? new Date(0)

function explain(document: unknown): Readonly<Record<string, string>> {
  const body = JSON.stringify(document)
  const { kind } = readCallbackMessage(body)
  return Object.fromEntries(explainFields(body, kind, receivedAt).map(({ path, meaning }) => [path, meaning]))
}

const stk = (rest: object) => ({
  Body: {
    stkCallback: {
      MerchantRequestID: '29115-34620561-1',
      CheckoutRequestID: 'ws_CO_061020261419531708***149',
      ...rest,
    },
  },
})
const metadata = (...items: readonly object[]) => ({ CallbackMetadata: { Item: items } })
const result = (rest: object) => ({
  Result: {
    ResultType: 0,
    ResultCode: 0,
    ResultDesc: 'The service request is processed successfully.',
    OriginatorConversationID: '10571-7910404-1',
    ConversationID: 'AG_20261006_201010a1b2c3d4e5f6a7',
    TransactionID: 'UJ61234567',
    ...rest,
  },
})
const parameter = (Key: string, Value?: unknown) => ({
  ResultParameters: { ResultParameter: [{ Key, ...(Value === undefined ? {} : { Value }) }] },
})
const at = 'Result.ResultParameters.ResultParameter[0].Value'
const c2b = (rest: object) => ({
  TransID: 'UJ61234567',
  TransTime: '20261006142000',
  TransAmount: '5.00',
  BusinessShortCode: '600966',
  BillRefNumber: 'INV-1',
  OrgAccountBalance: '25.50',
  ...rest,
})
const itemValue = (index: number) => `Body.stkCallback.CallbackMetadata.Item[${index}].Value`

describe('the fields of a callback', () => {
  it.each([
    // STK
    ['the code', stk({ ResultCode: 0 }), 'Body.stkCallback.ResultCode', /^0: The customer paid\.$/],
    ['the code as text', stk({ ResultCode: '1032' }), 'Body.stkCallback.ResultCode', /^1032: .*cancel/i],
    ['a code of STK, not of B2C', stk({ ResultCode: 2001 }), 'Body.stkCallback.ResultCode', /PIN/],
    ['a code that nobody knows', stk({ ResultCode: 424242 }), 'Body.stkCallback.ResultCode', /^424242: not in any/],
    [
      'the id',
      stk({ ResultCode: 0 }),
      'Body.stkCallback.CheckoutRequestID',
      /6 Oct 2026, 14:19:53 in Nairobi, 12 s before/,
    ],
    ['its second name', stk({ ResultCode: 0 }), 'Body.stkCallback.MerchantRequestID', /second name/],
    ['the amount', stk({ ResultCode: 0, ...metadata({ Name: 'Amount', Value: 1500 }) }), itemValue(0), /^KES 1,500$/],
    [
      'cents',
      stk({ ResultCode: 0, ...metadata({ Name: 'Amount', Value: 1234567.5 }) }),
      itemValue(0),
      /^KES 1,234,567\.5$/,
    ],
    [
      'the receipt',
      stk({ ResultCode: 0, ...metadata({ Name: 'MpesaReceiptNumber', Value: 'UJ6E59176X' }) }),
      itemValue(0),
      /6 Oct 2026/,
    ],
    ['no balance', stk({ ResultCode: 0, ...metadata({ Name: 'Balance' }) }), itemValue(0), /without a value, always/],
    [
      'the time',
      stk({ ResultCode: 0, ...metadata({ Name: 'Balance' }, { Name: 'TransactionDate', Value: 20261006141953 }) }),
      itemValue(1),
      /^6 Oct 2026, 14:19:53 in Nairobi, 12 s before it came$/,
    ],
    [
      'no time',
      stk({ ResultCode: 0, ...metadata({ Name: 'TransactionDate', Value: 20261306141953 }) }),
      itemValue(0),
      /no time that can be read/,
    ],
    [
      'the phone',
      stk({ ResultCode: 0, ...metadata({ Name: 'PhoneNumber', Value: '254708***149' }) }),
      itemValue(0),
      /masked here/,
    ],
    // Results
    [
      'the code of B2C',
      result({ ResultCode: 2001, ...parameter('B2CUtilityAccountAvailableFunds', 1) }),
      'Result.ResultCode',
      /^2001: .*initiator/i,
    ],
    [
      'a code in letters',
      result({ ResultCode: 'R000002', ...parameter('OriginalTransactionID', 'UJ61234567') }),
      'Result.ResultCode',
      /^R000002: /,
    ],
    ['the code of a result that does not say of what', result({ ResultCode: 2001 }), 'Result.ResultCode', /initiator/i],
    ['success as text', result({ ResultCode: '0', ...parameter('AccountBalance', 'x') }), 'Result.ResultCode', /^0: /],
    ['a time-out', result({ ResultType: 1, ResultCode: 1 }), 'Result.ResultCode', /waited too long/],
    ['the kind of a time-out', result({ ResultType: 1, ResultCode: 1 }), 'Result.ResultType', /queue gave up/],
    ['the conversation', result({}), 'Result.ConversationID', /made on 6 Oct 2026/],
    [
      'a transaction that moved nothing',
      result({ TransactionID: '0000000000000000' }),
      'Result.TransactionID',
      /moved no money/,
    ],
    [
      'a time with dots',
      result(parameter('TransactionCompletedDateTime', '06.10.2026 14:20:05')),
      at,
      /14:20:05 in Nairobi, when it came$/,
    ],
    [
      'a time to come',
      result(parameter('TransCompletedTime', '20261006142105')),
      at,
      /1 min after it came|60 s after it came/,
    ],
    ['funds', result(parameter('B2CWorkingAccountAvailableFunds', -1980.5)), at, /^KES -1,980\.5 in that account/],
    [
      'accounts',
      result(parameter('AccountBalance', 'Working Account|KES|700000.00|1.00|0.00|0.00&Float Account|KES|0.00|0|0|0')),
      at,
      /^Working Account: KES 700,000; Float Account: KES 0$/,
    ],
    [
      'an amount out of Java',
      result(parameter('DebitAccountBalance', '{Amount={CurrencyCode=KES, BasicAmount=6186.83}}')),
      at,
      /^KES 6,186\.83; .*Java/,
    ],
    ['nothing', result(parameter('DebitPartyCharges')), at, /^sent without a value$/],
    ['a final state', result(parameter('TransactionStatus', 'Completed')), at, /^final/],
    ['a state on the way', result(parameter('TransactionStatus', 'Authorized')), at, /^not final$/],
    [
      'an address',
      result({ ReferenceData: { ReferenceItem: { Key: 'QueueTimeoutURL', Value: 'http://internalapi/x' } } }),
      'Result.ReferenceData.ReferenceItem.Value',
      /not yours/,
    ],
    // C2B
    ['the receipt', c2b({}), 'TransID', /6 Oct 2026/],
    ['the time', c2b({}), 'TransTime', /5 s before it came/],
    ['the balance', c2b({}), 'OrgAccountBalance', /^KES 25\.50 on your account/],
    ['no balance yet', c2b({ OrgAccountBalance: '' }), 'OrgAccountBalance', /validation/],
    ['the account', c2b({}), 'BillRefNumber', /typed/],
    ['a hashed phone', c2b({ MSISDN: 'a'.repeat(64) }), 'MSISDN', /SHA-256/],
    ['a phone that Safaricom masked', c2b({ MSISDN: '2547 ***** 126' }), 'MSISDN', /masked by Safaricom/],
    // Ratiba, in both spellings
    [
      'the code',
      { ResponseHeader: { responseCode: '1037' }, ResponseBody: { ResponseData: [] } },
      'ResponseHeader.responseCode',
      /^1037: /,
    ],
    [
      'success',
      { responseHeader: { responseCode: '200' }, responseBody: { responseData: [] } },
      'responseHeader.responseCode',
      /^200: /,
    ],
    [
      'the phone',
      {
        ResponseHeader: { responseCode: '200' },
        ResponseBody: { ResponseData: [{ Name: 'Msisdn', Value: '*********149' }] },
      },
      'ResponseBody.ResponseData[0].Value',
      /masked by Safaricom/,
    ],
    // B2B Express
    ['the code', { resultCode: '4001', requestId: 'c2a9', amount: '71.0' }, 'resultCode', /^4001: /],
    ['the amount', { resultCode: '4001', requestId: 'c2a9', amount: '71.0' }, 'amount', /^KES 71$/],
    // Bill Manager
    ['the amount', { transactionId: 'UJ61234567', paidAmount: '50', msisdn: 'x' }, 'paidAmount', /^KES 50$/],
  ])('say what it means: %s (%#)', (_, document, path, meaning) => {
    expect(explain(document)[path]).toMatch(meaning)
  })

  it('are shown as they came, in their order', () => {
    const body = '{"TransAmount": 1.00, "TransID":"UJ61234567"}'
    expect(explainFields(body, 'c2b-confirmation', receivedAt).map(({ path, value }) => [path, value])).toEqual([
      ['TransAmount', '1.00'],
      ['TransID', '"UJ61234567"'],
    ])
  })

  it.each(['', '{', '[1]', '{"ResultCode":0}'])('are none of what is no callback: %j', (body) => {
    expect(explainFields(body, readCallbackMessage(body).kind, receivedAt)).toEqual([])
  })

  it('are explained by every published code of results', () => {
    expect(explain(result({ ResultCode: 'SFC_IC0003' }))['Result.ResultCode']).toMatch(/^SFC_IC0003: (?!not in any)/)
    expect(explain(result({ ResultCode: 17 }))['Result.ResultCode']).toMatch(/^17: (?!not in any)/)
  })
})
