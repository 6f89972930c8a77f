import { expect } from 'vitest'
import type { DatabaseSession } from '../../src/core/database-port.ts'
import { describeTable } from '../../src/orders/catalog.ts'
import type { ColumnChoice } from '../../src/orders/choose-columns.ts'
import { discoverOrders } from '../../src/orders/discover-orders.ts'
import { listPendingOrders } from '../../src/orders/list-orders.ts'
import { findOrders, readOrder } from '../../src/orders/read-order.ts'
import { pendingId, type ShopSchema } from './shop-schemas.ts'

const now = new Date()

/** Discovers the orders, and asks for each of them by all that names it. `prefix` is what stands before a table's name. */
export async function expectSchema(session: DatabaseSession, schema: ShopSchema, prefix = ''): Promise<void> {
  const discovery = await discoverOrders(session)
  if (discovery.kind !== 'found') throw new Error(`nothing found in ${discovery.lookedAt.join()}`)
  const { tables } = discovery
  const { orders, payments, explanation } = tables
  expect(describeTable(orders.table)).toBe(`${prefix}${schema.orders}`)
  expect(names(orders.columns)).toMatchObject(schema.columns)
  expect(explanation).toContain(schema.orders)
  if (schema.payments === undefined) expect(payments).toBeNull()
  else {
    expect(payments && describeTable(payments.table)).toBe(`${prefix}${schema.payments.table}`)
    expect(payments?.link.paymentColumn).toBe(schema.payments.link)
    expect(names(payments?.columns ?? {})).toMatchObject(schema.payments.columns)
  }
  for (const [text, state] of schema.find) {
    const [order] = await findOrders(session, tables, text, now)
    expect([text, order?.state]).toEqual([text, state])
    expect((await readOrder(session, tables, order?.id ?? '', now))?.id).toBe(order?.id)
  }
  expect(await findOrders(session, tables, 'no-such-order', now)).toEqual([])
  expect(await findOrders(session, tables, `ws_CO_'; DROP TABLE orders; --`, now)).toEqual([])
  expect(await findOrders(session, tables, '99999999999999', now)).toEqual([])
  expect(await findOrders(session, tables, '🧾', now)).toEqual([])
  const pending = await listPendingOrders(session, tables, { limit: 5, now })
  expect(pending.orders).toMatchObject([{ state: 'pending', checkoutRequestId: pendingId }])
}

function names(columns: ColumnChoice): Record<string, string> {
  return Object.fromEntries(Object.entries(columns).map(([field, column]) => [field, column.name]))
}
