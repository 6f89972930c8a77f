import type { DatabaseSession, Row } from '../core/database-port.ts'
import { createParameters, equalsAny } from './conditions.ts'
import { dialectOf } from './dialect.ts'
import type { OrderTables } from './order-tables.ts'
import { readRecord } from './payment-record.ts'
import { columnSql, fromSql, needsScan, selectList, whereSql } from './sql.ts'

const mostRows = 500

/** Payment rows of these orders, newest first, by the order's link value; empty for shops with one table. */
export async function readPaymentRows(
  session: DatabaseSession,
  { payments, orders }: OrderTables,
  orderRows: readonly Row[],
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const groups = new Map<string, Row[]>()
  if (payments === null) return groups
  const { link, table, columns } = payments
  const column = table.columns.find(({ name }) => name === link.paymentColumn)
  const links = orderRows.map((row) => row[link.orderColumn]).filter((value) => value !== null && value !== undefined)
  if (column === undefined || links.length === 0 || orders.table === table) return groups
  const dialect = dialectOf(session)
  const parameters = createParameters(dialect)
  const condition = equalsAny(column, [...new Set(links.map(String))], parameters)
  const newest = columns.createdAt ?? columns.key
  const order = newest === undefined ? '' : ` ORDER BY ${columnSql(dialect, newest)} DESC`
  const sql = `SELECT ${selectList(dialect, table.columns)}${fromSql(dialect, table, needsScan(table, column))}${whereSql(dialect, table, condition)}${order} LIMIT ${mostRows}`
  for (const row of await session.query(sql, parameters.values)) {
    const id = String(row[link.paymentColumn])
    groups.set(id, [...(groups.get(id) ?? []), row])
  }
  return groups
}

/** Of several attempts to pay one order: the one asked for, else the paid one, else the newest. */
export function choosePaymentRow(
  { payments }: OrderTables,
  rows: readonly Row[],
  now: Date,
  wanted?: string,
): Row | null {
  if (payments === null) return null
  const records = rows.map((row) => ({ row, record: readRecord(payments, row, now) }))
  // The oldest of that name: one that a second callback adds must not take its place.
  const named = records.findLast(({ record }) =>
    [record.checkoutRequestId, record.merchantRequestId, record.receipt].some((id) => id !== null && id === wanted),
  )
  return (named ?? records.find(({ record }) => record.state === 'paid') ?? records[0])?.row ?? null
}
