import type { OrderMapping } from '../core/settings.ts'
import { describeTable } from './catalog.ts'
import type { OrderTables } from './order-tables.ts'

/** What the configuration would have to say so that these tables and columns are chosen. */
export function mappingOf({ orders, payments }: OrderTables): OrderMapping {
  const columns = Object.fromEntries(Object.entries(orders.columns).map(([field, column]) => [field, column.name]))
  return {
    ...(orders.table.schema === '' ? {} : { schema: orders.table.schema }),
    table: orders.table.name,
    columns,
    ...(payments === null ? {} : { payments: describeTable(payments.table) }),
  }
}
