import { describe, expect, it } from 'vitest'
import { parseRule } from '../../src/sandbox/outcomes/parse-rule.ts'
import { phone, startDaraja } from './daraja.ts'

const url = 'https://pay.duka.co.ke/results'
const timeoutUrl = 'https://pay.duka.co.ke/late'
const credential = `${'A'.repeat(342)}==`
const common = {
  SecurityCredential: credential,
  Remarks: 'remarks',
  QueueTimeOutURL: timeoutUrl,
  ResultURL: url,
}
const b2c = {
  ...common,
  OriginatorConversationID: 'payout-1',
  InitiatorName: 'testapi',
  CommandID: 'BusinessPayment',
  Amount: '100',
  PartyA: '600992',
  PartyB: phone,
}
const b2b = {
  ...common,
  Initiator: 'testapi',
  CommandID: 'BusinessPayBill',
  SenderIdentifierType: '4',
  RecieverIdentifierType: '4',
  Amount: '239',
  PartyA: '600979',
  PartyB: '600000',
  AccountReference: '353353',
}
const acceptedKeys = ['OriginatorConversationID', 'ConversationID', 'ResponseCode', 'ResponseDescription']
const resultKeys = [
  'ResultType',
  'ResultCode',
  'ResultDesc',
  'OriginatorConversationID',
  'ConversationID',
  'TransactionID',
  'ResultParameters',
  'ReferenceData',
]

type Daraja = ReturnType<typeof startDaraja>

async function callbacksOf(
  daraja: Daraja,
): Promise<readonly { readonly url: string; readonly json: Record<string, never> }[]> {
  await daraja.pass(1_000)
  await daraja.settled()
  return daraja.sent.map(({ url, body }) => ({ url, json: JSON.parse(body) }))
}

async function asked(daraja: Daraja, path: string, body: unknown) {
  const reply = await daraja.post(path, body)
  return { status: reply.status, json: JSON.parse(reply.body) as Record<string, unknown> }
}

function namesOf(result: {
  readonly ResultParameters?: { readonly ResultParameter: readonly { readonly Key: string }[] }
}) {
  return result.ResultParameters?.ResultParameter.map(({ Key }) => Key)
}

describe('a payment to a customer', () => {
  it('is taken with the ids of v3, and its result is that of production', async () => {
    const daraja = startDaraja()
    const { status, json } = await asked(daraja, '/mpesa/b2c/v3/paymentrequest', b2c)
    expect(status).toBe(200)
    expect(Object.keys(json)).toEqual([
      'ConversationID',
      'OriginatorConversationID',
      'ResponseCode',
      'ResponseDescription',
    ])
    expect(json.OriginatorConversationID).toBe('payout-1')
    const [callback] = await callbacksOf(daraja)
    expect(callback?.url).toBe(url)
    const result = callback?.json.Result as never as Record<string, unknown>
    expect(Object.keys(result)).toEqual(resultKeys)
    expect([result.ResultType, result.ResultCode, result.ConversationID]).toEqual([0, 0, json.ConversationID])
    expect(namesOf(result as never)).toEqual([
      'TransactionAmount',
      'TransactionReceipt',
      'ReceiverPartyPublicName',
      'TransactionCompletedDateTime',
      'B2CUtilityAccountAvailableFunds',
      'B2CWorkingAccountAvailableFunds',
      'B2CRecipientIsRegisteredCustomer',
      'B2CChargesPaidAccountAvailableFunds',
    ])
    const { phones, organisations } = daraja.core.view()
    expect(phones.find((known) => known.phone === phone)?.balance).toBe(100_100)
    expect(organisations.find(({ shortcode }) => shortcode === '600992')?.balances.Utility).toBe(999_900)
  })

  it('has ids of Daraja in v1, and none at all in v2', async () => {
    const daraja = startDaraja()
    const { OriginatorConversationID: _, ...v1 } = b2c
    expect(Object.keys((await asked(daraja, '/mpesa/b2c/v1/paymentrequest', v1)).json)).toEqual(acceptedKeys)
    expect((await asked(daraja, '/mpesa/b2c/v2/paymentrequest', v1)).status).toBe(404)
  })

  it('with an id that was used before is a duplicate', async () => {
    const daraja = startDaraja()
    await daraja.post('/mpesa/b2c/v3/paymentrequest', b2c)
    const { status, json } = await asked(daraja, '/mpesa/b2c/v3/paymentrequest', b2c)
    expect(status).toBe(500)
    expect(json).toMatchObject({ errorCode: '500.002.1001', errorMessage: 'Duplicate OriginatorConversationID.' })
  })

  it.each([
    [{ Amount: '5' }, 2],
    [{ Amount: '250001' }, 3],
    [{ SecurityCredential: 'short' }, 2001],
  ])('of %j fails in its result with %s', async (change, code) => {
    const daraja = startDaraja()
    await daraja.post('/mpesa/b2c/v3/paymentrequest', { ...b2c, ...change })
    const [callback] = await callbacksOf(daraja)
    expect(callback?.json.Result).toMatchObject({ ResultCode: code })
    expect(callback?.json.Result).not.toHaveProperty('ResultParameters')
  })

  it('that the account cannot cover fails with 1', async () => {
    const daraja = startDaraja()
    for (let count = 0; count < 5; count++)
      await daraja.post('/mpesa/b2c/v3/paymentrequest', {
        ...b2c,
        Amount: '250000',
        OriginatorConversationID: `payout-${count}`,
      })
    const codes = (await callbacksOf(daraja)).map(
      ({ json }) => (json.Result as never as { ResultCode: number }).ResultCode,
    )
    expect(codes).toEqual([0, 0, 0, 0, 1])
  })

  it('ends as a rule says, also at the URL for time-outs', async () => {
    const daraja = startDaraja({ rules: [parseRule('kind=b2c-result:2001*1'), parseRule('kind=b2c-result:timeout')] })
    await daraja.post('/mpesa/b2c/v3/paymentrequest', b2c)
    await daraja.post('/mpesa/b2c/v3/paymentrequest', { ...b2c, OriginatorConversationID: 'payout-2' })
    const [first, second] = await callbacksOf(daraja)
    expect(first?.json.Result).toMatchObject({ ResultCode: 2001 })
    expect(second?.url).toBe(timeoutUrl)
  })

  it.each([
    [{ InitiatorName: '' }, 'InitiatorName'],
    [{ CommandID: 'Pay' }, 'CommandID'],
    [{ Amount: 'ten' }, 'Amount'],
    [{ PartyB: '0708374149' }, 'PartyB'],
    [{ ResultURL: 'http://localhost/x' }, 'ResultURL'],
    [{ QueueTimeOutURL: undefined }, 'QueueTimeOutURL'],
  ])('with %j names the field', async (change, field) => {
    const { status, json } = await asked(startDaraja(), '/mpesa/b2c/v3/paymentrequest', { ...b2c, ...change })
    expect(status).toBe(400)
    expect(json).toMatchObject({ errorCode: '400.002.02', errorMessage: `Bad Request - Invalid ${field}` })
  })
})

