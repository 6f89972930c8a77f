import type { DatabaseSession } from '../core/database-port.ts'
import { usageError } from '../core/errors.ts'
import type { HttpPort } from '../core/http-port.ts'
import type { ClockPort, DigestPort, RandomPort } from '../core/ports.ts'
import type { Environment } from '../core/settings.ts'
import type { SimulatedKind } from '../daraja/callback-kind.ts'
import { parseCheckoutRequestId } from '../daraja/checkout-request-id.ts'
import type { Scenario } from '../daraja/scenarios/scenario.ts'
import type { StkScenario } from '../daraja/stk-scenarios.ts'
import type { Order } from '../orders/order.ts'
import type { OrderTables } from '../orders/order-tables.ts'
import { findOrders } from '../orders/read-order.ts'
import { type BuiltCallback, buildCallback, type CallbackPlan, type CallbackWishes } from './build-delivery.ts'
import { buildOtherCallback, settlesOrders } from './build-other.ts'
import { type Changes, changeRequest } from './change-request.ts'
import type { DeliveryOutcome, Route } from './deliver.ts'
import { deliverCallback } from './deliver.ts'
import type { Delivery, DeliveryEffect } from './delivery.ts'
import { buildRaw } from './raw-callback.ts'
import type { Snapshot, Subject } from './snapshot.ts'
import { takeSnapshot } from './snapshot.ts'
import { observeEffect } from './verify-delivery.ts'

export interface SimulationOptions {
  /** Of other kinds than STK the account number, the conversation or the request. */
  readonly checkoutRequestIds: readonly string[]
  /** Default `stk`; the scenario is one of this kind. */
  readonly kind?: SimulatedKind
  readonly scenario: Scenario
  /** What the user changes in the request before it is sent. */
  readonly changes?: Changes
  /** The callback route that receives it. */
  readonly url: string
  readonly environment?: Environment
  readonly allowProduction?: boolean
  readonly wishes?: CallbackWishes
  readonly route: Route
  /** Identical callbacks for each id, one after the other or at the same moment. Default 1. */
  readonly times?: number
  readonly parallel?: boolean
  /** False: the database is only read for amount, phone and MerchantRequestID. Default true. */
  readonly verify?: boolean
  readonly dryRun?: boolean
  /** How long the app may take to change its row. Default 5 s. */
  readonly settleMs?: number
}

export interface SimulationPorts {
  readonly http: HttpPort
  readonly clock: ClockPort
  readonly random: RandomPort
  /** Needed for C2B, which hides phones behind a hash. */
  readonly digest?: DigestPort
  readonly signal: AbortSignal
  /** Null without a database: nothing can be verified then. */
  readonly database: { readonly session: DatabaseSession; readonly tables: OrderTables } | null
}

export type SimulationWarning =
  /** Taken as it is: ids are opaque. */
  | { readonly kind: 'odd-id'; readonly checkoutRequestId: string }
  | { readonly kind: 'no-order'; readonly checkoutRequestId: string }
  | { readonly kind: 'several-orders'; readonly checkoutRequestId: string; readonly ids: readonly string[] }
  | { readonly kind: 'not-pending'; readonly checkoutRequestId: string; readonly order: Order }

export interface SimulationResult {
  /** In the order of the ids; of each id in the order of sending. */
  readonly deliveries: readonly Delivery[]
  readonly warnings: readonly SimulationWarning[]
}

const defaultSettleMs = 5_000
/** A repetition should change nothing, which only waiting can show. */
const quietMs = 800

/** Throws `simulate/production` for a production environment that was not allowed, unless nothing is sent. */
export function refuseProduction(options: Pick<SimulationOptions, 'environment' | 'allowProduction' | 'dryRun'>): void {
  if (options.environment !== 'production' || options.allowProduction === true || options.dryRun === true) return
  throw usageError(
    'simulate/production',
    'The environment is production; a simulated callback could settle a real order.',
    { summary: 'Use a sandbox configuration, or give --allow-production if this is really wanted' },
  )
}

/**
 * Sends simulated callbacks and watches what becomes of the orders. Throws `DatabaseQueryError` and `KnownError`:
 * `simulate/production` for a production environment that was not allowed, `simulate/amount`, and `simulate/not-an-id`
 * for an order number, receipt or key, because nothing is settled that the user did not name by its id.
 */
