import type { Probe, ProbeContext } from '../core/probe.ts'
import { type Observation, observed, unavailable } from '../core/probe.ts'
import type { OrderDiscovery } from '../orders/discover-orders.ts'
import { discoverOrders } from '../orders/discover-orders.ts'
import { nameStates } from '../orders/name-states.ts'
import type { OrderTables } from '../orders/order-tables.ts'
import { explainQueryError, observeSession } from './database.ts'

/** Which table holds the orders; `none` is an observation, too. */
export const orderMapping: Probe<OrderDiscovery> = {
  id: 'order-mapping',
  activity: 'looking for the table of the orders',
  async run(context) {
    const session = await observeSession(context)
    if (!session.available) return session
    try {
      const mapping = context.settings.get('orders')?.value ?? {}
      const found = await discoverOrders(session.value, mapping)
      return observed(found.kind === 'found' ? { ...found, tables: nameStates(found.tables, mapping) } : found)
    } catch (error) {
      return explainQueryError(error)
    }
  },
}

/** The tables, or the reason why what needs them cannot be observed. */
export async function observeTables({ observe }: ProbeContext): Promise<Observation<OrderTables>> {
  const discovery = await observe(orderMapping)
  if (!discovery.available) return discovery
  return discovery.value.kind === 'found'
    ? observed(discovery.value.tables)
    : unavailable('blocked', 'a table of orders (name it in the configuration as `orders.table`)')
}