describe('payments between businesses', () => {
  it('have a list of references and balances as Java prints them', async () => {
    const daraja = startDaraja()
    const { json } = await asked(daraja, '/mpesa/b2b/v1/paymentrequest', b2b)
    expect(Object.keys(json)).toEqual(acceptedKeys)
    const [callback] = await callbacksOf(daraja)
    const result = callback?.json.Result as never as { ReferenceData: { ReferenceItem: unknown[] } }
    expect(Object.keys(result)).toEqual(resultKeys)
    expect(result.ReferenceData.ReferenceItem).toHaveLength(3)
    expect(JSON.stringify(result)).toContain('{Amount={CurrencyCode=KES')
  })

  it('and taxes go to the tax authority alone', async () => {
    const daraja = startDaraja()
    const tax = { ...b2b, CommandID: 'PayTaxToKRA' }
    expect((await asked(daraja, '/mpesa/b2b/v1/remittax', tax)).json.errorMessage).toContain('PartyB')
    await daraja.post('/mpesa/b2b/v1/remittax', { ...tax, PartyB: '572572' })
    const [callback] = await callbacksOf(daraja)
    expect(callback?.json.Result).toMatchObject({ ResultCode: '0', ResultType: '0' })
  })

  it('over USSD are flat, and nothing but texts', async () => {
    const daraja = startDaraja()
    const { json } = await asked(daraja, '/v1/ussdpush/get-msisdn', {
      primaryShortCode: '600001',
      receiverShortCode: '600002',
      amount: '100',
      paymentRef: 'ref',
      callbackUrl: url,
      partnerName: 'Vendor',
      RequestRefID: 'request-1',
    })
    expect(json).toEqual({ code: '0', status: 'USSD Initiated Successfully' })
    const [callback] = await callbacksOf(daraja)
    expect(Object.keys(callback?.json ?? {})).toEqual([
      'resultCode',
      'resultDesc',
      'amount',
      'requestId',
      'resultType',
      'conversationID',
      'transactionId',
      'status',
    ])
    expect(Object.values(callback?.json ?? {}).every((value) => typeof value === 'string')).toBe(true)
    expect(callback?.json).toMatchObject({ resultCode: '0', requestId: 'request-1' })
  })
})

