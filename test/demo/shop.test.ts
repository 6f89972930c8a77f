import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoOrder } from '../../src/demo/demo-orders.ts'
import { type Demo, startDemo } from '../../src/demo/start-demo.ts'
import { callback, failureCallback, successCallback, unknownId } from './helpers/callbacks.ts'
import { type Answer, send } from './helpers/http.ts'

let demo: Demo
let db: pg.Client

beforeAll(async () => {
  demo = await startDemo({ signal: new AbortController().signal })
  db = new pg.Client(demo.databaseUrl)
  await db.connect()
})

afterAll(async () => {
  await db?.end()
  await demo?.stop()
})

const path = '/api/payments/mpesa/callback'
const accepted = { status: 200, body: '{"ResultCode":0,"ResultDesc":"Accepted"}' }

async function post(body: string): Promise<Answer> {
  return send(`${demo.appUrl}${path}`, { body, headers: { 'content-type': 'application/json' } })
}

async function rowOf(order: DemoOrder): Promise<Record<string, unknown>> {
  const { rows } = await db.query('select * from orders where order_number = $1', [order.orderNumber])
  return rows[0]
}

let count = 0
async function newOrder(): Promise<DemoOrder> {
  count += 1
  return demo.addOrder(`DUKA-SHOP-${count}`)
}

describe('the callback route', () => {
  it('stores a payment with receipt and time', async () => {
    const order = await newOrder()
    expect(await post(successCallback(order.checkoutRequestId, { MpesaReceiptNumber: 'UKN0000001' }))).toMatchObject(
      accepted,
    )
    expect(await rowOf(order)).toMatchObject({
      payment_status: 'PAID',
      payment_reference: 'UKN0000001',
      paid_at: new Date('2026-11-23T06:42:01Z'),
      admin_notes: null,
    })
  })

  it('stores why a payment failed', async () => {
    const order = await newOrder()
    expect(await post(failureCallback(order.checkoutRequestId))).toMatchObject(accepted)
    expect(await rowOf(order)).toMatchObject({ payment_status: 'FAILED', admin_notes: 'Request cancelled by user' })
  })

  it('accepts a payment that it does not know', async () => {
    expect(await post(failureCallback(unknownId))).toMatchObject(accepted)
    expect(await post(successCallback(unknownId))).toMatchObject(accepted)
  })

  it('settles once, however often and at whatever moment the callback comes', async () => {
    const order = await newOrder()
    const body = successCallback(order.checkoutRequestId)
    await Promise.all([post(body), post(body), post(body)])
    const row = await rowOf(order)
    expect(row.payment_status).toBe('PAID')
    expect(await post(successCallback(order.checkoutRequestId, { TransactionDate: 20261124000000 }))).toMatchObject(
      accepted,
    )
    expect(await rowOf(order)).toEqual(row)
  })

  it('keeps a payment when a failure comes late, and takes one that comes after a failure', async () => {
    const order = await newOrder()
    await post(failureCallback(order.checkoutRequestId))
    await post(successCallback(order.checkoutRequestId))
    expect(await rowOf(order)).toMatchObject({ payment_status: 'PAID' })
    await post(failureCallback(order.checkoutRequestId))
    expect(await rowOf(order)).toMatchObject({ payment_status: 'PAID', admin_notes: null })
  })

  it('refuses another amount and a receipt that was used', async () => {
    const order = await newOrder()
    expect(await post(successCallback(order.checkoutRequestId, { Amount: 1 }))).toMatchObject(accepted)
    expect(await rowOf(order)).toMatchObject({ payment_status: 'PENDING', payment_reference: null })
    const used = { MpesaReceiptNumber: 'UKN0000002' }
    await post(successCallback((await newOrder()).checkoutRequestId, used))
    expect(await post(successCallback(order.checkoutRequestId, used))).toMatchObject(accepted)
    expect(await rowOf(order)).toMatchObject({ payment_status: 'PENDING', payment_reference: null })
  })

  it('lets only one of two orders have a receipt when both callbacks come at once', async () => {
    const orders = [await newOrder(), await newOrder()]
    const used = { MpesaReceiptNumber: 'UKN0000003' }
    const answers = await Promise.all(orders.map((order) => post(successCallback(order.checkoutRequestId, used))))
    for (const answer of answers) expect(answer).toMatchObject(accepted)
    const states = await Promise.all(orders.map(async (order) => (await rowOf(order)).payment_status))
    expect(states.sort()).toEqual(['PAID', 'PENDING'])
  })

  it('reads codes, amounts and metadata in every form that they come in', async () => {
    const item = (Name: string, Value?: unknown) => (Value === undefined ? { Name } : { Name, Value })
    const order = await newOrder()
    const items = [
      item('PhoneNumber', '2547***149'),
      item('Balance'),
      item('MpesaReceiptNumber', 'UKN0000004'),
      item('Amount', '10.00'),
    ]
    await post(
      callback(order.checkoutRequestId, { ResultCode: '0', ResultDesc: '', CallbackMetadata: { Item: items } }),
    )
    expect(await rowOf(order)).toMatchObject({ payment_status: 'PAID', payment_reference: 'UKN0000004' })
    const other = await newOrder()
    await post(
      callback(other.checkoutRequestId, { ResultCode: 'SFC_IC0003', ResultDesc: 'The operator does not exist.' }),
    )
    expect(await rowOf(other)).toMatchObject({ payment_status: 'FAILED', admin_notes: 'The operator does not exist.' })
  })

  it.each(['', '{', 'null', '[]', '{"Body":{}}'])('answers 400 to %o', async (body) => {
    expect(await post(body)).toMatchObject({ status: 400 })
  })

  it('answers 405 and names the method', async () => {
    expect(await send(`${demo.appUrl}${path}`)).toMatchObject({ status: 405, headers: { allow: 'POST' } })
  })

  it('keeps a log of what it received', async () => {
    const body = failureCallback(unknownId)
    await post(body)
    expect(demo.requests.at(-1)).toMatchObject({ method: 'POST', path, body, status: 200 })
  })
})

