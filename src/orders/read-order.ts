import type { DatabaseSession, Row } from '../core/database-port.ts'
import type { CatalogColumn } from './catalog.ts'
import { createParameters, equals } from './conditions.ts'
import { dialectOf } from './dialect.ts'
import type { OrderField } from './fields.ts'
import type { Order } from './order.ts'
import { toOrder } from './order.ts'
import type { MappedTable, OrderTables } from './order-tables.ts'
import { choosePaymentRow, readPaymentRows } from './payment-rows.ts'
import { fromSql, needsScan, selectList, whereSql } from './sql.ts'

/** Enough to see that something is not unique. */
const mostMatches = 10

const searchedFields = ['orderNumber', 'checkoutRequestId', 'receipt', 'merchantRequestId', 'key'] as const

/**
 * Orders with this order number, CheckoutRequestID, MerchantRequestID, receipt or key, the best match first: usually one
 * or none. Receipts are found in any letter case. Throws `DatabaseQueryError`.
 */
export async function findOrders(
  session: DatabaseSession,
  tables: OrderTables,
  text: string,
  now: Date,
): Promise<readonly Order[]> {
  const wanted = text.trim()
  if (wanted === '') return []
  const rows = [...(await findRows(session, tables.orders, wanted, searchedFields))]
  if (tables.payments !== null) {
    const paymentRows = await findRows(session, tables.payments, wanted, searchedFields.slice(1, 4))
    rows.push(...(await orderRowsOf(session, tables, paymentRows)))
  }
  const key = tables.orders.columns.key?.name ?? ''
  const unique = [...new Map(rows.map((row) => [String(row[key]), row])).values()]
  const orders = await completeOrders(session, tables, unique, now, wanted)
  return orders
    .map((order) => ({ order, rank: rank(order, wanted) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ order }) => order)
}

/** The order with this key as it is now; undefined if it is gone. `wanted` names the payment where there are several. */
export async function readOrder(
  session: DatabaseSession,
  tables: OrderTables,
  id: string,
  now: Date,
  wanted?: string,
): Promise<Order | undefined> {
  const rows = await findRows(session, tables.orders, id, ['key'])
  const [order] = await completeOrders(session, tables, rows, now, wanted)
  return order
}

/** Adds the payment rows. */
export async function completeOrders(
  session: DatabaseSession,
  tables: OrderTables,
  rows: readonly Row[],
  now: Date,
  wanted?: string,
): Promise<readonly Order[]> {
  const payments = await readPaymentRows(session, tables, rows)
  const column = tables.payments?.link.orderColumn ?? ''
  return rows.map((row) => {
    const own = payments.get(String(row[column])) ?? []
    return toOrder(tables, row, choosePaymentRow(tables, own, now, wanted), now)
  })
}

async function findRows(
  session: DatabaseSession,
  { table, columns }: MappedTable,
  text: string,
  fields: readonly OrderField[],
): Promise<readonly Row[]> {
  const wanted = [...new Set(fields.flatMap((field) => columns[field] ?? []))].flatMap((column) =>
    (column === columns.receipt ? [...new Set([text, text.toUpperCase()])] : [text]).map((spelling) => ({
      column,
      text: spelling,
    })),
  )
  return selectBy(session, table, wanted)
}

async function orderRowsOf(
  session: DatabaseSession,
  { orders, payments }: OrderTables,
  paymentRows: readonly Row[],
): Promise<readonly Row[]> {
  if (payments === null) return []
  const column = orders.table.columns.find(({ name }) => name === payments.link.orderColumn)
  if (column === undefined) return []
  const links = paymentRows.map((row) => row[payments.link.paymentColumn]).filter((value) => value != null)
  return selectBy(
    session,
    orders.table,
    [...new Set(links.map(String))].map((text) => ({ column, text })),
  )
}

interface Wanted {
  readonly column: CatalogColumn
  readonly text: string
}

/** Rows with any of these values: by their indexes, or of a large table without a fitting index the newest ones. */
async function selectBy(
  session: DatabaseSession,
  table: MappedTable['table'],
  wanted: readonly Wanted[],
): Promise<readonly Row[]> {
  const scanned = wanted.filter(({ column }) => needsScan(table, column))
  const direct = await selectAny(
    session,
    table,
    wanted.filter((entry) => !scanned.includes(entry)),
    false,
  )
  return [...direct, ...(await selectAny(session, table, scanned, true))]
}

async function selectAny(
  session: DatabaseSession,
  table: MappedTable['table'],
  wanted: readonly Wanted[],
  newest: boolean,
): Promise<readonly Row[]> {
  const dialect = dialectOf(session)
  const parameters = createParameters(dialect)
  const conditions = wanted.flatMap(({ column, text }) => equals(column, text, parameters) ?? [])
  if (conditions.length === 0) return []
  const sql = `SELECT ${selectList(dialect, table.columns)}${fromSql(dialect, table, newest)}${whereSql(dialect, table, conditions.join(' OR '))} LIMIT ${mostMatches}`
  return session.query(sql, parameters.values)
}

/** An order number before an id, an id before a key that happens to be the same number. */
function rank(order: Order, wanted: string): number {
  if (order.orderNumber === wanted) return 0
  if ([order.checkoutRequestId, order.merchantRequestId].includes(wanted)) return 1
  return order.receipt?.toUpperCase() === wanted.toUpperCase() ? 2 : 3
}
