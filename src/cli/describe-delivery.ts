import type { ValueSource } from '../callbacks/build-delivery.ts'
import type { Delivery } from '../callbacks/delivery.ts'
import type { SimulationWarning } from '../callbacks/simulate.ts'
import type { RowChanges } from '../callbacks/snapshot.ts'
import { readValidationReply } from '../checks/c2b/judge-validation.ts'
import { describeFailure } from '../core/describe-failure.ts'
import { oneLine, printable } from '../core/printable.ts'
import { readCallbackMessage } from '../daraja/callback-message.ts'
import { findScenarioOf } from '../daraja/scenarios/find-scenario.ts'
import { formatAmount, paintState } from './describe-order.ts'
import type { Output } from './output.ts'

const sourceNames: Readonly<Record<ValueSource, string>> = {
  option: 'as given',
  order: 'from the order',
  'checkout-request-id': 'from the id',
  body: 'from the body',
  invented: 'invented',
}

/** One delivery for people: what was sent, what came back, and the order before and after. */
export function describeDelivery(delivery: Delivery, output: Output): string {
  const { paint } = output
  const lines = [
    `${paint.bold(nameOf(delivery))} ${output.glyphs.arrow} ${delivery.request.url}`,
    ...sentLines(delivery, output),
    ...answerLines(delivery, output),
    ...effectLines(delivery, output),
  ]
  return `${lines.join('\n')}\n`
}

/** One delivery of many, of which only the answer was looked at. */
export function describeBriefly(delivery: Delivery, output: Output): string {
  const answer = answerText(delivery, output)
  return `${output.paint.bold(nameOf(delivery))}  ${answer}\n`
}

function nameOf({ kind, scenario }: Delivery): string {
  // Absent where somebody plays an STK callback without saying so.
  const what = kind === 'stk' || kind === undefined ? '' : `${kind} `
  // A success with another code is none any more, and must not be called one.
  const planned = findScenarioOf(kind ?? 'stk', scenario.name)?.resultCode
  const edited = planned !== undefined && planned !== scenario.resultCode ? ', edited' : ''
  return `${what}${scenario.name}${edited}${scenario.resultCode === null ? '' : ` (ResultCode ${scenario.resultCode})`}`
}

function row(label: string, text: string, { paint }: Output): string {
  return `  ${paint.dim(label.padEnd(8))} ${text}`
}

function sentLines(
  { checkoutRequestId, request, sources, attempt, together }: Delivery,
  output: Output,
): readonly string[] {
  const { amount, phone, receipt, merchantRequestId } = readCallbackMessage(request.body)
  const value = (label: string, text: string | null, source: ValueSource | null): readonly string[] =>
    text === null || source === null ? [] : [row(label, `${text} (${sourceNames[source]})`, output)]
  const shown = (text: string | null): string | null => (text === null ? null : printable(text))
  return [
    row('id', printable(checkoutRequestId), output),
    ...value('amount', amount === null ? null : formatAmount(amount), sources.amount),
    ...value('phone', shown(phone), sources.phone),
    ...value('receipt', shown(receipt), sources.receipt),
    ...value('merchant', shown(merchantRequestId), sources.merchantRequestId),
    ...(attempt > 1 || together > 1
      ? [row('number', together > 1 ? `${attempt} of ${together} at once` : String(attempt), output)]
      : []),
  ]
}

function answerLines(delivery: Delivery, output: Output): readonly string[] {
  return delivery.outcome === null ? [] : [row('answer', answerText(delivery, output), output)]
}

function answerText({ kind, outcome }: Delivery, output: Output): string {
  if (outcome === null) return ''
  if (outcome.kind === 'failed') return output.paint.red(`none: ${printable(describeFailure(outcome.failure))}`)
  const { status, durationMs, body } = outcome.response
  const isFine = status >= 200 && status < 300
  const reply = kind === 'c2b-validation' && isFine ? readValidationReply(body) : undefined
  const said = body === '' ? '' : `  ${printable(body.replaceAll(/\s+/g, ' ').slice(0, 100))}`
  const text = `${status} in ${durationMs} ms${reply === undefined ? '' : `, ${reply.meaning}`}${said}`
  return isFine ? text : output.paint.red(text)
}

function effectLines({ effect, kind }: Delivery, output: Output): readonly string[] {
  if (effect === null)
    return kind === undefined || kind === 'stk' || kind === 'c2b-confirmation' || kind === 'bill-manager'
      ? [row('order', 'not looked at: no database, or no such order in it', output)]
      : []
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
    ...effect.related.flatMap(({ table, id, kind, changes }) => [
      row('related', `${oneLine(table)}: a row was ${kind}${id === null ? '' : ` (${oneLine(id)})`}`, output),
      ...(kind === 'changed' ? changeLines(changes, output) : []),
    ]),
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

/** What the user should know before reading on; one line. */
export function describeWarning(warning: SimulationWarning): string {
  const checkoutRequestId = oneLine(warning.checkoutRequestId)
  switch (warning.kind) {
    case 'odd-id':
      return `${checkoutRequestId} does not look like a CheckoutRequestID (\`ws_CO_\` + date and time + 10 to 12 digits); it is taken as it is`
    case 'no-order':
      return `no order in the database has ${checkoutRequestId}; amount and phone are invented`
    case 'several-orders':
      return `${warning.ids.length} orders have ${checkoutRequestId}; the first one is watched`
    case 'not-pending':
      return `order ${oneLine(warning.order.orderNumber ?? warning.order.id)} (${formatAmount(warning.order.amount)}) is already ${warning.order.state}; a handler should leave it alone`
  }
}