describe('the rest of the shop', () => {
  it('shows its orders and escapes what people typed', async () => {
    await db.query(`update orders set customer_name = '<b>Wanjiku</b>' where order_number = 'DUKA-1042'`)
    const { body, headers } = await send(demo.appUrl)
    expect(headers['content-type']).toMatch(/^text\/html/)
    expect(body).toContain('&lt;b&gt;Wanjiku&lt;/b&gt;')
    expect(body).not.toContain('<b>')
    expect(body).toContain('DUKA-TEST')
  })

  it('tells the state of one order', async () => {
    const { status, body } = await send(`${demo.appUrl}/api/orders/DUKA-1042`)
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ orderNumber: 'DUKA-1042', paymentStatus: 'PENDING', amount: '2450.00' })
    expect(await send(`${demo.appUrl}/api/orders/DUKA-1`)).toMatchObject({ status: 404 })
  })

  it('answers 404 in JSON to unknown paths', async () => {
    const { status, headers, body } = await send(`${demo.appUrl}/api/nothing`, { body: '{}' })
    expect(status).toBe(404)
    expect(headers['content-type']).toMatch(/^application\/json/)
    expect(JSON.parse(body)).toEqual({ error: 'Cannot POST /api/nothing' })
  })

  it('has orders of earlier days that are settled, and one that is stuck', async () => {
    const { rows } = await db.query(
      `select order_number, payment_status, payment_reference, amount, created_at,
              (select sum(quantity * unit_price) from order_items where order_id = orders.id) as total
       from orders where order_number !~ 'SHOP'`,
    )
    for (const row of rows) {
      expect(row.total).toBe(row.amount)
      if (row.payment_status === 'PAID') expect(row.payment_reference).toMatch(/^[A-Z0-9]{10}$/)
    }
    const pending = rows.filter((row) => row.payment_status === 'PENDING').map((row) => row.order_number)
    expect(pending.sort()).toEqual(['DUKA-1042', 'DUKA-TEST'])
    const stuck = rows.find((row) => row.order_number === 'DUKA-1042')
    // A shop that works has no order that waits for long: a customer types a PIN.
    expect((Date.now() - stuck.created_at.getTime()) / 60_000).toBeCloseTo(1, 0)
  })
})
