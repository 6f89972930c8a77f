import type { DatabaseSession } from '../../core/database-port.ts'
import { KnownError, usageError } from '../../core/errors.ts'
import type { ClockPort } from '../../core/ports.ts'
import type { Order } from '../../orders/order.ts'
import type { OrderTables } from '../../orders/order-tables.ts'
import { findOrders, readOrder } from '../../orders/read-order.ts'
import type { OrderSource } from './order-source.ts'

/** A pending order that no exercise has touched; `order` is null without a database. */
export interface FreshOrder {
  readonly checkoutRequestId: string
  readonly order: Order | null
}

export interface SupplyPorts {
  readonly clock: ClockPort
  readonly signal: AbortSignal
  readonly database: { readonly session: DatabaseSession; readonly tables: OrderTables } | null
  /** How long an order may take to appear in the database once it is made. */
  readonly settleMs: number
}

/** Hands out orders, and has one more pending than it has handed out: a handler that picks any pending order picks it. */
export interface OrderSupply {
  /** Null if there are none left. Throws a `KnownError` if not even the first one can be had. */
  take(): Promise<FreshOrder | null>
  /** An order that was taken and not touched. */
  giveBack(order: FreshOrder): void
  /** A pending order if there is one, else the last one that was taken; it may not be touched. Null without any. */
  bystander(): Promise<FreshOrder | null>
  /** Orders that wait to be taken and are not as they were any more, as they are now; each is told once and not handed out. */
  touched(): Promise<readonly Order[]>
  /** Why there are no more, if their source failed. */
  readonly failure: KnownError | null
}

export function createOrderSupply(source: OrderSource, ports: SupplyPorts): OrderSupply {
  const waiting: FreshOrder[] = []
  let last: FreshOrder | null = null
  let failure: KnownError | null = null
  let isFirst = true

  async function fill(wanted: number): Promise<void> {
    while (waiting.length < wanted && failure === null) {
      try {
        const made = await makeOrder(source, ports)
        if (made === null) return
        waiting.push(made)
        isFirst = false
      } catch (error) {
        if (isFirst || !(error instanceof KnownError)) throw error
        failure = error
      }
    }
  }

  return {
    async take() {
      await fill(2)
      const next = waiting.shift() ?? null
      last = next ?? last
      return next
    },
    giveBack: (order) => void waiting.unshift(order),
    async bystander() {
      await fill(1)
      return waiting[0] ?? last
    },
    async touched() {
      const { database, clock } = ports
      if (database === null) return []
      const found: Order[] = []
      for (const one of [...waiting]) {
        const { order, checkoutRequestId } = one
        if (order === null) continue
        const now = await readOrder(database.session, database.tables, order.id, clock.now(), checkoutRequestId)
        if (now === undefined || now === null || (now.rawState === order.rawState && now.receipt === order.receipt))
          continue
        waiting.splice(waiting.indexOf(one), 1)
        found.push(now)
      }
      return found
    },
    get failure() {
      return failure
    },
  }
}

async function makeOrder(source: OrderSource, ports: SupplyPorts): Promise<FreshOrder | null> {
  const printed = await source.next(ports.signal)
  if (printed === null) return null
  await printed.finished
  const { checkoutRequestId } = printed
  if (ports.database === null) return { checkoutRequestId, order: null }
  const order = await findOrder(checkoutRequestId, ports)
  const asked = source.canRace ? 'The order command printed' : 'This is'
  if (order === undefined)
    throw new KnownError(
      source.canRace ? 'inconclusive' : 'usage',
      'audit/no-order',
      `${asked} \`${checkoutRequestId}\`, and no order in the database has this CheckoutRequestID`,
      { fix: { summary: 'make sure that the app and `--database-url` mean the same database' } },
    )
  if (order.state !== 'pending' && order.state !== 'unknown')
    throw usageError(
      'audit/not-pending',
      `Order ${order.orderNumber ?? order.id} is already ${order.rawState ?? order.state}`,
      {
        summary: 'an audit needs pending orders: what is final already shows nothing',
      },
    )
  return { checkoutRequestId, order }
}

/** The order of this id; waits for it, as an app may store it in the background. */
export async function findOrder(
  checkoutRequestId: string,
  { clock, signal, database, settleMs }: SupplyPorts,
): Promise<Order | undefined> {
  if (database === null) return undefined
  const endMs = clock.monotonicMs() + settleMs
  for (;;) {
    const found = await findOrders(database.session, database.tables, checkoutRequestId, clock.now())
    const order = found.find((one) => one.checkoutRequestId === checkoutRequestId)
    const leftMs = endMs - clock.monotonicMs()
    if (order !== undefined || leftMs <= 0) return order
    await clock.sleep(Math.min(100, leftMs), signal)
  }
}
