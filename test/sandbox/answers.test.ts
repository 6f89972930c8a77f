import { describe, expect, it } from 'vitest'
import type { SandboxReply } from '../../src/sandbox/exchange.ts'
import { phone, pushFields, pushPath, queryPath, startDaraja } from './daraja.ts'

const runningId = expect.stringMatching(/^[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\d{5,9}$/)

/** Keys in their order, which `toEqual` does not look at. */
function read({ status, body }: SandboxReply) {
  const json = JSON.parse(body)
  return { status, keys: Object.keys(json), json }
}

function error(errorCode: string, errorMessage: string, status = Number(errorCode.slice(0, 3))) {
  return {
    status,
    keys: ['requestId', 'errorCode', 'errorMessage'],
    json: { requestId: runningId, errorCode, errorMessage },
  }
}

const oauthPath = '/oauth/v1/generate?grant_type=client_credentials'
const basic = (login: string) => ({ authorization: `Basic ${btoa(login)}` })

describe('the API of tokens', () => {
  it('gives a token of 28 characters, and its lifetime as a text', async () => {
    const { status, keys, json } = read(await startDaraja().send('GET', oauthPath, basic('key:secret')))
    expect({ status, keys }).toEqual({ status: 200, keys: ['access_token', 'expires_in'] })
    expect(json).toEqual({ access_token: expect.stringMatching(/^[A-Za-z0-9]{28}$/), expires_in: '3599' })
  })

  it('answers a wrong key, a wrong secret and what is no base64 with 400 and nothing else', async () => {
    const { send } = startDaraja({ settings: { consumer: { key: 'key', secret: 'secret' } } })
    for (const login of ['key:wrong', 'other:secret', ':', 'keysecret'])
      expect(await send('GET', oauthPath, basic(login))).toMatchObject({ status: 400, body: '' })
    expect(await send('GET', oauthPath, { authorization: 'Basic §§' })).toMatchObject({ status: 400, body: '' })
    expect((await send('GET', oauthPath, { authorization: 'Basic §§' })).headers['Content-Type']).toBe('text/plain')
  })

  it.each([
    ['no header', {}],
    ['another kind of login', { authorization: 'Bearer abc' }],
  ])('refuses %s as no login', async (_, headers) => {
    expect(read(await startDaraja().send('GET', oauthPath, headers))).toEqual(
      error('400.008.01', 'Invalid Authentication passed'),
    )
  })

  it.each(['/oauth/v1/generate', '/oauth/v1/generate?grant_type=password', '/oauth/v1/generate?grant_type='])(
    'refuses the grant type of %s',
    async (target) => {
      expect(read(await startDaraja().send('GET', target, basic('key:secret')))).toEqual(
        error('400.008.02', 'Invalid grant type passed'),
      )
    },
  )
})

describe('a token', () => {
  const json = { 'content-type': 'application/json' }

  it('lives for an hour', async () => {
    const { clock, send, grant } = startDaraja()
    const headers = { ...json, authorization: `Bearer ${await grant()}` }
    clock.advance(3_599_000)
    expect(read(await send('POST', queryPath, headers, '{}')).json.errorCode).toBe('400.002.02')
    clock.advance(1_000)
    expect(read(await send('POST', queryPath, headers, '{}'))).toEqual(error('404.001.03', 'Invalid Access Token'))
  })

  it('ends with the next one where that fault is on', async () => {
    const { send, grant, fault } = startDaraja()
    const first = await grant()
    const second = await grant()
    fault('one-token')
    const third = await grant()
    const codes = []
    for (const token of [first, second, third]) {
      const reply = await send('POST', pushPath, { ...json, authorization: `Bearer ${token}` }, '{}')
      codes.push(read(reply).json.errorCode)
    }
    expect(codes).toEqual(['404.001.03', '404.001.03', '400.002.02'])
  })

  it.each([
    [pushPath, '404.001.03', 'Invalid Access Token'],
    ['/mpesa/c2b/v2/registerurl', '400.003.01', 'Invalid Access Token'],
    [
      '/mpesa/accountbalance/v1/query',
      '401.002.01',
      'Error Occurred - Invalid Access Token - c9SQxWWhmdVRlyh0zh8gZDTkubVF',
    ],
    ['/pulltransactions/v1/query', '401.001', 'Invalid Access Token'],
  ])('that is none has the answer of %s', async (path, code, text) => {
    const headers = { ...json, authorization: 'Bearer c9SQxWWhmdVRlyh0zh8gZDTkubVF' }
    expect(read(await startDaraja().send('POST', path, headers, '{}'))).toEqual(error(code, text))
  })

  it('that is missing is refused in the words of the API', async () => {
    const { send } = startDaraja()
    expect(read(await send('POST', pushPath, json, '{}'))).toEqual(error('404.001.03', 'Invalid Access Token'))
    expect(read(await send('POST', '/mpesa/c2b/v1/simulate', json, '{}'))).toEqual(
      error('404.001.04', 'Invalid Authentication Header'),
    )
  })
})

describe('the gateway', () => {
  it.each([
    ['GET', pushPath, error('405.001', 'GET Method Not Allowed')],
    ['PUT', queryPath, error('405.001', 'PUT Method Not Allowed')],
    ['POST', oauthPath, error('405.001', 'POST Method Not Allowed')],
    ['GET', '/mpesa/c2b/v1/registerurl', error('404.001.04', 'Invalid Authentication Header')],
    ['POST', '/mpesa/stkpush/v2/processrequest', error('404.001.01', 'Resource not found')],
    ['POST', `${pushPath}/`, error('404.001.01', 'Resource not found')],
    ['POST', '/mpesa/b2c/v2/paymentrequest', error('404.001.01', 'Resource not found')],
    ['POST', '/mpesa/accountbalance/v9/query', error('404.002.01', 'Resource not found')],
    ['POST', '/mpesa/c2b/v9/registerurl', error('404.003.01', 'Resource not found')],
  ])('answers %s %s', async (method, target, expected) => {
    expect(read(await startDaraja().send(method, target))).toEqual(expected)
  })

  it('knows no API at other paths', async () => {
    expect(read(await startDaraja().send('POST', '/secure/mpesa/pay?x=1'))).toEqual({
      status: 404,
      keys: ['fault'],
      json: {
        fault: {
          faultstring: 'Unable to identify proxy for host: secure and url: /secure/mpesa/pay',
          detail: { errorcode: 'messaging.adaptors.http.flow.ApplicationNotFound' },
        },
      },
    })
  })

  it('reads a whole URL on the request line as its path', async () => {
    const reply = await startDaraja().send('GET', `https://sandbox.safaricom.co.ke${oauthPath}`, basic('key:secret'))
    expect(reply.status).toBe(200)
  })

  it.each([
    [
      'no-product',
      error('401.003.01', 'Error Occurred - Invalid Access Token - Invalid API call as no apiproduct match found'),
    ],
    ['quota', error('500.003.03', 'Quota Violation')],
    ['busy', error('500.003.02', 'System is busy. Please try again in few minutes.')],
    ['rate-limit', error('500.003.02', 'Error Occurred: Spike Arrest Violation')],
    ['expired-token', error('404.001.03', 'Invalid Access Token')],
  ])('answers a good push as the fault %s says, once', async (name, expected) => {
    const { fault, push } = startDaraja()
    fault(`${name}*1`)
    expect(read(await push())).toEqual(expected)
    expect((await push()).status).toBe(200)
  })

  it('has a page of its firewall', async () => {
    const { fault, send } = startDaraja()
    fault('firewall')
    expect(await send('POST', pushPath)).toEqual({
      status: 403,
      headers: { 'Content-Type': 'text/html', Date: expect.any(String) },
      body: expect.stringMatching(
        /^<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"><\/head><body>Request unsuccessful\. Incapsula incident ID: \d{18}-\d{1,5}<\/body><\/html>$/,
      ),
    })
  })

  it('tells another time under clock skew', async () => {
    const { fault, push } = startDaraja()
    fault('clock-skew=10m')
    expect((await push()).headers.Date).toBe('Tue, 24 Nov 2026 05:10:00 GMT')
  })

  it('takes no body of megabytes', async () => {
    const { post } = startDaraja()
    expect(await post(pushPath, pushFields({ TransactionDesc: 'x'.repeat(1_100_000) }))).toMatchObject({ status: 413 })
  })
})

describe('a body', () => {
  const answerTo = async (headers: Readonly<Record<string, string>>, body: string, path = pushPath) => {
    const { send, grant } = startDaraja()
    return read(await send('POST', path, { authorization: `Bearer ${await grant()}`, ...headers }, body))
  }

  it.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', { 'content-type': 'text/plain;charset=UTF-8' }],
    ['nothing', {}],
  ])('of the type %s has its first field missing', async (_, headers) => {
    const body = JSON.stringify(pushFields())
    expect(await answerTo(headers, body)).toEqual(error('400.002.02', 'Bad Request - Invalid BusinessShortCode'))
    expect(await answerTo(headers, body, '/mpesa/b2c/v3/paymentrequest')).toEqual(
      error('400.002.02', 'Bad Request - Invalid InitiatorName'),
    )
  })

  it.each(['', '{', 'null', '[]', '"text"', '1', '{"a":1}}', '\u0000'])('of %j is no request', async (body) => {
    expect(await answerTo({ 'content-type': 'application/json' }, body)).toEqual(
      error('400.002.05', 'Invalid Request Payload'),
    )
  })

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])(
    'may be called %s',
    async (type) => {
      expect((await answerTo({ 'content-type': type }, JSON.stringify(pushFields()))).status).toBe(200)
    },
  )
})

