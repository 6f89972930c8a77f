import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { discoverOrders } from '../../src/orders/discover-orders.ts'
import { listNewestRecords, listPendingOrders } from '../../src/orders/list-orders.ts'
import { orderJson, rowJson } from '../../src/orders/order.ts'
import { findOrders } from '../../src/orders/read-order.ts'
import { startTestPostgres, type TestPostgres, withSession } from '../helpers/postgres.ts'
import { pendingId, receipt, shopSchemas } from '../helpers/shop-schemas.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(async () => {
  await postgres?.stop()
})

const now = new Date()
let databases = 0

async function withShop(
  sql: string,
  work: (shop: Parameters<typeof listPendingOrders>) => Promise<void>,
): Promise<void> {
  const url = await postgres.createDatabase(`list_${++databases}`, sql)
  await withSession(url, async (session) => {
    const discovery = await discoverOrders(session)
    if (discovery.kind === 'none') throw new Error('no orders found')
    await work([session, discovery.tables, { limit: 3, now }])
  })
}

describe('listPendingOrders', () => {
  it('lists the oldest first, up to the limit, and counts all', async () => {
    const sql = `CREATE TABLE orders (id serial PRIMARY KEY, order_number text, total numeric, status text, checkout_request_id text, created_at timestamptz);
      INSERT INTO orders (order_number, total, status, checkout_request_id, created_at)
        SELECT n::text, n, CASE WHEN n % 2 = 0 THEN 'paid' ELSE 'pending' END, '${pendingId}' || n, now() - n * interval '1 hour' FROM generate_series(1, 20) AS n;`
    await withShop(sql, async (shop) => {
      const { orders, total } = await listPendingOrders(...shop)
      expect(orders.map(({ orderNumber }) => orderNumber)).toEqual(['19', '17', '15'])
      expect(total).toBe(10)
      const newest = await listNewestRecords(shop[0], shop[1].orders, { limit: 2, now })
      expect(newest.map(({ id }) => id)).toEqual(['20', '19'])
    })
  })

  it.each(shopSchemas)('finds the one pending order of $name', async ({ sql }) => {
    await withShop(sql, async (shop) => {
      const { orders, total } = await listPendingOrders(...shop)
      expect(total).toBe(1)
      expect(orders).toMatchObject([{ state: 'pending', checkoutRequestId: pendingId }])
    })
  })
})

describe('an order', () => {
  it('reads times without a zone and amounts in cents', async () => {
    await withShop(shopSchemas.find(({ name }) => name.startsWith('Prisma'))?.sql ?? '', async ([session, tables]) => {
      const [order] = await findOrders(session, tables, receipt, now)
      expect(order?.amount).toBe(200)
      expect(Math.abs(new Date(order?.paidAt ?? 0).getTime() - now.getTime())).toBeLessThan(60_000)
    })
  })

  it('takes id, receipt and time of payment from the table of payments', async () => {
    await withShop(shopSchemas.find(({ name }) => name.startsWith('mpesa_'))?.sql ?? '', async ([session, tables]) => {
      const [order] = await findOrders(session, tables, 'M-2', now)
      expect(orderJson(order ?? expect.fail())).toEqual({
        table: 'public.orders',
        key: 'id',
        id: '2',
        orderNumber: 'M-2',
        state: 'paid',
        rawState: 'paid',
        checkoutRequestId: expect.stringContaining('ws_CO_'),
        receipt,
        amount: 10,
        paidAt: '2026-11-23T04:58:00.000Z',
        note: null,
        createdAt: expect.any(String),
      })
    })
  })

  it('becomes JSON whatever its columns hold', () => {
    const row = {
      at: new Date(0),
      bad: new Date(Number.NaN),
      bytes: new Uint8Array(3),
      list: [1, null],
      deep: { a: 1n },
      no: undefined,
    }
    expect(rowJson(row)).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      bad: null,
      bytes: '<3 bytes>',
      list: [1, null],
      deep: { a: '1' },
      no: null,
    })
  })
})
