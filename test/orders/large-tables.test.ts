import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SqlValue } from '../../src/core/database-port.ts'
import { discoverOrders } from '../../src/orders/discover-orders.ts'
import { listNewestRecords, listPendingOrders } from '../../src/orders/list-orders.ts'
import { findOrders } from '../../src/orders/read-order.ts'
import { startTestPostgres, type TestPostgres, withSession } from '../helpers/postgres.ts'
import { pendingId } from '../helpers/shop-schemas.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(async () => {
  await postgres?.stop()
})

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Plan[]
}

/** Whether somewhere the whole of a table is read: by a scan that no limit ends because something above wants every row. */
function readsAll(plan: Plan, wantsAll: boolean): boolean {
  const kind = plan['Node Type']
  if (kind === 'Seq Scan' && plan['Relation Name'] === 'orders') return wantsAll
  const wants = kind === 'Limit' ? false : wantsAll || /Sort|Aggregate|Hash$/.test(kind)
  return (plan.Plans ?? []).some((child) => readsAll(child, wants))
}

describe('orders in a table of many rows', () => {
  it('are read by index, or among the newest rows; nothing reads or counts them all', async () => {
    const url = await postgres.createDatabase(
      'large',
      `CREATE TABLE orders (id bigserial PRIMARY KEY, order_number text, total int, status text, checkout_request_id text UNIQUE, mpesa_receipt text, created_at timestamptz DEFAULT now());
      INSERT INTO orders (order_number, total, status, checkout_request_id) SELECT 'N-' || n, 5, CASE WHEN n % 1000 = 0 THEN 'pending' ELSE 'paid' END, CASE WHEN n = 7 THEN '${pendingId}' END FROM generate_series(1, 150000) AS n;`,
    )
    await withSession(url, async (session) => {
      const asked: [string, readonly SqlValue[]][] = []
      const spy = {
        ...session,
        query: (sql: string, values: readonly SqlValue[] = []) => {
          asked.push([sql, values])
          return session.query(sql, values)
        },
      }
      const discovery = await discoverOrders(spy)
      if (discovery.kind === 'none') throw new Error('nothing found')
      const { tables } = discovery
      expect(tables.orders.table.estimatedRows).toBeGreaterThan(100_000)
      const now = new Date()
      expect(await findOrders(spy, tables, pendingId, now)).toMatchObject([{ orderNumber: 'N-7' }])
      expect(await findOrders(spy, tables, 'N-149000', now)).toMatchObject([{ state: 'pending' }])
      expect(await findOrders(spy, tables, 'N-8', now)).toEqual([])
      const pending = await listPendingOrders(spy, tables, { limit: 5, now })
      expect(pending).toMatchObject({ total: 20, among: 20_000 })
      expect(await listNewestRecords(spy, tables.orders, { limit: 3, now })).toHaveLength(3)
      const own = asked.filter(([sql]) => sql.includes('"public"."orders"'))
      expect(own.length).toBeGreaterThan(5)
      for (const [sql, values] of own) {
        const [row] = await session.query(`EXPLAIN (FORMAT JSON) ${sql}`, values)
        const [explained] = (row?.['QUERY PLAN'] ?? []) as readonly { readonly Plan: Plan }[]
        const plan = explained?.Plan ?? { 'Node Type': 'Seq Scan', 'Relation Name': 'orders' }
        expect(readsAll(plan, !/LIMIT \d+/.test(sql)), sql).toBe(false)
      }
    })
  })

  it('are chosen among ten candidates, and the runners-up are named', async () => {
    const tables = Array.from(
      { length: 10 },
      (_, index) =>
        `CREATE TABLE orders_${index} (id serial PRIMARY KEY, order_number text, total int, status text, checkout_request_id text);`,
    )
    const url = await postgres.createDatabase(
      'candidates',
      `${tables.join('\n')} INSERT INTO orders_4 (order_number, total, status, checkout_request_id) VALUES ('A', 1, 'pending', '${pendingId}'), ('B', 1, 'paid', NULL);
      CREATE MATERIALIZED VIEW order_totals AS SELECT status, sum(total) AS total FROM orders_4 GROUP BY status;`,
    )
    await withSession(url, async (session) => {
      const discovery = await discoverOrders(session)
      if (discovery.kind === 'none') throw new Error('nothing found')
      expect(discovery.tables.orders.table.name).toBe('orders_4')
      const even = await discoverOrders(session, { table: 'orders_2' })
      expect(even.kind === 'found' && even.tables.alternatives).toEqual([])
    })
    const twins = await postgres.createDatabase('twins', `${tables[0]} ${tables[1]}`)
    await withSession(twins, async (session) => {
      const discovery = await discoverOrders(session)
      if (discovery.kind === 'none') throw new Error('nothing found')
      expect(discovery.tables.alternatives).toHaveLength(1)
    })
  })
})