describe('an accepted push', () => {
  it('has ids of today', async () => {
    const { status, keys, json } = read(await startDaraja().push())
    expect({ status, keys }).toEqual({
      status: 200,
      keys: ['MerchantRequestID', 'CheckoutRequestID', 'ResponseCode', 'ResponseDescription', 'CustomerMessage'],
    })
    expect(json).toEqual({
      MerchantRequestID: runningId,
      // 05:00:00.000 UTC is eight in Nairobi.
      CheckoutRequestID: 'ws_CO_241120260800000708374149',
      ResponseCode: '0',
      ResponseDescription: 'Success. Request accepted for processing',
      CustomerMessage: 'Success. Request accepted for processing',
    })
  })

  it.each([
    [
      'numbers',
      { Amount: 10, PartyA: 254708374149, PartyB: 174379, PhoneNumber: 254708374149, Timestamp: 20261124080000 },
    ],
    ['texts', { BusinessShortCode: '174379', Amount: '10' }],
    ['a long account', { AccountReference: 'INVOICE-2026-11' }],
    ['a number as the account', { AccountReference: 42, TransactionDesc: 7 }],
    ['a host of tunnels', { CallBackURL: 'https://a1b2.ngrok-free.app/api/mpesa/callback' }],
    ['plain http', { CallBackURL: 'http://pay.duka.co.ke/cb' }],
  ])('may be made of %s', async (_, change) => {
    expect((await startDaraja().push(change)).status).toBe(200)
  })
})

