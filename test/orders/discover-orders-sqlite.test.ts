import { describe, expect, it, onTestFinished } from 'vitest'
import { discoverOrders } from '../../src/orders/discover-orders.ts'
import { listPendingOrders } from '../../src/orders/list-orders.ts'
import { findOrders } from '../../src/orders/read-order.ts'
import { expectSchema } from '../helpers/check-schema.ts'
import { withSession } from '../helpers/postgres.ts'
import { pendingId } from '../helpers/shop-schemas.ts'
import { makeSqliteFile, noSqlite } from '../helpers/sqlite.ts'
import { otherSqliteSchemas, sqliteSchemas } from '../helpers/sqlite-schemas.ts'

function makeFile(sql: string) {
  const file = makeSqliteFile(sql)
  onTestFinished(file.remove)
  return file
}

describe.skipIf(noSqlite !== '')(`orders in a file of SQLite${noSqlite}`, () => {
  it.each(sqliteSchemas)('are found in $name', async (schema) => {
    await withSession(makeFile(schema.sql).url, (session) => expectSchema(session, schema))
  })

  it.each(otherSqliteSchemas)('are not found in $name', async ({ sql }) => {
    await withSession(makeFile(sql).url, async (session) => {
      expect((await discoverOrders(session)).kind).toBe('none')
    })
  })

  it('are read by index or among the newest rows where there are many', async () => {
    const file =
      makeFile(`CREATE TABLE orders (id INTEGER PRIMARY KEY, order_number TEXT, total INTEGER, status TEXT, checkout_request_id TEXT UNIQUE, mpesa_receipt TEXT, created_at TEXT);
      INSERT INTO orders VALUES (1, 'OLD', 1, 'pending', '${pendingId}', NULL, NULL), (60000000, 'NEW', 1, 'pending', 'ws_CO_231120260757001230700000009', NULL, NULL);`)
    await withSession(file.url, async (session) => {
      const asked: string[] = []
      const spy = {
        ...session,
        query: (sql: string, values: Parameters<typeof session.query>[1] = []) => {
          asked.push(sql)
          return session.query(sql, values)
        },
      }
      const discovery = await discoverOrders(spy)
      if (discovery.kind !== 'found') throw new Error('nothing found')
      const now = new Date()
      expect(discovery.tables.orders.table.estimatedRows).toBe(60_000_000)
      expect(await findOrders(spy, discovery.tables, pendingId, now)).toMatchObject([{ orderNumber: 'OLD' }])
      expect(await findOrders(spy, discovery.tables, 'NEW', now)).toMatchObject([{ orderNumber: 'NEW' }])
      expect((await listPendingOrders(spy, discovery.tables, { limit: 5, now })).among).toBe(20_000)
      const unbounded = asked.filter(
        (sql) =>
          /FROM "orders"/.test(sql) &&
          !/max\(rowid\)/.test(sql) &&
          !/LIMIT \d+/.test(sql.replace(/.*FROM "orders"/s, '')),
      )
      expect(unbounded).toEqual([])
      for (const sql of asked.filter((text) => /FROM "orders"/.test(text) && !/max\(rowid\)/.test(text))) {
        const values = Array.from({ length: sql.split('?').length - 1 }, () => 'x')
        const plan = (await session.query(`EXPLAIN QUERY PLAN ${sql}`, values)).map(({ detail }) => String(detail))
        // Of the table itself nothing is sorted, so that every scan of it ends with the limit.
        const scan = plan.findIndex((step) => /^SCAN t$/.test(step))
        expect(scan === -1 || plan[scan + 1]?.startsWith('USE TEMP B-TREE FOR ORDER BY') !== true, sql).toBe(true)
      }
    })
  })
})
