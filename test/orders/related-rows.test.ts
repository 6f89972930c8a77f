import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { discoverOrders } from '../../src/orders/discover-orders.ts'
import { findOrders } from '../../src/orders/read-order.ts'
import { diffRelatedRows, readRelatedRows } from '../../src/orders/related-rows.ts'
import { asWriter, startTestPostgres, type TestPostgres, withSession } from '../helpers/postgres.ts'
import { pendingId } from '../helpers/shop-schemas.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(async () => {
  await postgres?.stop()
})

describe('rows that refer to an order', () => {
  it('are seen to come, to change and to go', async () => {
    const url = await postgres.createDatabase(
      'related',
      `CREATE TABLE orders (id serial PRIMARY KEY, order_number text, total numeric, status text, checkout_request_id text);
      CREATE TABLE order_items (id serial PRIMARY KEY, order_id int REFERENCES orders, sku text, shipped boolean DEFAULT false);
      CREATE TABLE order_history (order_id int REFERENCES orders, status text);
      CREATE TABLE wallets (id serial PRIMARY KEY, owner text, balance numeric);
      INSERT INTO orders (order_number, total, status, checkout_request_id) VALUES ('A-1', 5, 'pending', '${pendingId}'), ('A-2', 5, 'paid', NULL);
      INSERT INTO order_items (order_id, sku) VALUES (1, 'a'), (1, 'b'), (2, 'c'); INSERT INTO order_history VALUES (1, 'new');`,
    )
    await withSession(url, async (session) => {
      const discovery = await discoverOrders(session)
      if (discovery.kind === 'none') throw new Error('nothing found')
      const { tables } = discovery
      expect(tables.related.map(({ table }) => table.name).sort()).toEqual(['order_history', 'order_items'])
      const [order] = await findOrders(session, tables, 'A-1', new Date())
      const before = await readRelatedRows(session, tables, order?.row ?? {})
      await asWriter(url, (client) =>
        client.query(
          `UPDATE order_items SET shipped = true; DELETE FROM order_items WHERE id = 2; INSERT INTO order_history VALUES (1, 'paid')`,
        ),
      )
      const after = await readRelatedRows(session, tables, order?.row ?? {})
      expect(diffRelatedRows(before, after)).toEqual(
        expect.arrayContaining([
          { table: 'public.order_items', id: '1', kind: 'changed', changes: { shipped: [false, true] } },
          expect.objectContaining({ table: 'public.order_items', id: '2', kind: 'removed' }),
          expect.objectContaining({ table: 'public.order_history', id: null, kind: 'added' }),
        ]),
      )
      expect(diffRelatedRows(before, after)).toHaveLength(3)
      expect(diffRelatedRows(after, after)).toEqual([])
    })
  })

  it('are found although columns of the order are out of reach', async () => {
    const url = await postgres.createDatabase(
      'granted',
      `CREATE TABLE orders (id serial PRIMARY KEY, order_number text, total numeric, status text, checkout_request_id text, secret_note text);
      INSERT INTO orders (order_number, total, status, checkout_request_id, secret_note) VALUES ('A-1', 5, 'pending', '${pendingId}', 'invented');
      CREATE ROLE partly LOGIN PASSWORD 'invented'; GRANT SELECT (id, order_number, total, status, checkout_request_id) ON orders TO partly;`,
    )
    await withSession(url.replace(/\/\/[^@]+@/, '//partly:invented@'), async (session) => {
      const discovery = await discoverOrders(session)
      if (discovery.kind === 'none') throw new Error('nothing found')
      const [order] = await findOrders(session, discovery.tables, pendingId, new Date())
      expect(Object.keys(order?.row ?? {})).toEqual(['id', 'order_number', 'total', 'status', 'checkout_request_id'])
    })
  })
})