describe('a customer who pays by himself', () => {
  const register = { ShortCode: '600984', ResponseType: 'Completed', ConfirmationURL: url, ValidationURL: timeoutUrl }
  const pay = {
    ShortCode: 600984,
    CommandID: 'CustomerPayBillOnline',
    Amount: 10,
    Msisdn: Number(phone),
    BillRefNumber: 'A1',
  }
  const answering = (body: string) => ({
    post: async (to: string) => {
      seen.push(to)
      return { kind: 'answered' as const, status: 200, ms: 1, body: to === timeoutUrl ? body : '' }
    },
    close: async () => undefined,
  })
  let seen: string[] = []

  it('is asked about and then confirmed, with the phone as the version hides it', async () => {
    const daraja = startDaraja()
    const { status, json } = await asked(daraja, '/mpesa/c2b/v2/registerurl', register)
    expect([status, Object.keys(json)]).toEqual([
      200,
      ['OriginatorCoversationID', 'ResponseCode', 'ResponseDescription'],
    ])
    await daraja.post('/mpesa/c2b/v2/simulate', pay)
    await daraja.settled()
    const [validation, confirmation] = daraja.sent.map(({ body }) => JSON.parse(body))
    expect(daraja.sent.map((callback) => callback.url)).toEqual([timeoutUrl, url])
    expect(Object.keys(confirmation)).toEqual([...Object.keys(validation), 'MiddleName', 'LastName'])
    expect(confirmation).toMatchObject({ TransAmount: '10.00', BillRefNumber: 'A1', MSISDN: '2547 ***** 149' })
    expect(validation.OrgAccountBalance).toBe('')
  })

  it.each([
    ['{"ResultCode":"C2B00012","ResultDesc":"Rejected"}', 'Completed', 1],
    ['{"ResultCode":0,"ResultDesc":"Accepted"}', 'Cancelled', 2],
    ['<html>', 'Completed', 2],
    ['<html>', 'Cancelled', 1],
  ])('is decided for by the answer %s, else by ResponseType %s', async (body, responseType, deliveries) => {
    seen = []
    const daraja = startDaraja({ sender: answering(body) })
    await daraja.post('/mpesa/c2b/v1/registerurl', { ...register, ResponseType: responseType })
    await daraja.post('/mpesa/c2b/v1/simulate', pay)
    await daraja.settled()
    expect(seen).toHaveLength(deliveries)
    expect(daraja.core.view().payments).toHaveLength(deliveries - 1)
  })

  it.each([
    [{ ResponseType: 'completed' }, '400.002.02', 'ResponseType'],
    [{ ValidationURL: 'https://duka.co.ke/mpesa/v' }, '400.003.02', 'URL has the word MPESA'],
  ])('is not told of at %j', async (change, errorCode, said) => {
    const { json } = await asked(startDaraja(), '/mpesa/c2b/v1/registerurl', { ...register, ...change })
    expect(json.errorCode).toBe(errorCode)
    expect(json.errorMessage).toContain(said)
  })
})

describe('questions about payments', () => {
  const question = {
    ...common,
    Initiator: 'testapi',
    CommandID: 'TransactionStatusQuery',
    TransactionID: 'UKO1234567',
    PartyA: '174379',
    IdentifierType: '4',
  }

  it('know those of the ledger, and no others', async () => {
    const daraja = startDaraja()
    await daraja.push({ Amount: 75 })
    await daraja.pass(1_000)
    await daraja.settled()
    const receipt = daraja.core.view().payments[0]?.receipt
    await daraja.post('/mpesa/transactionstatus/v1/query', { ...question, TransactionID: receipt })
    await daraja.post('/mpesa/transactionstatus/v1/query', question)
    const [, known, unknown] = await callbacksOf(daraja)
    expect(known?.json.Result).toMatchObject({ ResultCode: 0 })
    expect(JSON.stringify(known?.json)).toContain(`{"Key":"ReceiptNo","Value":"${receipt}"}`)
    expect(unknown?.json.Result).toMatchObject({ ResultCode: 25 })
  })

  it('tell the balances of the ledger', async () => {
    const daraja = startDaraja()
    await daraja.post('/mpesa/accountbalance/v1/query', { ...question, CommandID: 'AccountBalance', PartyA: '600000' })
    const [callback] = await callbacksOf(daraja)
    expect(JSON.stringify(callback?.json)).toContain('Utility Account|KES|1000000.00|1000000.00|0.00|0.00')
  })

  it('take a payment back, once', async () => {
    const daraja = startDaraja()
    await daraja.push({ Amount: 75 })
    await daraja.pass(1_000)
    await daraja.settled()
    const receipt = daraja.core.view().payments[0]?.receipt
    const reversal = {
      ...common,
      Initiator: 'testapi',
      CommandID: 'TransactionReversal',
      Amount: '75',
      ReceiverParty: '174379',
      RecieverIdentifierType: '11',
    }
    for (const id of [receipt, receipt, 'UKO1234567'])
      await daraja.post('/mpesa/reversal/v1/request', { ...reversal, TransactionID: id })
    const codes = (await callbacksOf(daraja))
      .slice(1)
      .map(({ json }) => (json.Result as never as { ResultCode: unknown }).ResultCode)
    expect(codes).toEqual([0, 'R000001', 'R000002'])
    expect(daraja.core.view().phones[0]?.balance).toBe(100_000)
  })
})

