import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import type { Disagreement, PendingOrders } from '../orders/list-orders.ts'
import { listDisagreements, listNewestRecords, listPendingOrders } from '../orders/list-orders.ts'
import type { OrderTables } from '../orders/order-tables.ts'
import { tableWithIds } from '../orders/order-tables.ts'
import type { PaymentRecord } from '../orders/payment-record.ts'
import { explainQueryError, observeSession } from './database.ts'
import { observeTables } from './order-mapping.ts'

/** The orders that matter to a diagnosis: those that wait, and the newest of all. */
export interface OrderOverview {
  readonly tables: OrderTables
  readonly pending: PendingOrders
  /** Newest rows, in any state, of the table that holds the CheckoutRequestIDs. */
  readonly newest: readonly PaymentRecord[]
  readonly disagreements: readonly Disagreement[]
  readonly now: Date
}

const mostOrders = 200
const mostDisagreements = 20

export const pendingOrders: Probe<OrderOverview> = {
  id: 'pending-orders',
  activity: 'reading the pending orders',
  async run(context) {
    const session = await observeSession(context)
    if (!session.available) return session
    const tables = await observeTables(context)
    if (!tables.available) return tables
    const now = context.ports.clock.now()
    try {
      const pending = await listPendingOrders(session.value, tables.value, { limit: mostOrders, now })
      const newest = await listNewestRecords(session.value, tableWithIds(tables.value), { limit: mostOrders, now })
      const limit = mostDisagreements
      const disagreements = await listDisagreements(session.value, tables.value, { limit, now })
      return observed({ tables: tables.value, pending, newest, disagreements, now })
    } catch (error) {
      return explainQueryError(error)
    }
  },
}
