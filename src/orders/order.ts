import type { Row } from '../core/database-port.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { describeTable } from './catalog.ts'
import type { OrderTables } from './order-tables.ts'
import type { PaymentRecord } from './payment-record.ts'
import { readRecord } from './payment-record.ts'
import type { OrderState } from './states.ts'

/** One order as the database has it now, with its M-Pesa half if that lives in a table of its own. */
export interface Order extends PaymentRecord {
  /** "public.orders". */
  readonly table: string
  /** Name of the key column; `id` is its value. */
  readonly key: string
  /** State of the payment row; that of the order itself where there is one table. */
  readonly paymentState: OrderState
  readonly row: Row
  /** The payment row that belongs to the order, if payments live apart and there is one. */
  readonly paymentRow: Row | null
}

/** Joins an order row and, in shops with two tables, the payment row that counts. */
export function toOrder(tables: OrderTables, row: Row, paymentRow: Row | null, now: Date): Order {
  const { orders, payments } = tables
  const own = readRecord(orders, row, now)
  const payment = payments !== null && paymentRow !== null ? readRecord(payments, paymentRow, now) : null
  const where = { table: describeTable(orders.table), key: orders.columns.key?.name ?? '' }
  if (payment === null) return { ...own, ...where, paymentState: own.state, row, paymentRow: null }
  const orderHasState = orders.columns.state !== undefined && own.state !== 'unknown'
  return {
    ...where,
    id: own.id,
    orderNumber: own.orderNumber,
    state: orderHasState ? own.state : payment.state,
    rawState: own.rawState ?? payment.rawState,
    checkoutRequestId: payment.checkoutRequestId ?? own.checkoutRequestId,
    merchantRequestId: payment.merchantRequestId ?? own.merchantRequestId,
    receipt: payment.receipt ?? own.receipt,
    amount: payment.amount ?? own.amount,
    phone: payment.phone ?? own.phone,
    paidAt: payment.paidAt ?? own.paidAt,
    note: own.note ?? payment.note,
    method: own.method ?? payment.method,
    createdAt: own.createdAt ?? payment.createdAt,
    paymentState: payment.state,
    row,
    paymentRow,
  }
}

/** An entry of `orders` in the JSON report. */
export function orderJson(order: Order): JsonObject {
  const { table, key, id, orderNumber, state, rawState, checkoutRequestId, receipt, amount, paidAt, note, createdAt } =
    order
  return { table, key, id, orderNumber, state, rawState, checkoutRequestId, receipt, amount, paidAt, note, createdAt }
}

/** A row as JSON: times as ISO 8601, binary columns as their size. */
export function rowJson(row: Row): JsonObject {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, cellJson(value)]))
}

function cellJson(value: unknown): JsonValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array) return `<${value.length} bytes>`
  if (Array.isArray(value)) return value.map(cellJson)
  if (typeof value === 'object') return rowJson(value as Row)
  return String(value)
}