describe('a malformed push', () => {
  it.each([
    ['BusinessShortCode', { BusinessShortCode: 'duka' }],
    ['BusinessShortCode', { BusinessShortCode: undefined }],
    ['BusinessShortCode', { BusinessShortCode: 12345678 }],
    ['Password', { Password: '' }],
    ['Timestamp', { Timestamp: '20261331250000' }],
    ['Timestamp', { Timestamp: '2026-11-24 08:00:00' }],
    ['TransactionType', { TransactionType: 'customerpaybillonline' }],
    ['TransactionType', { TransactionType: 'CustomerBuyGoodsOnline' }],
    ['Amount', { Amount: 0 }],
    ['Amount', { Amount: -5 }],
    ['Amount', { Amount: '1.5' }],
    ['Amount', { Amount: 'KES 10' }],
    ['Amount', { Amount: '1,000' }],
    ['PartyA', { PartyA: '0708374149' }],
    ['PartyB', { PartyB: null }],
    ['PhoneNumber', { PhoneNumber: '+254708374149' }],
    ['PhoneNumber', { PhoneNumber: '254208374149' }],
    ['CallBackURL', { CallBackURL: 'http://localhost:3000/cb' }],
    ['CallBackURL', { CallBackURL: 'https://192.168.1.7/cb' }],
    ['CallBackURL', { CallBackURL: 'https://example.com/cb' }],
    ['CallBackURL', { CallBackURL: 'https://pay.duka.co.ke/cb ' }],
    ['CallBackURL', { CallBackURL: 'pay.duka.co.ke/cb' }],
    ['CallBackURL', { CallBackURL: { url: 'https://pay.duka.co.ke' } }],
    ['AccountReference', { AccountReference: '' }],
    ['Remarks', { TransactionDesc: undefined }],
  ])('names %s', async (field, change) => {
    const { push, core } = startDaraja()
    expect(read(await push(change))).toEqual(error('400.002.02', `Bad Request - Invalid ${field}`))
    expect(core.view().phones).toEqual([])
  })

  it('is judged by form before anything that only M-PESA knows', async () => {
    const { push } = startDaraja()
    const wrong = { Password: btoa('174379wrong20261124080000') }
    expect(read(await push({ ...wrong, Amount: 'x' })).json.errorMessage).toBe('Bad Request - Invalid Amount')
    expect(read(await push(wrong))).toEqual(error('500.001.1001', 'Wrong credentials'))
  })

  it('of another time than that in its password has wrong credentials', async () => {
    expect(read(await startDaraja().push({ Timestamp: '20261124080001' }))).toEqual(
      error('500.001.1001', 'Wrong credentials'),
    )
  })

  it('of a shortcode that nobody knows has no merchant', async () => {
    const unknown = { BusinessShortCode: '555123', PartyB: '555123' }
    expect(read(await startDaraja().push(unknown))).toEqual(error('500.001.1001', 'Merchant does not exist'))
    const own = startDaraja({ settings: { passkeys: { '555123': 'invented-passkey' } } })
    expect(read(await own.push(unknown))).toEqual(error('500.001.1001', 'Wrong credentials'))
    const Password = btoa('555123invented-passkey20261124080000')
    expect((await own.push({ ...unknown, Password })).status).toBe(200)
  })

  it('to a phone with an open prompt cannot lock its subscriber', async () => {
    const { push, pass } = startDaraja()
    expect((await push()).status).toBe(200)
    const locked = 'Unable to lock subscriber, a transaction is already in process for the current subscriber'
    expect(read(await push())).toEqual(error('500.001.1001', locked))
    expect((await push({ PhoneNumber: '254711000000', PartyA: '254711000000' })).status).toBe(200)
    await pass(1_000)
    expect((await push({ Amount: 2 })).status).toBe(200)
  })
})

