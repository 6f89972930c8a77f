import type { DatabaseSession, Row } from '../core/database-port.ts'
import type { CatalogColumn } from './catalog.ts'
import { createParameters, equalsAny } from './conditions.ts'
import type { Order } from './order.ts'
import type { MappedTable, OrderTables } from './order-tables.ts'
import type { PaymentRecord } from './payment-record.ts'
import { readRecord } from './payment-record.ts'
import { completeOrders } from './read-order.ts'
import { quoteName, quoteTable } from './sql.ts'
import type { OrderState } from './states.ts'
import { readState } from './states.ts'

export interface PendingOrders {
  /** Oldest first, at most `limit`. */
  readonly orders: readonly Order[]
  /** How many there are altogether. */
  readonly total: number
}

/** The orders that wait for their payment. Throws `DatabaseQueryError`. */
export async function listPendingOrders(
  session: DatabaseSession,
  tables: OrderTables,
  options: { readonly limit: number; readonly now: Date },
): Promise<PendingOrders> {
  const { orders } = tables
  const parameters = createParameters()
  const condition = inState(orders, ['pending'], parameters)
  if (condition === undefined) return { orders: [], total: 0 }
  const list = columnList(orders, tables.payments?.link.orderColumn)
  const order = orderBy(orders, 'ASC')
  const sql = `SELECT ${list}, count(*) OVER ()::float8 AS "mpesa-doctor total" FROM ${quoteTable(orders.table)} WHERE ${condition}${order} LIMIT ${Math.trunc(options.limit)}`
  const rows = await session.query(sql, parameters.values)
  const plain = rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'mpesa-doctor total')),
  )
  return {
    orders: await completeOrders(session, tables, plain, options.now),
    total: Number(rows[0]?.['mpesa-doctor total'] ?? 0),
  }
}

/** The newest rows of a table in any state, newest first. */
export async function listNewestRecords(
  session: DatabaseSession,
  mapped: MappedTable,
  options: { readonly limit: number; readonly now: Date },
): Promise<readonly PaymentRecord[]> {
  const sql = `SELECT ${columnList(mapped)} FROM ${quoteTable(mapped.table)}${orderBy(mapped, 'DESC')} LIMIT ${Math.trunc(options.limit)}`
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
  const parameters = createParameters()
  const paid = inState(payments, ['paid'], parameters, 'p.')
  const unpaid = inState(orders, ['pending', 'failed'], parameters, 'o.', isClearlyUnpaid)
  if (paid === undefined || unpaid === undefined) return []
  const sql = `SELECT o.${quoteName(orders.columns.key.name)}::text AS "order id", o.${quoteName(orders.columns.state.name)}::text AS "order state", p.*
FROM ${quoteTable(payments.table)} AS p
JOIN ${quoteTable(orders.table)} AS o ON o.${quoteName(payments.link.orderColumn)} = p.${quoteName(payments.link.paymentColumn)}
WHERE ${paid} AND ${unpaid} LIMIT ${Math.trunc(options.limit)}`
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

/** A condition for the raw values that mean one of these states; undefined if no value can mean it. */
function inState(
  { columns, states }: MappedTable,
  wanted: readonly OrderState[],
  parameters: ReturnType<typeof createParameters>,
  alias = '',
  allow: (word: string) => boolean = () => true,
): string | undefined {
  const { state, paidAt } = columns
  if (state === undefined)
    return paidAt !== undefined && wanted.includes('pending') ? `${alias}${quoteName(paidAt.name)} IS NULL` : undefined
  if (state.kind === 'boolean')
    return `${alias}${quoteName(state.name)} IS ${wanted.includes('paid') ? 'TRUE' : 'NOT TRUE'}`
  const words = [...new Set([...states.words, ...Object.keys(states.codes)])].filter(
    (word) => wanted.includes(readState(word, states)) && allow(states.codes[word] ?? word),
  )
  return words.length === 0 ? undefined : `${alias}${equalsAny(state, words, parameters)}`
}

function columnList({ columns }: MappedTable, also?: string): string {
  const names = new Set(Object.values(columns).map((column: CatalogColumn) => column.name))
  if (also !== undefined) names.add(also)
  return [...names].map(quoteName).join(', ')
}

function orderBy({ columns }: MappedTable, direction: 'ASC' | 'DESC'): string {
  // The key's index makes it quick; random keys do not grow with time.
  const grows = columns.key !== undefined && columns.key.kind === 'integer' ? columns.key : undefined
  const column = direction === 'DESC' ? (grows ?? columns.createdAt ?? columns.key) : (columns.createdAt ?? grows)
  return column === undefined ? '' : ` ORDER BY ${quoteName(column.name)} ${direction} NULLS LAST`
}