describe('the other APIs', () => {
  it('take a standing order, whose callback spells its keys by its outcome', async () => {
    const daraja = startDaraja()
    const order = {
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
      Frequency: '2',
    }
    const { json } = await asked(daraja, '/standingorder/v1/createStandingOrderExternal', order)
    expect(Object.keys(json)).toEqual(['ResponseHeader', 'ResponseBody'])
    await daraja.post('/standingorder/v1/createStandingOrderExternal', order)
    const [first, second] = await callbacksOf(daraja)
    expect(Object.keys(first?.json ?? {})).toEqual(['responseHeader', 'responseBody'])
    expect(Object.keys(second?.json ?? {})).toEqual(['ResponseHeader', 'ResponseBody'])
  })

  it('tell payments afterwards, in a list in a list', async () => {
    const daraja = startDaraja()
    const query = {
      ShortCode: '174379',
      StartDate: '2026-11-23 8:00:00',
      EndDate: '2026-11-30 8:00:00',
      OffSetValue: '0',
    }
    expect((await asked(daraja, '/pulltransactions/v1/query', query)).json).toMatchObject({
      ResponseCode: '1001',
      Response: [[]],
    })
    await daraja.push({ Amount: 75 })
    await daraja.pass(1_000)
    await daraja.settled()
    const { json } = await asked(daraja, '/pulltransactions/v1/query', query)
    expect(Object.keys((json.Response as object[][])[0]?.[0] ?? {})).toEqual([
      'transactionId',
      'trxDate',
      'msisdn',
      'sender',
      'transactiontype',
      'billreference',
      'amount',
      'organizationname',
    ])
    expect((await asked(daraja, '/pulltransactions/v1/register', query)).json).toMatchObject({ ResponseStatus: '1000' })
  })

  it('tell of a paid invoice five times to an app that does not answer well', async () => {
    const times: string[] = []
    const daraja = startDaraja({
      sender: {
        async post(to) {
          times.push(to)
          return { kind: 'answered', status: 500, ms: 1, body: '' }
        },
        close: async () => undefined,
      },
    })
    const optin = {
      shortcode: '718003',
      email: 'a@duka.co.ke',
      officialContact: '0710',
      sendReminders: '1',
      callbackurl: url,
    }
    const { json } = await asked(daraja, '/v1/billmanager-invoice/optin', optin)
    expect(Object.keys(json)).toEqual(['app_key', 'resmsg', 'rescode'])
    await daraja.post('/v1/billmanager-invoice/single-invoicing', {
      externalReference: '#1',
      billedFullName: 'John Doe',
      billedPhoneNumber: '0708374149',
      billedPeriod: 'August 2026',
      invoiceName: 'rent',
      dueDate: '2026-12-12',
      accountReference: 'A1',
      amount: '800',
    })
    await daraja.pass(1_000)
    await daraja.settled()
    expect(times).toEqual(Array(5).fill(url))
  })

  it('look up codes and cards at once', async () => {
    const daraja = startDaraja()
    const qr = { MerchantName: 'DUKA', RefNo: 'A1', Amount: 1, TrxCode: 'BG', CPI: '373132', Size: '300' }
    expect(Object.keys((await asked(daraja, '/mpesa/qrcode/v1/generate', qr)).json)).toEqual([
      'ResponseCode',
      'RequestID',
      'ResponseDescription',
      'QRCode',
    ])
    const card = { customerNumber: phone }
    expect(Object.keys((await asked(daraja, '/imsi/v1/checkATI', card)).json)).toEqual([
      'requestRefID',
      'responseCode',
      'responseDesc',
      'imsi',
      'lastSwapDate',
      'msisdnRegistrationDate',
      'customerNumber',
    ])
    expect((await asked(daraja, '/imsi/v2/checkATI', card)).json).toMatchObject({ lastSwapDate: '01-01-1900 00:00' })
  })
})