describe('a query', () => {
  const accepted = 'The service request has been accepted successsfully'

  async function queryAfter(change: Readonly<Record<string, unknown>>, outcome = 'success') {
    const daraja = startDaraja({ standardOutcome: outcome })
    const pushed = read(await daraja.push(change)).json
    await daraja.pass(1_000)
    await daraja.settled()
    return { pushed, ...read(await daraja.query(pushed.CheckoutRequestID)) }
  }

  it('of an open payment says that it is under processing', async () => {
    const { push, query } = startDaraja()
    const pushed = read(await push()).json
    const { status, keys, json } = read(await query(pushed.CheckoutRequestID))
    expect({ status, keys }).toEqual({
      status: 200,
      keys: [
        'ResponseCode',
        'ResponseDescription',
        'MerchantRequestID',
        'CheckoutRequestID',
        'ResultCode',
        'ResultDesc',
      ],
    })
    expect(json).toEqual({
      ResponseCode: '0',
      ResponseDescription: accepted,
      MerchantRequestID: pushed.MerchantRequestID,
      CheckoutRequestID: pushed.CheckoutRequestID,
      ResultCode: '4999',
      ResultDesc: 'The transaction is still under processing',
    })
  })

  it.each([
    ['success', '0', 'The service request is processed successfully.'],
    ['cancelled', '1032', 'Request cancelled by user'],
    ['no-answer', '1037', 'DS timeout user cannot be reached.'],
    ['operator', 'SFC_IC0003', 'The operator does not exist.'],
  ])('after %s has the text %s', async (outcome, ResultCode, ResultDesc) => {
    const { status, json, pushed } = await queryAfter({}, outcome)
    expect({ status, json }).toEqual({
      status: 200,
      json: {
        ResponseCode: '0',
        ResponseDescription: accepted,
        MerchantRequestID: pushed.MerchantRequestID,
        CheckoutRequestID: pushed.CheckoutRequestID,
        ResultCode,
        ResultDesc,
      },
    })
  })

  it('of an id that is not known does not exist', async () => {
    const { query } = startDaraja()
    const missing = error('500.001.1001', 'The transaction does not Exist')
    expect(read(await query('ws_CO_260520211133524545'))).toEqual(missing)
    expect(read(await query('nonsense'))).toEqual(missing)
    for (const id of [undefined, '', null, {}])
      expect(read(await query(id))).toEqual(error('400.002.02', 'Bad Request - Invalid CheckoutRequestID'))
  })

  it('may come too early, and now and then finds nothing, by fault', async () => {
    const { push, query, fault } = startDaraja()
    const id = read(await push()).json.CheckoutRequestID
    fault('query-too-early*1')
    expect(read(await query(id))).toEqual(error('400.002.02', 'Bad Request - Invalid CheckoutRequestID'))
    fault('query-500*1')
    expect(read(await query(id))).toEqual(error('500.001.1001', 'The transaction does not Exist'))
    expect(read(await query(id)).json.ResultCode).toBe('4999')
  })

  it('is refused when it comes within twelve seconds of the one before, where the limit is on', async () => {
    const { query, clock } = startDaraja({ settings: { queryLimit: true } })
    expect((await query('x')).status).toBe(500)
    expect(read(await query('x'))).toEqual({
      status: 429,
      keys: ['fault'],
      json: {
        fault: {
          faultstring:
            'Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=5, periodInMicroseconds=60000000, maxBurstMessageCount=1.0}',
          detail: { errorcode: 'policies.ratelimit.SpikeArrestViolation' },
        },
      },
    })
    clock.advance(12_000)
    expect((await query('x')).status).toBe(500)
  })
})

