import type { Delivery, DeliveryEffect } from '../../callbacks/delivery.ts'
import type { JsonObject } from '../../core/json.ts'
import { parseTimestamp } from '../../daraja/nairobi-time.ts'
import type { OrderTables } from '../../orders/order-tables.ts'
import { readNaive, readTime } from '../../orders/read-time.ts'
import { squash } from '../../orders/words.ts'

interface WriteFault {
  readonly code: 'handler/partial-write' | 'handler/wrong-time'
  readonly message: string
  readonly extra: JsonObject
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const nairobiMs = 3 * hourMs

/** What is missing or wrong in an order that a success did change, and that did not become failed. */
export function judgeWrite(delivery: Delivery, effect: DeliveryEffect, tables: OrderTables): readonly WriteFault[] {
  const { after, before } = effect
  const { payment } = delivery
  if (after === null || payment === null) return []
  const missing: string[] = []
  // A state that cannot be translated counts as written if it moved.
  const moved = after.state === 'paid' || (after.state === 'unknown' && after.rawState !== before.rawState)
  if (!moved) missing.push(nameOf(tables, 'state') ?? 'status')
  if (nameOf(tables, 'receipt') !== undefined && !holdsText(effect, payment.receipt))
    missing.push(nameOf(tables, 'receipt') ?? '')
  const paidAt = nameOf(tables, 'paidAt')
  if (paidAt !== undefined && isTimeOfPayment(paidAt) && after.paidAt === null) missing.push(paidAt)
  const faults: WriteFault[] = []
  if (missing.length > 0) {
    const columns = missing.map((column) => `\`${column}\``).join(', ')
    const message = `The order changed, but ${columns} ${missing.length === 1 ? 'does' : 'do'} not show the payment`
    faults.push({ code: 'handler/partial-write', message, extra: { missing } })
  }
  const hours = hoursOff(payment.transactionDate, effect, tables)
  if (hours !== undefined)
    faults.push({
      code: 'handler/wrong-time',
      message: `\`${paidAt}\` is ${Math.abs(hours)} h ${hours > 0 ? 'after' : 'before'} the time of the payment`,
      extra: { sent: payment.transactionDate, stored: after.paidAt, hours },
    })
  return faults
}

/** Column of a field, in the payment table first, as reading an order prefers it. */
function nameOf({ orders, payments }: OrderTables, field: 'state' | 'receipt' | 'paidAt'): string | undefined {
  const own = orders.columns[field]?.name
  const payment = payments?.columns[field]?.name
  return field === 'state' ? (own ?? payment) : (payment ?? own)
}

/** "completed_at" may be the time of delivery. */
function isTimeOfPayment(column: string): boolean {
  return /paid|pay|trans/.test(squash(column))
}

/** Somewhere in the rows, for some apps keep the receipt in a note. */
function holdsText({ after }: DeliveryEffect, text: string): boolean {
  return [after?.row, after?.paymentRow].some((row) => row && JSON.stringify(Object.values(row)).includes(text))
}

/** By how much the stored time is off; undefined if it is right, unreadable or a mere date. */
function hoursOff(sent: string, { after }: DeliveryEffect, { orders, payments }: OrderTables): number | undefined {
  const paymentColumn = after?.paymentRow ? payments?.columns.paidAt : undefined
  const column = paymentColumn ?? orders.columns.paidAt
  const value = paymentColumn ? after?.paymentRow?.[paymentColumn.name] : after?.row[column?.name ?? '']
  const expected = parseTimestamp(sent)
  if (column === undefined || expected === undefined || value === null || value === undefined) return undefined
  if (column.kind === 'date' || !isTimeOfPayment(column.name)) return undefined
  const naive = value instanceof Date ? undefined : readNaive(String(value))
  const stored = naive ?? new Date(value instanceof Date ? value : (readTime(value, expected) ?? Number.NaN))
  const offMs = stored.getTime() - expected.getTime()
  // Without a zone in the column, UTC and Nairobi's wall clock are both in use.
  const accepted = naive === undefined ? [0] : [0, nairobiMs]
  if (Number.isNaN(offMs) || accepted.some((offset) => Math.abs(offMs - offset) <= 2 * minuteMs)) return undefined
  return Math.round((offMs / hourMs) * 10) / 10
}
