import type { DatabaseSession, Row } from '../core/database-port.ts'
import type { CatalogColumn } from './catalog.ts'
import { isLarge } from './catalog.ts'
import { createParameters } from './conditions.ts'
import { type Dialect, dialectOf } from './dialect.ts'
import type { Order } from './order.ts'
import type { MappedTable, OrderTables } from './order-tables.ts'
import type { PaymentRecord } from './payment-record.ts'
import { readRecord } from './payment-record.ts'
import { pendingCondition } from './pending-condition.ts'
import { completeOrders } from './read-order.ts'
import { columnSql, fromSql, isIndexed, needsScan, newestRows, quoteTable, selectList, self, whereSql } from './sql.ts'
import { inState } from './state-condition.ts'
import { readUnclear, type UnclearOrders } from './unclear-states.ts'

export interface PendingOrders {
  /** Oldest first, at most `limit`. */
  readonly orders: readonly Order[]
  /** How many there are altogether. */
  readonly total: number
  /** Only so many of the newest rows were looked at, for the table is large; null if all were. */
  readonly among: number | null
  /** What could not be told, for the state of these orders is not understood. */
  readonly unclear: UnclearOrders
  /** Whether any value is known that means an order waits; without one, a list without orders says nothing. */
  readonly told: boolean
}

/** The orders that wait for their payment. Throws `DatabaseQueryError`. */
export async function listPendingOrders(
  session: DatabaseSession,
  tables: OrderTables,
  options: { readonly limit: number; readonly now: Date },
): Promise<PendingOrders> {
  const { orders } = tables
  const dialect = dialectOf(session)
  const parameters = createParameters(dialect)
  const among = isLarge(orders.table) ? newestRows : null
  const seen = await readUnclear(session, tables)
  const condition = pendingCondition(tables, seen.words, parameters)
  if (condition === undefined) return { orders: [], total: 0, among, unclear: seen, told: false }
  const limit = Math.trunc(options.limit)
  const source = `${fromSql(dialect, orders.table, among !== null)}${whereSql(dialect, orders.table, condition)}`
  const list = columnList(dialect, orders, tables.payments?.link.orderColumn)
  const rows = await session.query(
    `SELECT ${list}${source}${orderBy(dialect, orders, 'ASC')} LIMIT ${limit}`,
    parameters.values,
  )
  const counted =
    rows.length < limit ? undefined : (await session.query(`SELECT count(*) AS n${source}`, parameters.values))[0]
  const complete = await completeOrders(session, tables, rows, options.now)
  // A newer payment may have settled what an older one left open.
  const settled = complete.filter(({ rawState, state }) => state !== 'pending' && seen.words.includes(String(rawState)))
  const found = complete.filter((order) => !settled.includes(order))
  const read = found.filter(({ rawState }) => seen.words.includes(String(rawState))).length
  return {
    orders: found,
    total: (counted === undefined ? rows.length : Number(counted.n)) - settled.length,
    among,
    unclear:
      read + settled.length >= seen.count
        ? { count: 0, words: [] }
        : { ...seen, count: seen.count - read - settled.length },
    told: true,
  }
}

/** The newest rows of a table in any state, newest first. */
export async function listNewestRecords(
  session: DatabaseSession,
  mapped: MappedTable,
  options: { readonly limit: number; readonly now: Date },
): Promise<readonly PaymentRecord[]> {
  const dialect = dialectOf(session)
  const sql = `SELECT ${columnList(dialect, mapped)}${fromSql(dialect, mapped.table, false)}${whereSql(dialect, mapped.table)}${orderBy(dialect, mapped, 'DESC')} LIMIT ${Math.trunc(options.limit)}`
  return (await session.query(sql)).map((row) => readRecord(mapped, row, options.now))
}

/** An order that still waits although its payment row says paid. */
export interface Disagreement {
  readonly orderId: string
  readonly orderState: string | null
  readonly paymentState: string | null
  readonly checkoutRequestId: string | null
  readonly receipt: string | null
}

