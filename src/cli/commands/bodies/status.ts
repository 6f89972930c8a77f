import { formatDuration } from '../../../core/duration.ts'
import { usageError } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json.ts'
import type { KeptCallback } from '../../../core/ports.ts'
import { oneLine } from '../../../core/printable.ts'
import { listPendingOrders, type PendingOrders } from '../../../orders/list-orders.ts'
import { type Order, orderJson } from '../../../orders/order.ts'
import { findOrders } from '../../../orders/read-order.ts'
import type { OrderState } from '../../../orders/states.ts'
import { describeUnclear } from '../../../orders/unclear-states.ts'
import { watchOrder } from '../../../orders/watch-order.ts'
import { wrapText } from '../../../reporters/wrap-text.ts'
import { askDaraja } from '../../ask-daraja.ts'
import { callbacksOf } from '../../callbacks-of-order.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { describeCallbacks } from '../../describe-callbacks.ts'
import { describeOrder, listOrder, orderLine } from '../../describe-order.ts'
import { EndedEarly } from '../../ended-early.ts'
import { type ExitName, exitCodeFor } from '../../exit-codes.ts'
import { startLiveLine } from '../../live-line.ts'
import { type OpenOrders, openOrders, ordersPlan, readingOrders } from '../../open-orders.ts'
import { printReport, writeReports } from '../../render.ts'
import { definitionsOf, formatOf, makeReport } from '../../run-report.ts'
import { showRemote, strongerOf } from '../../status-remote.ts'

const watchLimitMs = 120_000
const watchIntervalMs = 5_000
const mostPending = 50

export const runStatus: CommandBody = (invocation) =>
  // Behind --watch the limit is for the state; without it --timeout means the command, as everywhere.
  optionValue(invocation, 'watch') === true ? readStatus(invocation) : withTimeout(invocation, readStatus)

async function withTimeout(invocation: Invocation, work: CommandBody): Promise<number> {
  const { timeout } = invocation.globals
  if (timeout === undefined) return work(invocation)
  const ending = new AbortController()
  const timer = setTimeout(() => ending.abort(new EndedEarly('timedOut')), timeout)
  try {
    return await work({ ...invocation, signal: AbortSignal.any([invocation.signal, ending.signal]) })
  } finally {
    clearTimeout(timer)
  }
}

async function readStatus(invocation: Invocation): Promise<number> {
  const wanted = invocation.args[0]
  const watch = optionValue(invocation, 'watch') === true
  const expected = optionValue<OrderState>(invocation, 'expect')
  if (wanted === undefined && (watch || expected !== undefined))
    throw usageError('order-missing', 'Which order?', {
      summary: '--watch and --expect look at one order: `mpesa-doctor status DUKA-1042 --watch`',
    })
  const isRemote = optionValue(invocation, 'remote') === true
  if (isRemote && (wanted === undefined || watch))
    throw usageError('order-missing', watch ? '--watch looks at the database only' : 'Which order?', {
      summary: '--remote looks at one order, once: `mpesa-doctor status DUKA-1042 --remote`',
    })
  const plan = ordersPlan(invocation, '`mpesa-doctor status`')
  const report = await makeReport(invocation, { ...plan, extra: { orders: [] } })
  const definitions = definitionsOf(plan.checks)
  if (report.exitCode !== 0) {
    await printReport(report, invocation, definitions)
    await writeReports(report, invocation, definitions)
    return report.exitCode
  }
  const open = await openOrders(invocation)
  try {
    await tellChoice(invocation, open)
    if (wanted !== undefined && watch) return await readingOrders(() => watchOne(invocation, open, wanted, expected))
    const { orders, total, among, unclear, told } = await readingOrders(() => readOrders(invocation, open, wanted))
    if (among !== undefined && among !== null)
      invocation.output.talk(`The table is large: the newest ${among.toLocaleString('en-KE')} rows were looked at.\n`)
    const callbacks = new Map<Order, readonly KeptCallback[]>()
    if (wanted !== undefined) for (const order of orders) callbacks.set(order, await callbacksOf(invocation, order))
    const unread = unclear === undefined ? undefined : describeUnclear(unclear)
    // Nothing found says nothing where no value is known to mean that an order waits.
    const unknowable = unread !== undefined && told === false
    const applying: ExitName[] = unknowable ? ['inconclusive'] : meets(orders[0], expected) ? [] : ['problem']
    const id = isRemote ? orders[0]?.checkoutRequestId : undefined
    // There is nothing to ask after, and it was asked for.
    if (isRemote && id == null) applying.push('inconclusive')
    const remote = id == null ? undefined : await askDaraja(invocation, id)
    const exitCode = strongerOf(exitCodeFor(applying), remote?.report.exitCode ?? 0)
    const finished = {
      ...(remote?.report ?? report),
      exitCode,
      extra: {
        orders: orders.map((order) => ({ ...orderJson(order), ...seenJson(callbacks.get(order)) })),
        ...(remote === undefined ? {} : { query: remote.document }),
      },
    }
    const shown = { ...definitions, ...remote?.definitions }
    if (formatOf(invocation) === 'pretty' || formatOf(invocation) === 'short') {
      show(invocation, orders, total, callbacks, unread)
      if (remote !== undefined) await showRemote(invocation, remote, finished)
    } else await printReport(finished, invocation, shown)
    await writeReports(finished, invocation, shown)
    if (isRemote && id == null) invocation.output.talk('Daraja was not asked: there is no CheckoutRequestID.\n')
    if (unread !== undefined) talkWrapped(invocation, unread)
    if (!unknowable && !meets(orders[0], expected))
      invocation.output.talk(`The order is ${orders[0]?.state ?? 'not there'}, not ${expected}.\n`)
    return exitCode
  } finally {
    await open.session.close()
  }
}

