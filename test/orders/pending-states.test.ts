import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { discoverOrders } from '../../src/orders/discover-orders.ts'
import { listPendingOrders } from '../../src/orders/list-orders.ts'
import { nameStates } from '../../src/orders/name-states.ts'
import { describeUnclear } from '../../src/orders/unclear-states.ts'
import { startTestPostgres, type TestPostgres, withSession } from '../helpers/postgres.ts'
import { pendingId } from '../helpers/shop-schemas.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(async () => {
  await postgres?.stop()
})

async function listOf(name: string, sql: string, states?: Record<string, 'pending'>) {
  const url = await postgres.createDatabase(name, sql)
  return withSession(url, async (session) => {
    const discovery = await discoverOrders(session)
    if (discovery.kind === 'none') throw new Error('no orders found')
    const tables = nameStates(discovery.tables, states === undefined ? {} : { states })
    return listPendingOrders(session, tables, { limit: 5, now: new Date() })
  })
}

const shop = (values: string): string =>
  `CREATE TABLE orders (id serial PRIMARY KEY, order_number text, total numeric, status text, checkout_request_id text, mpesa_receipt text, created_at timestamptz DEFAULT now());
   INSERT INTO orders (order_number, total, status, checkout_request_id, mpesa_receipt) VALUES ${values};`

describe('pending orders', () => {
  it('are found by the state of their payment where that of the order is a number', async () => {
    const { orders, total, unclear } = await listOf(
      'pending_numbers',
      `CREATE TABLE orders (id serial PRIMARY KEY, order_number text, total numeric, status integer, created_at timestamptz DEFAULT now());
       CREATE TABLE mpesa_payments (id serial PRIMARY KEY, order_id integer REFERENCES orders, status text, checkout_request_id text UNIQUE, mpesa_receipt_number text, amount numeric);
       INSERT INTO orders (order_number, total, status) VALUES ('A-1', 10, 0), ('A-2', 20, 5);
       INSERT INTO mpesa_payments (order_id, status, checkout_request_id, mpesa_receipt_number, amount) VALUES (1, 'pending', '${pendingId}', NULL, 10), (2, 'paid', '${pendingId}2', 'TKN7A1B2C3', 20);`,
    )
    expect(orders.map(({ orderNumber }) => orderNumber)).toEqual(['A-1'])
    expect(total).toBe(1)
    expect(unclear.count).toBe(0)
  })

  it('with labels of two words are understood', async () => {
    const { total, unclear } = await listOf(
      'pending_labels',
      shop(`('B-1', 10, 'Unpaid', NULL, NULL), ('B-2', 10, 'Awaiting M-Pesa', '${pendingId}', NULL)`),
    )
    expect([total, unclear.count]).toEqual([2, 0])
  })

  const odd = shop(
    `('C-1', 10, 'Kwa foleni', '${pendingId}', NULL), ('C-2', 10, 'Paid', '${pendingId}2', 'TKN7A1B2C3')`,
  )

  it('are not said to be none where no state is understood', async () => {
    const { total, unclear, told } = await listOf('pending_unclear', odd)
    expect({ total, unclear, told }).toEqual({ total: 0, unclear: { count: 1, words: ['Kwa foleni'] }, told: false })
    expect(describeUnclear(unclear)).toContain('`Kwa foleni`')
  })

  it('are found by the meaning that the configuration gives', async () => {
    const { total, unclear } = await listOf('pending_named', odd, { 'Kwa foleni': 'pending' })
    expect([total, unclear.count]).toEqual([1, 0])
  })

  it('have no receipt where there is no state', async () => {
    const { orders, total } = await listOf(
      'pending_stateless',
      `CREATE TABLE orders (id serial PRIMARY KEY, order_number text, total numeric, checkout_request_id text, mpesa_receipt text, created_at timestamptz DEFAULT now());
       INSERT INTO orders (order_number, total, checkout_request_id, mpesa_receipt) VALUES ('D-1', 10, '${pendingId}', NULL), ('D-2', 10, '${pendingId}2', 'TKN7A1B2C3'), ('D-3', 10, NULL, '');`,
    )
    expect(orders.map(({ orderNumber }) => orderNumber)).toEqual(['D-1', 'D-3'])
    expect(total).toBe(2)
  })
})
