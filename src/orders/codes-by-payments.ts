import type { DatabaseSession } from '../core/database-port.ts'
import { dialectOf } from './dialect.ts'
import { inferCodes } from './infer-codes.ts'
import type { MappedTable, OrderTables } from './order-tables.ts'
import { rowsOrNone } from './rows-or-none.ts'
import { columnSql, fromSql, needsScan, newestFirst, whereSql } from './sql.ts'

/** Few, for each of them asks the table of the payments. */
const newestOrders = 300

/**
 * The orders with the meaning of their state's numbers where nothing names them and the receipts stand in the payments.
 * As they were where there is nothing to learn.
 */
export async function withCodesByPayments(
  session: DatabaseSession,
  orders: MappedTable,
  payments: OrderTables['payments'],
): Promise<MappedTable> {
  const { state } = orders.columns
  const proof = payments?.columns.receipt ?? payments?.columns.paidAt
  if (state?.kind !== 'integer' || Object.keys(orders.states.codes).length > 0) return orders
  if (payments === null || proof === undefined) return orders
  const { link, table } = payments
  const [paymentColumn] = table.columns.filter(({ name }) => name === link.paymentColumn)
  const [orderColumn] = orders.table.columns.filter(({ name }) => name === link.orderColumn)
  if (paymentColumn === undefined || orderColumn === undefined || needsScan(table, paymentColumn)) return orders
  const dialect = dialectOf(session)
  const receipt = dialect.asText(columnSql(dialect, proof, 'p.'))
  const joined = `${columnSql(dialect, paymentColumn, 'p.')} = newest.link AND ${receipt} <> '' AND ${receipt} NOT LIKE 'ws_CO_%'`
  const paid = `CASE WHEN EXISTS (SELECT 1${fromSql(dialect, table, false, 'p.')}${whereSql(dialect, table, joined, 'p.')}) THEN 1 ELSE 0 END`
  const newest = `SELECT ${dialect.asText(columnSql(dialect, state))} AS word, ${columnSql(dialect, orderColumn)} AS link${fromSql(dialect, orders.table, false)}${whereSql(dialect, orders.table)}${newestFirst(dialect, orders.table)} LIMIT ${newestOrders}`
  const judged = `SELECT word, ${paid} AS paid FROM (${newest}) AS newest WHERE word IS NOT NULL`
  const rows = await rowsOrNone(
    session.query(`SELECT word, count(*) AS n, sum(paid) AS paid FROM (${judged}) AS judged GROUP BY word`),
  )
  const counts = rows.map((row) => ({ word: String(row.word), rows: Number(row.n), paid: Number(row.paid) }))
  return { ...orders, states: { ...orders.states, codes: inferCodes(counts) } }
}
