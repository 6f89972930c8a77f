import type { CallbackRequest, ValueSource } from '../callbacks/build-delivery.ts'
import type { Delivery } from '../callbacks/delivery.ts'
import type { SimulationWarning } from '../callbacks/simulate.ts'
import type { RowChanges } from '../callbacks/snapshot.ts'
import { describeFailure } from '../core/describe-failure.ts'
import { printable } from '../core/printable.ts'
import { formatAmount, oneLine, paintState } from './describe-order.ts'
import type { Output } from './output.ts'

const sourceNames: Readonly<Record<ValueSource, string>> = {
  option: 'as given',
  order: 'from the order',
  'checkout-request-id': 'from the id',
  invented: 'invented',
}

/** One delivery for people: what was sent, what came back, and the order before and after. */
export function describeDelivery(delivery: Delivery, output: Output): string {
  const { paint } = output
  const lines = [
    `${paint.bold(`${delivery.scenario.name} (ResultCode ${delivery.scenario.resultCode})`)} ${output.glyphs.arrow} ${delivery.request.url}`,
    ...sentLines(delivery, output),
    ...answerLines(delivery, output),
    ...effectLines(delivery, output),
  ]
  return `${lines.join('\n')}\n`
}

function row(label: string, text: string, { paint }: Output): string {
  return `  ${paint.dim(label.padEnd(8))} ${text}`
}

function sentLines(
  { checkoutRequestId, payment, sources, attempt, together }: Delivery,
  output: Output,
): readonly string[] {
  const repeated =
    attempt > 1 || together > 1
      ? [row('number', together > 1 ? `${attempt} of ${together} at once` : String(attempt), output)]
      : []
  if (payment === null) return [row('id', printable(checkoutRequestId), output), ...repeated]
  return [
    row('id', printable(checkoutRequestId), output),
    row('amount', `${formatAmount(payment.amount)} (${sourceNames[sources.amount]})`, output),
    row('phone', `${printable(payment.phone)} (${sourceNames[sources.phone]})`, output),
    row('receipt', `${printable(payment.receipt)} (${sourceNames[sources.receipt]})`, output),
    ...repeated,
  ]
}

function answerLines({ outcome }: Delivery, output: Output): readonly string[] {
  if (outcome === null) return []
  if (outcome.kind === 'failed')
    return [row('answer', output.paint.red(`none: ${printable(describeFailure(outcome.failure))}`), output)]
  const { status, durationMs, body } = outcome.response
  const text = `${status} in ${durationMs} ms${body === '' ? '' : `  ${printable(body.replaceAll(/\s+/g, ' ').slice(0, 100))}`}`
  return [row('answer', status >= 200 && status < 300 ? text : output.paint.red(text), output)]
}

function effectLines({ effect }: Delivery, output: Output): readonly string[] {
  if (effect === null) return [row('order', 'not looked at: no database, or no such order in it', output)]
  const { before, after, changed, paymentChanged, observedMs } = effect
  const from = paintState(before.state, before.state, output)
  const to = after === null ? 'gone' : paintState(after.state, after.state, output)
  const name = oneLine(before.orderNumber ?? before.id)
  const time = `after ${(observedMs / 1_000).toFixed(1)} s`
  const isUnchanged = Object.keys(changed).length === 0
  const head = isUnchanged
    ? `${name}: ${from}, unchanged ${time}`
    : `${name}: ${from} ${output.glyphs.arrow} ${to} ${time}`
  const payment =
    Object.keys(paymentChanged).length === 0 ? [] : [row('payment', 'its row in the table of payments changed', output)]
  return [
    row('order', head, output),
    ...changeLines(changed, output),
    ...payment,
    ...changeLines(paymentChanged, output),
  ]
}

function changeLines(changes: RowChanges, output: Output): readonly string[] {
  return Object.entries(changes).map(([column, [old, next]]) =>
    row('', `${oneLine(column)}: ${show(old)} ${output.glyphs.arrow} ${show(next)}`, output),
  )
}

function show(value: unknown): string {
  return value === null ? '-' : oneLine(typeof value === 'string' ? value : JSON.stringify(value))
}

/** The same request for a shell; single quotes as POSIX shells read them. */
export function curlLine({
  method = 'POST',
  url,
  headers,
  body,
}: CallbackRequest & { readonly method?: string }): string {
  const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
  return [
    `curl -X ${/^[A-Z]{1,20}$/.test(method) ? method : 'POST'}`,
    quote(url),
    ...headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === '' ? [] : [`--data-raw ${quote(body)}`]),
  ].join(' ')
}

/** What the user should know before reading on; one line. */
export function describeWarning(warning: SimulationWarning): string {
  const checkoutRequestId = oneLine(warning.checkoutRequestId)
  switch (warning.kind) {
    case 'odd-id':
      return `${checkoutRequestId} does not look like a CheckoutRequestID (\`ws_CO_\` + date and time + 10 to 12 digits); sent all the same`
    case 'no-order':
      return `no order in the database has ${checkoutRequestId}; amount and phone are invented`
    case 'several-orders':
      return `${warning.ids.length} orders have ${checkoutRequestId}; the first one is watched`
    case 'not-pending':
      return `order ${oneLine(warning.order.orderNumber ?? warning.order.id)} (${formatAmount(warning.order.amount)}) is already ${warning.order.state}; a handler should leave it alone`
  }
}
