import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeTable } from '../../src/orders/catalog.ts'
import type { ColumnChoice } from '../../src/orders/choose-columns.ts'
import { discoverOrders } from '../../src/orders/discover-orders.ts'
import { findOrders, readOrder } from '../../src/orders/read-order.ts'
import { asWriter, startTestPostgres, type TestPostgres, withSession } from '../helpers/postgres.ts'
import { otherSchemas, pendingId, shopSchemas } from '../helpers/shop-schemas.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(async () => {
  await postgres?.stop()
})

const now = new Date()
let databases = 0
const create = (sql: string): Promise<string> => postgres.createDatabase(`shop_${++databases}`, sql)
const names = (columns: ColumnChoice): Record<string, string> =>
  Object.fromEntries(Object.entries(columns).map(([field, column]) => [field, column.name]))

describe('discoverOrders', () => {
  it.each(shopSchemas)('finds the orders of $name', async (schema) => {
    await withSession(await create(schema.sql), async (session) => {
      const discovery = await discoverOrders(session)
      if (discovery.kind !== 'found') throw new Error(`nothing found in ${discovery.lookedAt.join()}`)
      const { orders, payments, explanation } = discovery.tables
      expect(describeTable(orders.table)).toBe(schema.orders)
      expect(names(orders.columns)).toMatchObject(schema.columns)
      expect(explanation).toContain(schema.orders)
      if (schema.payments === undefined) expect(payments).toBeNull()
      else {
        expect(payments && describeTable(payments.table)).toBe(schema.payments.table)
        expect(payments?.link.paymentColumn).toBe(schema.payments.link)
        expect(names(payments?.columns ?? {})).toMatchObject(schema.payments.columns)
      }
      for (const [text, state] of schema.find) {
        const [order] = await findOrders(session, discovery.tables, text, now)
        expect([text, order?.state]).toEqual([text, state])
        const again = await readOrder(session, discovery.tables, order?.id ?? '', now)
        expect(again?.id).toBe(order?.id)
      }
      expect(await findOrders(session, discovery.tables, 'no-such-order', now)).toEqual([])
      expect(await findOrders(session, discovery.tables, `ws_CO_'; DROP TABLE orders; --`, now)).toEqual([])
      expect(await findOrders(session, discovery.tables, '99999999999999', now)).toEqual([])
    })
  })

  it.each(otherSchemas)('finds no orders in $name', async ({ sql }) => {
    await withSession(await create(sql), async (session) => {
      expect((await discoverOrders(session)).kind).toBe('none')
    })
  })

  it('obeys the configuration, and says what does not fit', async () => {
    const url =
      await create(`CREATE SCHEMA odd; CREATE TABLE odd.things (no int PRIMARY KEY, how text, ref text, kes numeric);
      INSERT INTO odd.things VALUES (7, 'Paid', '${pendingId}', 5);`)
    await withSession(url, async (session) => {
      const columns = { key: 'no', status: 'how', checkoutRequestId: 'ref', amount: 'kes' }
      const discovery = await discoverOrders(session, { schema: 'odd', table: 'things', columns })
      expect(discovery).toMatchObject({ kind: 'found', tables: { origin: 'configured' } })
      if (discovery.kind === 'found')
        expect(await findOrders(session, discovery.tables, pendingId, now)).toMatchObject([
          { id: '7', state: 'paid', amount: 5 },
        ])
      expect((await discoverOrders(session, { table: 'odd.things', columns })).kind).toBe('found')
      expect(await discoverOrders(session, { table: 'thing' })).toMatchObject({
        kind: 'none',
        lookedAt: ['odd.things'],
      })
      const wrong = await discoverOrders(session, { table: 'things', columns: { state: 'nope' } })
      expect(wrong).toMatchObject({ kind: 'none', reason: expect.stringContaining('nope') })
    })
  })

  it('sees only what its user may read', async () => {
    const url =
      await create(`CREATE TABLE orders (id serial PRIMARY KEY, status text, total numeric, checkout_request_id text);
      CREATE VIEW shop_orders AS SELECT id, status, total, checkout_request_id FROM orders;
      INSERT INTO orders (status, total, checkout_request_id) VALUES ('pending', 1, '${pendingId}');
      CREATE ROLE reader LOGIN PASSWORD 'invented'; GRANT SELECT ON shop_orders TO reader;`)
    const asReader = url.replace(/\/\/[^@]+@/, '//reader:invented@')
    await withSession(asReader, async (session) => {
      const discovery = await discoverOrders(session)
      expect(discovery.kind === 'found' && describeTable(discovery.tables.orders.table)).toBe('public.shop_orders')
    })
    await asWriter(url, (client) => client.query('SELECT 1'))
  })
})
