import { defineCheck, found, pass } from '../../core/check.ts'
import type { CodeDefinitions } from '../../core/finding.ts'
import { describeTable } from '../../orders/catalog.ts'
import type { OrderTables } from '../../orders/order-tables.ts'
import { needsScan, newestRows } from '../../orders/sql.ts'
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
    // What was not searched may hold it.
    const limits = searchLimits(tables)
    return found([
      {
        code: 'db/order-not-found',
        severity: 'error',
        confidence: limits.length === 0 ? 'certain' : 'likely',
        message: `No row of \`${places.join('` or `')}\` has \`${wanted}\` as order number, id or receipt${limits.map((limit) => `; ${limit}`).join('')}`,
        evidence: { wanted, tables: places, limits },
      },
    ])
  },
})

function searchLimits(tables: OrderTables): readonly string[] {
  const mapped = [tables.orders, ...(tables.payments === null ? [] : [tables.payments])]
  const searched = mapped.flatMap(({ table, columns }) =>
    [columns.orderNumber, columns.checkoutRequestId, columns.receipt].map(
      (column) => column !== undefined && needsScan(table, column),
    ),
  )
  return [
    ...(mapped.some(({ columns }) => columns.checkoutRequestId !== undefined)
      ? []
      : ['no column for the CheckoutRequestID was found, so an id was not searched']),
    ...(searched.includes(true)
      ? [
          `the table is large: without an index only the newest ${newestRows.toLocaleString('en-KE')} rows were searched`,
        ]
      : []),
  ]
}
