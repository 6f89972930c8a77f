import type { Delivery } from '../callbacks/delivery.ts'
import { simulate } from '../callbacks/simulate.ts'
import type { Observation, Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { findScenario } from '../daraja/stk-scenarios.ts'
import type { OrderTables } from '../orders/order-tables.ts'
import { findOrders } from '../orders/read-order.ts'
import { appTarget } from './app-target.ts'
import { budgetOf } from './callback-post.ts'
import { explainQueryError, observeSession } from './database.ts'
import type { LocalPost } from './local-reply.ts'
import { localReply } from './local-reply.ts'
import { wantedOrder } from './order.ts'
import { observeTables } from './order-mapping.ts'
import { pendingOrders } from './pending-orders.ts'

/** The one successful callback that a diagnosis may send, and what it did to the order that the user named. */
export interface TestDelivery {
  readonly delivery: Delivery
  readonly tables: OrderTables
}

const settleMs = 3_000
const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|0\.0\.0\.0)$/i

/** Settles the test order: only if the user named one, never in production, only in an app on this machine. */
export const testDelivery: Probe<TestDelivery> = {
  id: 'test-delivery',
  activity: 'paying the test order by a simulated callback',
  async run(context) {
    const { settings, ports, signal } = context
    const testOrder = settings.get('testOrder')?.value
    const scenario = findScenario('success')
    if (testOrder === undefined || scenario === undefined)
      return unavailable(
        'not-configured',
        'a test order (name the CheckoutRequestID of one as `testOrder` in the config file)',
      )
    const environment = settings.get('environment')?.value
    if (environment === 'production')
      return unavailable('not-applicable', 'a sandbox: nothing is settled in production')
    const target = await context.observe(appTarget)
    if (!target.available) return target
    if (!loopback.test(target.value.url.hostname.replace(/^\[(.*)\]$/, '$1')))
      return unavailable('not-applicable', 'an app on this machine: nothing is settled elsewhere')
    const session = await observeSession(context)
    if (!session.available) return session
    const tables = await observeTables(context)
    if (!tables.available) return tables
    const reply = await acceptedReply(context)
    if (!reply.available) return reply
    // Both are to show the orders as they were found.
    await Promise.all([context.observe(pendingOrders), context.observe(wantedOrder)])
    try {
      const [order] = await findOrders(session.value, tables.value, testOrder, ports.clock.now())
      // Only an id that the user named is ever paid, not one that an order number leads to.
      if (order?.state !== 'pending' || order.checkoutRequestId !== testOrder)
        return unavailable('not-applicable', 'a pending test order')
      const { endpoint } = reply.value
      const route = { limitMs: budgetOf(settings), ...(endpoint === null ? {} : { connectTo: endpoint }) }
      const { deliveries } = await simulate(
        { checkoutRequestIds: [testOrder], scenario, url: target.value.url.href, route, settleMs },
        { ...ports, signal, database: { session: session.value, tables: tables.value } },
      )
      const [delivery] = deliveries
      return delivery === undefined
        ? unavailable('not-applicable', 'a pending test order')
        : observed({ delivery, tables: tables.value })
    } catch (error) {
      return explainQueryError(error)
    }
  },
}

/** A route that refuses a harmless callback has its own finding, and the test order must not be used up on it. */
async function acceptedReply({ observe }: ProbeContext): Promise<Observation<LocalPost>> {
  const reply = await observe(localReply)
  if (!reply.available) return reply
  const { exchange } = reply.value
  const accepted = exchange.kind === 'reply' && exchange.status >= 200 && exchange.status < 300
  return accepted ? reply : unavailable('blocked', 'a local app that accepts a callback')
}
