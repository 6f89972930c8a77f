import type { OrderMapping } from '../core/settings.ts'
import type { MappedTable, OrderTables } from './order-tables.ts'

/** The tables with the meanings that the configuration gives to their states; they go before any other. */
export function nameStates(tables: OrderTables, { states }: OrderMapping): OrderTables {
  if (states === undefined) return tables
  const named = <T extends MappedTable>(mapped: T): T => ({
    ...mapped,
    states: { ...mapped.states, codes: { ...mapped.states.codes, ...states } },
  })
  return { ...tables, orders: named(tables.orders), payments: tables.payments && named(tables.payments) }
}