/** Why these tables, where somebody looks on or wants them written down. */
async function tellChoice(invocation: Invocation, { tables }: OpenOrders): Promise<void> {
  const { output } = invocation
  const save = optionValue(invocation, 'save') === true
  const others = tables.alternatives.map((name) => `\`${name}\``).join(', ')
  const inPassing = output.stderrIsTerminal && invocation.args[0] === undefined && tables.origin === 'discovered'
  if (save || inPassing || invocation.globals.verbose === true)
    talkWrapped(invocation, `Orders: ${oneLine(tables.explanation)}.`)
  if (others !== '')
    output.talk(`Nearly as likely: ${oneLine(others)}; name the right one as \`orders.table\` in the config file.\n`)
  if (save) await (await import('../../save-orders.ts')).saveOrders(invocation, tables)
}

function talkWrapped({ output }: Invocation, text: string): void {
  output.talk(`${wrapText(oneLine(text), output.width).join('\n')}\n`)
}

function meets(order: Order | undefined, expected: OrderState | undefined): boolean {
  return expected === undefined || order?.state === expected
}

async function readOrders(
  { ports }: Invocation,
  { session, tables }: OpenOrders,
  wanted: string | undefined,
): Promise<Pick<PendingOrders, 'orders' | 'total'> & Partial<PendingOrders>> {
  const now = ports.clock.now()
  if (wanted === undefined) return listPendingOrders(session, tables, { limit: mostPending, now })
  const orders = await findOrders(session, tables, wanted, now)
  return { orders, total: orders.length }
}

/** Of an order that was asked for by name. */
function seenJson(callbacks: readonly KeptCallback[] | undefined): JsonObject {
  return callbacks === undefined ? {} : { callbacks: callbacks.map((callback) => ({ ...callback })) }
}

/** Orders that have an entry in `callbacks` are shown in full. */
function show(
  { output, ports, globals }: Invocation,
  orders: readonly Order[],
  total: number,
  callbacks: ReadonlyMap<Order, readonly KeptCallback[]>,
  unread: string | undefined,
): void {
  const now = ports.clock.now()
  if (callbacks.size > 0)
    for (const [order, seen] of callbacks)
      output.data(`${describeOrder(order, now, output)}${describeCallbacks(order, seen, now, output)}`)
  else if (total === 0 && unread === undefined) output.data('No order is pending.\n')
  else if (total === 0) output.data('No order is in a state that is known to be pending.\n')
  else {
    output.data(`${total} pending, oldest first${total > orders.length ? `; the first ${orders.length}` : ''}\n`)
    for (const order of orders) output.data(`${listOrder(order, now, output)}\n`)
  }
  // A masked id cannot be handed to `simulate`, so somebody who looks at it is told how to see it.
  if (
    output.stderrIsTerminal &&
    globals.showSecrets !== true &&
    orders.some(({ checkoutRequestId }) => checkoutRequestId !== null)
  )
    output.talk("Ids end in the payer's number, so they are masked; --show-secrets shows them.\n")
}

async function watchOne(
  invocation: Invocation,
  { session, tables }: OpenOrders,
  wanted: string,
  expected: OrderState | undefined,
): Promise<number> {
  const { ports, output, signal, globals } = invocation
  const json = formatOf(invocation) === 'json'
  const limitMs = globals.timeout ?? watchLimitMs
  const [first] = await findOrders(session, tables, wanted, ports.clock.now())
  const events = watchOrder({
    // By its key: apps overwrite the CheckoutRequestID with the receipt when it is paid.
    read: async () =>
      first === undefined
        ? undefined
        : (await findOrders(session, tables, first.id, ports.clock.now())).find(({ id }) => id === first.id),
    clock: ports.clock,
    signal,
    intervalMs: optionValue<number>(invocation, 'interval') ?? watchIntervalMs,
    limitMs,
    ...(expected === undefined
      ? {}
      : {
          isFinal: (order: Order) =>
            order.state === expected || (order.state !== 'pending' && order.state !== 'unknown'),
        }),
  })
  const line = (object: JsonObject): void => output.document(`${JSON.stringify(invocation.redactor.value(object))}\n`)
  const startedMs = ports.clock.monotonicMs()
  const live = await startLiveLine(output, !json, () => {
    const leftMs = Math.max(0, limitMs - (ports.clock.monotonicMs() - startedMs))
    return `${wanted}: waiting; gives up in ${formatDuration(Math.ceil(leftMs / 1_000) * 1_000)}`
  })
  try {
    for await (const event of events) {
      if (event.kind === 'order') {
        if (json) line({ type: 'order', at: ports.clock.now().toISOString(), ...orderJson(event.order) })
        else live.aside(() => output.data(`${orderLine(event.order, ports.clock.now(), output)}\n`))
        continue
      }
      live.stop()
      if (json) line({ type: 'ended', because: event.because, state: event.order?.state ?? null })
      const applying: ExitName[] = []
      if (event.because === 'limit') applying.push('timedOut')
      if (event.because === 'gone' || (event.because === 'final' && !meets(event.order, expected)))
        applying.push('problem')
      if (event.because === 'limit' && !json) output.talk('Still pending when the time was up.\n')
      return exitCodeFor(applying)
    }
  } finally {
    live.stop()
  }
  return exitCodeFor([])
}