export async function simulate(options: SimulationOptions, ports: SimulationPorts): Promise<SimulationResult> {
  refuseProduction(options)
  const { amount } = options.wishes ?? {}
  if (amount !== undefined && !/^(0|[1-9]\d*)(\.\d+)?$/.test(String(amount)))
    throw usageError('simulate/amount', `\`${amount}\` is no amount`, {
      summary: 'Give KES as digits: `150` or `1.00`',
    })
  const { kind = 'stk' } = options
  const deliveries: Delivery[] = []
  const warnings: SimulationWarning[] = []
  for (const checkoutRequestId of options.checkoutRequestIds) {
    ports.signal.throwIfAborted()
    if (kind === 'stk' && checkoutRequestId !== '' && parseCheckoutRequestId(checkoutRequestId).shape === 'unknown')
      warnings.push({ kind: 'odd-id', checkoutRequestId })
    const order =
      settlesOrders(kind) || kind === 'c2b-validation'
        ? await findSubject(checkoutRequestId, options, ports, warnings)
        : null
    const plan = {
      checkoutRequestId,
      url: options.url,
      order,
      wishes: options.wishes ?? {},
      now: ports.clock.now(),
      random: () => Number.parseInt(ports.random.hex(8), 16) / 0x1_0000_0000,
    }
    const changed = await changeRequest(build(kind, plan, options, ports), options.changes)
    const callback = changed.callback
    if (options.dryRun === true) deliveries.push({ ...callback, attempt: 1, together: 1, outcome: null, effect: null })
    else deliveries.push(...(await send(callback, changed.says ? order : null, options, ports)))
  }
  return { deliveries, warnings }
}

function build(
  kind: SimulatedKind,
  plan: Omit<CallbackPlan, 'scenario'>,
  { scenario, changes }: SimulationOptions,
  { digest }: SimulationPorts,
): BuiltCallback {
  if (changes?.raw !== undefined) return buildRaw(changes.raw, kind, plan)
  // Whoever asks for a kind gives one of its scenarios.
  if (kind === 'stk') return buildCallback({ ...plan, scenario: scenario as StkScenario })
  return buildOtherCallback({ ...plan, kind, scenario, sha256: (text) => digest?.sha256(text) ?? '' })
}

async function findSubject(
  checkoutRequestId: string,
  options: SimulationOptions,
  { database, clock }: SimulationPorts,
  warnings: SimulationWarning[],
): Promise<Order | null> {
  // A body that somebody wrote may name nothing.
  if (database === null || checkoutRequestId === '') return null
  const found = await findOrders(database.session, database.tables, checkoutRequestId, clock.now())
  const [order] = found
  const isPush = (options.kind ?? 'stk') === 'stk'
  if (isPush && order !== undefined && order.checkoutRequestId !== checkoutRequestId)
    throw usageError('simulate/not-an-id', `\`${checkoutRequestId}\` is no CheckoutRequestID; it names an order`, {
      // Its end is the payer's number, so it is masked wherever it is printed: naming it here would be of no use.
      summary:
        order.checkoutRequestId === null
          ? `Order ${order.id} has none now`
          : `Name the CheckoutRequestID of order ${order.id}; in a terminal this prints it in full, for \`mpesa-doctor simulate <CheckoutRequestID>\`:`,
      ...(order.checkoutRequestId === null
        ? {}
        : { command: `mpesa-doctor status ${checkoutRequestId} --show-secrets` }),
    })
  if (order === undefined) warnings.push({ kind: 'no-order', checkoutRequestId })
  else if (found.length > 1)
    warnings.push({ kind: 'several-orders', checkoutRequestId, ids: found.map(({ id }) => id) })
  if (order !== undefined && order.state !== 'pending' && options.dryRun !== true && options.kind !== 'c2b-validation')
    warnings.push({ kind: 'not-pending', checkoutRequestId, order })
  return order ?? null
}

async function send(
  callback: BuiltCallback,
  order: Order | null,
  options: SimulationOptions,
  ports: SimulationPorts,
): Promise<readonly Delivery[]> {
  const { http, clock, signal, database } = ports
  const { times = 1, parallel = false, verify = true, settleMs = defaultSettleMs, route } = options
  const { checkoutRequestId, request } = callback
  const subject: Subject | null =
    order !== null && database !== null && verify && settlesOrders(callback.kind)
      ? { ...database, orderId: order.id, checkoutRequestId }
      : null
  const deliver = (): Promise<DeliveryOutcome> =>
    deliverCallback(http, { ...request, body: request.bytes ?? request.body }, route, signal)
  const look = async (): Promise<Snapshot | null> => subject && takeSnapshot(subject, clock.now())
  const observe = async (before: Snapshot | null, limitMs: number): Promise<DeliveryEffect | null> =>
    subject && before && observeEffect(subject, before, callback.scenario, { clock, signal, limitMs })

  if (parallel && times > 1) {
    const before = await look()
    const outcomes = await Promise.all(Array.from({ length: times }, deliver))
    if (subject !== null) await clock.sleep(Math.min(quietMs, settleMs), signal)
    const effect = await observe(before, settleMs)
    return outcomes.map((outcome, index) => ({ ...callback, attempt: index + 1, together: times, outcome, effect }))
  }
  const deliveries: Delivery[] = []
  for (let attempt = 1; attempt <= times; attempt++) {
    const before = await look()
    const outcome = await deliver()
    const accepted = outcome.kind === 'answered' && outcome.response.status < 500
    const limitMs = attempt === 1 && accepted ? settleMs : Math.min(quietMs, settleMs)
    const effect = await observe(before, limitMs)
    deliveries.push({ ...callback, attempt, together: 1, outcome, effect })
  }
  return deliveries
}
