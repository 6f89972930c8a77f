import { defineCheck, found, pass } from '../../core/check.ts'
import type { CodeDefinitions } from '../../core/finding.ts'
import { describeTable } from '../../orders/catalog.ts'
import { wantedOrder } from '../../probes/order.ts'

const codes = {
  'db/order-not-found': {
    severity: 'error',
    title: 'The order is not in the database',
    why: 'A callback for an id that no row holds has nothing to settle.',
    fix: 'Check the number and which database the app writes to; the row must be saved, with its CheckoutRequestID, when the push is sent',
  },
} as const satisfies CodeDefinitions

export const orderFound = defineCheck({
  id: 'order-found',
  family: 'db',
  title: 'The order is in the database',
  codes,
  needs: { wantedOrder },
  judge({ wantedOrder: { wanted, tables, orders } }) {
    const [order] = orders
    if (order !== undefined)
      return pass(
        `${order.table} ${order.key} ${order.id}: ${order.rawState ?? order.state}${orders.length > 1 ? `, ${orders.length} rows match` : ''}`,
      )
    const places = [tables.orders, ...(tables.payments === null ? [] : [tables.payments])].map(({ table }) =>
      describeTable(table),
    )
    return found([
      {
        code: 'db/order-not-found',
        severity: 'error',
        confidence: 'certain',
        message: `No row of \`${places.join('` or `')}\` has \`${wanted}\` as order number, id or receipt`,
        evidence: { wanted, tables: places },
      },
    ])
  },
})
