import { formatDuration } from '../core/duration.ts'
import { printable } from '../core/printable.ts'
import { toNairobiIso } from '../daraja/nairobi-time.ts'
import type { Order } from '../orders/order.ts'
import type { OrderState } from '../orders/states.ts'
import type { Output } from './output.ts'

/** "KES 1,500": amounts are whole shillings nearly always; cents are shown where there are any. */
export function formatAmount(amount: number | string | null): string {
  const value = Number(amount)
  if (amount === null || Number.isNaN(value)) return 'amount unknown'
  return `KES ${value.toLocaleString('en-KE', { maximumFractionDigits: 2 })}`
}

/** What a column holds, on one line and with nothing in it that moves the cursor. */
export function oneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' '))
}

/** "20:31 EAT", or with the date if it is another day. */
export function formatTime(iso: string | null, now: Date): string {
  const time = iso === null ? Number.NaN : Date.parse(iso)
  if (Number.isNaN(time)) return iso ?? '-'
  const [day = '', clock = ''] = toNairobiIso(new Date(time)).split('T')
  const today = toNairobiIso(now).startsWith(day)
  return `${today ? '' : `${day} `}${clock.slice(0, 8)} EAT`
}

export function formatAge(iso: string | null, now: Date): string {
  const time = iso === null ? Number.NaN : Date.parse(iso)
  return Number.isNaN(time) ? 'age unknown' : `${formatDuration(Math.max(0, now.getTime() - time))} old`
}

export function paintState(state: OrderState, text: string, { paint }: Output): string {
  return { paid: paint.green, failed: paint.red, pending: paint.yellow, refunded: paint.cyan, unknown: paint.dim }[
    state
  ](text)
}

/** One order in full. */
export function describeOrder(order: Order, now: Date, output: Output): string {
  const { paint } = output
  const rows: readonly (readonly [string, string | null])[] = [
    ['state', `${order.state}${order.rawState === null ? '' : ` (${order.rawState})`}`],
    ['amount', formatAmount(order.amount)],
    ['CheckoutRequestID', order.checkoutRequestId],
    ['receipt', order.receipt],
    ['paid at', order.paidAt === null ? null : formatTime(order.paidAt, now)],
    ['note', order.note],
    [
      'created',
      order.createdAt === null ? null : `${formatTime(order.createdAt, now)} (${formatAge(order.createdAt, now)})`,
    ],
    ['row', `${order.table}, ${order.key} ${order.id}`],
  ]
  const lines = rows.map(
    ([label, value]) =>
      `  ${paint.dim(label.padEnd(17))} ${label === 'state' ? paintState(order.state, oneLine(value ?? '-'), output) : oneLine(value ?? '-')}`,
  )
  return `${paint.bold(oneLine(order.orderNumber ?? order.id))}\n${lines.join('\n')}\n`
}

/** An order in a list of orders: its line, and its CheckoutRequestID on the next, where it can be copied whole. */
export function listOrder(order: Order, now: Date, output: Output): string {
  return `${orderLine(order, now, output)}\n  ${oneLine(order.checkoutRequestId ?? 'no CheckoutRequestID')}`
}

/** One line of what an order is now. */
export function orderLine(order: Order, now: Date, output: Output): string {
  const cells = [
    oneLine(order.orderNumber ?? order.id).padEnd(14),
    paintState(order.state, order.state.padEnd(8), output),
    formatAmount(order.amount).padEnd(12),
    formatAge(order.createdAt, now),
  ]
  return cells.join('  ')
}
