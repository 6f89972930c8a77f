import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Order } from '../orders/order.ts'
import type { OrderTables } from '../orders/order-tables.ts'
import { findOrders } from '../orders/read-order.ts'
import { explainQueryError, observeSession } from './database.ts'
import { observeTables } from './order-mapping.ts'

/** What the user asked for and what the database has of it. */
export interface WantedOrder {
  readonly wanted: string
  readonly tables: OrderTables
  /** Best match first; usually one or none. */
  readonly orders: readonly Order[]
}

export const wantedOrder: Probe<WantedOrder> = {
  id: 'order',
  activity: 'looking for the order',
  async run(context) {
    const wanted = context.settings.get('order')?.value
    if (wanted === undefined) return unavailable('not-applicable', 'an order number, CheckoutRequestID or receipt')
    const session = await observeSession(context)
    if (!session.available) return session
    const tables = await observeTables(context)
    if (!tables.available) return tables
    try {
      const orders = await findOrders(session.value, tables.value, wanted, context.ports.clock.now())
      return observed({ wanted, tables: tables.value, orders })
    } catch (error) {
      return explainQueryError(error)
    }
  },
}