/** Paid payments of orders that are unpaid; empty for shops with one table. At most `limit`. */
export async function listDisagreements(
  session: DatabaseSession,
  { orders, payments }: OrderTables,
  options: { readonly limit: number; readonly now: Date },
): Promise<readonly Disagreement[]> {
  if (payments === null || orders.columns.state === undefined || orders.columns.key === undefined) return []
  const dialect = dialectOf(session)
  const orderColumn = orders.table.columns.find(({ name }) => name === payments.link.orderColumn)
  const paymentColumn = payments.table.columns.find(({ name }) => name === payments.link.paymentColumn)
  if (orderColumn === undefined || paymentColumn === undefined || needsScan(orders.table, orderColumn)) return []
  const parameters = createParameters(dialect)
  const paid = inState(payments, ['paid'], parameters, 'p.')
  const unpaid = inState(orders, ['pending', 'failed'], parameters, 'o.', isClearlyUnpaid)
  if (paid === undefined || unpaid === undefined) return []
  const text = (column: CatalogColumn): string => dialect.asText(columnSql(dialect, column, 'o.'))
  const rows = whereSql(dialect, orders.table, `(${paid}) AND (${unpaid})`, 'o.')
  const sql = `SELECT ${text(orders.columns.key)} AS ${dialect.quote('order id')}, ${text(orders.columns.state)} AS ${dialect.quote('order state')}, ${columnList(dialect, payments, undefined, 'p.')}
${fromSql(dialect, payments.table, isLarge(payments.table), 'p.')}
JOIN ${quoteTable(dialect, orders.table)} AS o ON ${columnSql(dialect, orderColumn, 'o.')} = ${columnSql(dialect, paymentColumn, 'p.')}${rows} LIMIT ${Math.trunc(options.limit)}`
  return (await session.query(sql, parameters.values)).map((row) => toDisagreement(payments, row, options.now))
}

function toDisagreement(payments: MappedTable, row: Row, now: Date): Disagreement {
  const record = readRecord(payments, row, now)
  return {
    orderId: String(row['order id']),
    orderState: String(row['order state']),
    paymentState: record.rawState,
    checkoutRequestId: record.checkoutRequestId,
    receipt: record.receipt,
  }
}

/** In an order table of its own, "processing" and "new" may well be what follows a payment. */
function isClearlyUnpaid(word: string): boolean {
  return !/^(wc-)?(in[_ -]?)?process|^(new|open|created|placed|submitted|confirmed)$/i.test(word)
}

function columnList(dialect: Dialect, { columns, table }: MappedTable, also?: string, alias = self): string {
  const mapped: readonly CatalogColumn[] = Object.values(columns)
  const link = table.columns.find(({ name }) => name === also)
  return selectList(dialect, [...new Set([...mapped, ...(link === undefined ? [] : [link])])], alias)
}

/** Nothing that would have to sort the whole of a large table. */
function orderBy(dialect: Dialect, { columns, table }: MappedTable, direction: 'ASC' | 'DESC'): string {
  // The key's index makes it quick; random keys do not grow with time.
  const grows = columns.key !== undefined && columns.key.kind === 'integer' ? columns.key : undefined
  const created =
    direction === 'DESC' &&
    columns.createdAt !== undefined &&
    isLarge(table) &&
    !isIndexed(table, columns.createdAt.name)
      ? undefined
      : columns.createdAt
  const column = direction === 'DESC' ? (grows ?? created ?? columns.key) : (created ?? grows)
  if (column === undefined) return ''
  const name = columnSql(dialect, column)
  // A primary key is never empty, and its index serves only without a word about that.
  if (table.primaryKey.includes(column.name)) return ` ORDER BY ${name} ${direction}`
  return ` ORDER BY ${dialect.name === 'mysql' ? `${name} IS NULL, ` : ''}${name} ${direction}${dialect.nullsLast}`
}
