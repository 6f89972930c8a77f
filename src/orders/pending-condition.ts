import { isLarge } from './catalog.ts'
import type { Parameters } from './conditions.ts'
import { equalsAny } from './conditions.ts'
import type { OrderTables } from './order-tables.ts'
import { columnSql, fromSql, isIndexed, whereSql } from './sql.ts'
import { inState } from './state-condition.ts'
import type { OrderState } from './states.ts'

/**
 * What finds the orders that wait: by their own state, and where that is not understood by the state of their payment,
 * as one order is read. Undefined if no value of any column can mean it.
 */
export function pendingCondition(
  tables: OrderTables,
  unclear: readonly string[],
  parameters: Parameters,
): string | undefined {
  const { orders } = tables
  const { state } = orders.columns
  const own = inState(orders, ['pending'], parameters)
  if (tables.payments === null || (state !== undefined && unclear.length === 0)) return own
  const words = unclear.filter((word) => word !== 'NULL')
  const unread =
    state === undefined
      ? undefined
      : [
          `${columnSql(parameters.dialect, state)} IS NULL`,
          ...(words.length === 0 ? [] : [equalsAny(state, words, parameters)]),
        ].join(' OR ')
  const waiting = hasPayment(tables, ['pending'], parameters)
  if (waiting === undefined) return own
  const byPayment = unread === undefined ? waiting : `(${unread}) AND ${waiting}`
  return own === undefined ? byPayment : `(${own}) OR (${byPayment})`
}

function hasPayment(
  { orders, payments }: OrderTables,
  wanted: readonly OrderState[],
  parameters: Parameters,
): string | undefined {
  if (payments === null) return undefined
  const { dialect } = parameters
  const order = orders.table.columns.find(({ name }) => name === payments.link.orderColumn)
  const payment = payments.table.columns.find(({ name }) => name === payments.link.paymentColumn)
  if (order === undefined || payment === undefined) return undefined
  const state = inState(payments, wanted, parameters, 'p.')
  if (state === undefined) return undefined
  // Of a large table without an index for the link only the newest payments are asked.
  const newest = isLarge(payments.table) && !isIndexed(payments.table, payment.name)
  const rows = whereSql(dialect, payments.table, state, 'p.')
  return `${columnSql(dialect, order)} IN (SELECT ${columnSql(dialect, payment, 'p.')}${fromSql(dialect, payments.table, newest, 'p.')}${rows})`
}