describe('a payment', () => {
  const codeOf = ({ sent }: ReturnType<typeof startDaraja>) =>
    sent.map(({ body }) => JSON.parse(body).Body.stkCallback.ResultCode)

  it.each([
    ['a paybill that is not its own', {}, { PartyB: '600000' }, 2028],
    ['more than one payment may move', { standardOutcome: 'success' }, { Amount: 250_001 }, 3],
    ['a prompt that is too long', {}, { AccountReference: 'x'.repeat(150) }, 1025],
  ])('of %s is accepted, and fails', async (_, parts, change, code) => {
    const daraja = startDaraja(parts)
    daraja.core.setPhone(phone, { balance: 500_000 })
    expect((await daraja.push(change)).status).toBe(200)
    await daraja.pass(1_000)
    await daraja.settled()
    expect(codeOf(daraja)).toEqual([code])
    expect(daraja.core.view().payments).toEqual([])
  })

  it('of the same amount again within two minutes is limited by rule', async () => {
    const daraja = startDaraja()
    for (const wait of [1_000, 118_000, 2_000]) {
      await daraja.push()
      await daraja.pass(1_000)
      await daraja.settled()
      await daraja.pass(wait)
    }
    expect(codeOf(daraja)).toEqual([0, 17, 0])
  })

  it('ends at the limit of a day', async () => {
    const daraja = startDaraja({ settings: { twoMinuteRule: false } })
    for (const amount of [250_000, 250_000, 1]) {
      daraja.core.setPhone(phone, { balance: 400_000 })
      await daraja.push({ Amount: amount })
      await daraja.pass(1_000)
      await daraja.settled()
    }
    expect(codeOf(daraja)).toEqual([0, 0, 4])
  })

  it('that waits for its payer ends by PIN, by wrong PINs and by silence', async () => {
    const daraja = startDaraja({ standardOutcome: 'ask', settings: { twoMinuteRule: false } })
    const { core, push, settled } = daraja
    const presses = ['0000', '1234', '0000', '0000', '0000'] as const
    for (const pin of presses) {
      const { CheckoutRequestID } = read(await push()).json
      expect(core.press(CheckoutRequestID, { kind: 'pin', pin })).toBeUndefined()
      expect(core.press(CheckoutRequestID, { kind: 'pin', pin })).toEqual({ refused: expect.any(String) })
      await settled()
    }
    await push()
    await daraja.pass(60_000)
    await settled()
    expect(codeOf(daraja)).toEqual([2001, 0, 2001, 2001, 8006, 1037])
    expect(core.view().payments).toHaveLength(1)
  })

  it('is told as production tells it', async () => {
    const daraja = startDaraja()
    const ids = read(await daraja.push({ Amount: '10' })).json
    await daraja.pass(1_000)
    await daraja.settled()
    const [payment] = daraja.core.view().payments
    expect(payment?.receipt).toMatch(/^UKO[0-9A-Z]{7}$/)
    expect(daraja.sent).toEqual([
      {
        url: 'https://pay.duka.co.ke/daraja/7f3',
        headers: [
          ['Content-Type', 'application/json;charset=UTF-8'],
          ['BusinessShortCode', '174379'],
        ],
        body:
          `{"Body":{"stkCallback":{"MerchantRequestID":"${ids.MerchantRequestID}",` +
          `"CheckoutRequestID":"${ids.CheckoutRequestID}","ResultCode":0,` +
          '"ResultDesc":"The service request is processed successfully.","CallbackMetadata":{"Item":[' +
          `{"Name":"Amount","Value":10},{"Name":"MpesaReceiptNumber","Value":"${payment?.receipt}"},` +
          '{"Name":"Balance"},{"Name":"TransactionDate","Value":20261124080001},' +
          '{"Name":"PhoneNumber","Value":254708374149}]}}}}',
      },
    ])
    expect(daraja.core.view().phones[0]?.messages.map(({ text }) => text)).toEqual([
      `${payment?.receipt} confirmed. KES 10.00 paid to PAYBILL 174379 for account accountref. Your new balance is KES 99,990.00.`,
    ])
  })
})

describe('the sandbox that has ended', () => {
  it('answers nobody, and sends nothing', async () => {
    const daraja = startDaraja()
    await daraja.push()
    await daraja.core.close()
    await daraja.pass(60_000)
    expect(daraja.sent).toEqual([])
    await expect(daraja.push()).rejects.toThrow('no answer')
  })

  it('goes on where its state was kept', async () => {
    const first = startDaraja()
    const { CheckoutRequestID } = read(await first.push()).json
    await first.pass(1_000)
    await first.settled()
    const state = JSON.parse(JSON.stringify(first.core.snapshot()))
    const second = startDaraja({ state })
    expect(read(await second.query(CheckoutRequestID)).json.ResultCode).toBe('0')
    expect(second.core.view().payments).toEqual(first.core.view().payments)
    expect(second.core.view().phones).toEqual(first.core.view().phones)
    expect(read(await second.push()).json.CheckoutRequestID).not.toBe(CheckoutRequestID)
  })
})
