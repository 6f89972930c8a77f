import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { makePassword } from '../../src/daraja/password.ts'
import { createSandbox } from '../../src/sandbox-library/create-sandbox.ts'
import type { LocalDaraja, SandboxOptions } from '../../src/sandbox-library/public.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function startApp() {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    bodies.push(body)
    response.end('{"ResultCode":0,"ResultDesc":"Accepted"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`, bodies }
}

async function start(options: SandboxOptions = {}) {
  const sandbox = await createSandbox(options)
  closing.push(() => sandbox.close())
  const app = await startApp()
  return { sandbox, app, client: await connect(sandbox, app.url) }
}

const timestamp = '20261124080000'

async function connect(sandbox: LocalDaraja, callbackUrl: string) {
  const login = btoa(`${sandbox.consumerKey}:${sandbox.consumerSecret}`)
  const granted = await fetch(`${sandbox.url}/oauth/v1/generate?grant_type=client_credentials`, {
    headers: { Authorization: `Basic ${login}` },
  })
  const { access_token: token } = (await granted.json()) as { access_token: string }
  const post = async (path: string, body: unknown) => {
    const reply = await fetch(`${sandbox.url}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: reply.status, body: (await reply.json()) as Record<string, string> }
  }
  const signed = {
    BusinessShortCode: 174379,
    Password: makePassword('174379', sandbox.passkey, timestamp),
    Timestamp: timestamp,
  }
  return {
    push: (change: Readonly<Record<string, unknown>> = {}) =>
      post('/mpesa/stkpush/v1/processrequest', {
        ...signed,
        TransactionType: 'CustomerPayBillOnline',
        Amount: '1500',
        PartyA: '254708374149',
        PartyB: '174379',
        PhoneNumber: '254708374149',
        CallBackURL: callbackUrl,
        AccountReference: 'DUKA-1',
        TransactionDesc: 'order',
        ...change,
      }),
    query: (id: string | undefined) => post('/mpesa/stkpushquery/v1/query', { ...signed, CheckoutRequestID: id }),
  }
}

describe('an STK push', () => {
  it('is accepted, paid, called back once and found by the query', async () => {
    const { sandbox, app, client } = await start()
    const pushed = await client.push()
    expect(pushed.status).toBe(200)
    expect(Object.keys(pushed.body)).toEqual([
      'MerchantRequestID',
      'CheckoutRequestID',
      'ResponseCode',
      'ResponseDescription',
      'CustomerMessage',
    ])
    const id = pushed.body.CheckoutRequestID
    await sandbox.settled()
    expect(app.bodies).toHaveLength(1)
    const { stkCallback } = JSON.parse(app.bodies[0] ?? '').Body
    expect(stkCallback).toMatchObject({ CheckoutRequestID: id, ResultCode: 0 })
    expect(stkCallback.CallbackMetadata.Item.map(({ Name }: { Name: string }) => Name)).toEqual([
      'Amount',
      'MpesaReceiptNumber',
      'Balance',
      'TransactionDate',
      'PhoneNumber',
    ])
    const [payment] = sandbox.payments()
    expect(stkCallback.CallbackMetadata.Item[1].Value).toBe(payment?.receipt)
    expect(sandbox.phone('0708374149')).toMatchObject({ balance: 98_500, prompt: null })
    const asked = await client.query(id)
    expect([asked.status, asked.body.ResultCode]).toEqual([200, '0'])
    expect(asked.body.ResponseDescription).toBe('The service request has been accepted successsfully')
  })

  it('is open while the prompt waits, locks its phone, and ends as its payer presses', async () => {
    const { sandbox, client } = await start({ outcome: 'ask' })
    const first = await client.push()
    const id = first.body.CheckoutRequestID ?? ''
    expect((await client.query(id)).body.ResultCode).toBe('4999')
    expect(sandbox.phone('254708374149').prompt).toMatchObject({ checkoutRequestId: id, amount: 1500 })
    const second = await client.push()
    expect([second.status, second.body.errorCode]).toEqual([500, '500.001.1001'])
    expect(second.body.errorMessage).toContain('Unable to lock subscriber')
    sandbox.press(id, 'cancel')
    expect(await sandbox.waitForCallback({ reference: id })).toMatchObject({ resultCode: '1032' })
    expect(() => sandbox.press(id, 'pin')).toThrow('not open')
  })

  it.each([
    ['254700001032', '1032'],
    ['254700001037', '1037'],
    ['254700000001', '1'],
    ['254700002001', '2001'],
  ])('to %s ends with %s', async (phone, code) => {
    const { sandbox, client } = await start()
    const { body } = await client.push({ PartyA: phone, PhoneNumber: phone })
    expect(await sandbox.waitForCallback({ reference: body.CheckoutRequestID ?? '' })).toMatchObject({
      resultCode: code,
    })
    expect((await client.query(body.CheckoutRequestID)).body.ResultCode).toBe(code)
    expect(sandbox.payments()).toEqual([])
  })

  it('needs the money that it asks for, and a phone that is on', async () => {
    const { sandbox, client } = await start()
    sandbox.setPhone('254708374149', { balance: 1_499 })
    await client.push()
    expect(await sandbox.waitForCallback({ resultCode: 1 })).toMatchObject({ outcome: { kind: 'answered' } })
    sandbox.setPhone('254708374149', { on: false, balance: 10_000 })
    await client.push()
    expect(await sandbox.waitForCallback({ resultCode: 1037 })).toMatchObject({ outcome: { kind: 'answered' } })
    expect(sandbox.phone('254708374149').balance).toBe(10_000)
  })

  it('of the same amount within two minutes is refused by M-PESA where that rule is on', async () => {
    const { sandbox, client } = await start({ twoMinuteRule: true })
    await client.push()
    await sandbox.settled()
    await client.push()
    await sandbox.settled()
    await client.push({ Amount: 2 })
    await sandbox.settled()
    expect(sandbox.callbacks().map(({ resultCode }) => resultCode)).toEqual(['0', '17', '0'])
  })
})

describe('a push that Daraja refuses', () => {
  it.each([
    [{ BusinessShortCode: 'x' }, 400, '400.002.02', 'Bad Request - Invalid BusinessShortCode'],
    [{ TransactionType: 'Pay' }, 400, '400.002.02', 'Bad Request - Invalid TransactionType'],
    [{ TransactionType: 'CustomerBuyGoodsOnline' }, 400, '400.002.02', 'Bad Request - Invalid TransactionType'],
    [{ Amount: '1.50' }, 400, '400.002.02', 'Bad Request - Invalid Amount'],
    [{ Amount: 0 }, 400, '400.002.02', 'Bad Request - Invalid Amount'],
    [{ Amount: -1 }, 400, '400.002.02', 'Bad Request - Invalid Amount'],
    [{ PhoneNumber: '0708374149' }, 400, '400.002.02', 'Bad Request - Invalid PhoneNumber'],
    [{ CallBackURL: 'not a url' }, 400, '400.002.02', 'Bad Request - Invalid CallBackURL'],
    [{ TransactionDesc: undefined }, 400, '400.002.02', 'Bad Request - Invalid Remarks'],
    [{ Timestamp: '20261332000000' }, 400, '400.002.02', 'Bad Request - Invalid Timestamp'],
    [{ Timestamp: '20261124080001' }, 500, '500.001.1001', 'Wrong credentials'],
  ])('%j', async (change, status, errorCode, errorMessage) => {
    const { client } = await start()
    const { status: answered, body } = await client.push(change)
    expect({ status: answered, ...body }).toMatchObject({ status, errorCode, errorMessage })
    expect(Object.keys(body)).toEqual(['requestId', 'errorCode', 'errorMessage'])
  })

  it('to a URL of this machine is refused unless the sandbox is lenient', async () => {
    const { client } = await start({ lenient: false })
    expect((await client.push()).body.errorMessage).toBe('Bad Request - Invalid CallBackURL')
    expect((await client.push({ CallBackURL: 'https://pay.duka.co.ke/cb' })).status).toBe(200)
  })
})

describe('faults', () => {
  it('lose, repeat and hurry callbacks', async () => {
    const { sandbox, app, client } = await start({ faults: ['callback-lost*1'] })
    await client.push()
    await sandbox.settled()
    expect([app.bodies.length, sandbox.callbacks()[0]?.outcome.kind]).toEqual([0, 'lost'])
    sandbox.fault('callback-twice*1')
    await client.push()
    await sandbox.settled()
    expect(app.bodies).toHaveLength(2)
    expect(app.bodies[0]).toBe(app.bodies[1])
    sandbox.fault('callback-before-answer*1')
    await client.push()
    // The answer to the push is here, and the callback was before it.
    expect(app.bodies).toHaveLength(3)
  })

  it('delay callbacks, and let the next one overtake', async () => {
    const { sandbox, app, client } = await start({ faults: ['callbacks-reordered*1'] })
    const first = await client.push({ PhoneNumber: '254711000001', PartyA: '254711000001' })
    await sandbox.waitForPrompt().catch(() => undefined)
    const second = await client.push({ PhoneNumber: '254711000002', PartyA: '254711000002' })
    await sandbox.settled()
    const order = app.bodies.map((body) => /"CheckoutRequestID":"([^"]+)"/.exec(body)?.[1])
    expect(order).toEqual([second.body.CheckoutRequestID, first.body.CheckoutRequestID])
    sandbox.fault('callback-late=80ms*1')
    const late = await client.push({ PhoneNumber: '254711000003', PartyA: '254711000003' })
    const { plannedAt, sentAt } = await sandbox.waitForCallback({ reference: late.body.CheckoutRequestID ?? '' })
    expect(Date.parse(sentAt ?? '') - Date.parse(plannedAt)).toBeGreaterThanOrEqual(75)
  })

  it('make the API fail as the real one was seen to', async () => {
    const { sandbox, client } = await start()
    const { body } = await client.push()
    await sandbox.settled()
    sandbox.fault('query-500*1')
    expect((await client.query(body.CheckoutRequestID)).body.errorMessage).toBe('The transaction does not Exist')
    sandbox.fault('rate-limit*1')
    expect((await client.query(body.CheckoutRequestID)).status).toBe(429)
    sandbox.fault('expired-token*1')
    expect((await client.query(body.CheckoutRequestID)).body.errorCode).toBe('404.001.03')
    expect((await client.query(body.CheckoutRequestID)).body.ResultCode).toBe('0')
    sandbox.fault('test-number-1037')
    const silent = await client.push()
    expect(await sandbox.waitForCallback({ reference: silent.body.CheckoutRequestID ?? '' })).toMatchObject({
      resultCode: '1037',
    })
  })
})
