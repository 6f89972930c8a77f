import { formatDuration } from '../core/duration.ts'
import { oneLine } from '../core/printable.ts'
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

/** "20:31:05 EAT", or with the date if it is another day. */
export function formatTime(iso: string | null, now: Date): string {
  const time = iso === null ? Number.NaN : Date.parse(iso)
  if (Number.isNaN(time)) return iso ?? '-'
  const [day = '', clock = ''] = toNairobiIso(new Date(time)).split('T')
  const today = toNairobiIso(now).startsWith(day)
  return `${today ? '' : `${day} `}${clock.slice(0, 8)} EAT`
}

/** The same with the clock of this machine beside it, where that shows another time: "20:31:05 EAT, 17:31:05 here". */
export function formatTimeHere(iso: string | null, now: Date): string {
  const text = formatTime(iso, now)
  const time = new Date(iso ?? Number.NaN)
  if (Number.isNaN(time.getTime()) || time.getTimezoneOffset() === nairobiOffsetMinutes) return text
  return `${text}, ${time.toTimeString().slice(0, 8)} here`
}

/** As `Date.getTimezoneOffset` counts: minutes from local time to UTC. Kenya has no summer time. */
const nairobiOffsetMinutes = -180

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
    ...(order.paymentRow === null ? [] : ([['payment', order.paymentState]] as const)),
    ['CheckoutRequestID', order.checkoutRequestId],
    ['receipt', order.receipt],
    ['paid at', order.paidAt === null ? null : formatTimeHere(order.paidAt, now)],
    ['note', order.note],
    [
      'created',
      order.createdAt === null ? null : `${formatTimeHere(order.createdAt, now)} (${formatAge(order.createdAt, now)})`,
    ],
    ['row', `${order.table}, ${order.key} ${order.id}`],
  ]
  const lines = rows.map(
    ([label, value]) => `  ${paint.dim(label.padEnd(17))} ${paintOf(label, order, output)(oneLine(value ?? '-'))}`,
  )
  return `${paint.bold(oneLine(order.orderNumber ?? order.id))}\n${lines.join('\n')}\n`
}

function paintOf(label: string, { state, paymentState }: Order, output: Output): (text: string) => string {
  const shown = label === 'state' ? state : label === 'payment' ? paymentState : null
  return (text) => (shown === null ? text : paintState(shown, text, output))
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
