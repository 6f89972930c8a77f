import type { DatabaseSession } from '../core/database-port.ts'
import type { OrderMapping } from '../core/settings.ts'
import type { CatalogTable } from './catalog.ts'
import type { TableChoice } from './choose-tables.ts'
import { findLink } from './choose-tables.ts'
import { matchConfiguredTables } from './configured-tables.ts'
import { scoreSampled } from './score-sampled.ts'
import { isConvincing, type ScoredTable, scoreTable } from './score-table.ts'

/** The orders where the configuration says, and the payments there or in a table that refers to them. */
export async function chooseConfigured(
  session: DatabaseSession,
  catalog: readonly CatalogTable[],
  allowed: readonly CatalogTable[],
  mapping: OrderMapping,
): Promise<{ readonly choice: TableChoice; readonly scored: readonly ScoredTable[] }> {
  const best = allowed.map((table) => scoreTable(table)).sort((a, b) => b.score - a.score)[0]
  if (best === undefined) return { choice: { kind: 'none' }, scored: [] }
  const orders = await scoreSampled(session, best.table)
  const payments = await findPayments(session, catalog, orders, mapping)
  const link = payments && findLink(payments, orders)
  const scored = payments !== undefined && link !== undefined ? { scored: payments, link } : null
  return {
    choice: { kind: 'chosen', orders, payments: scored, explanation: '', alternatives: [] },
    scored: [orders],
  }
}

async function findPayments(
  session: DatabaseSession,
  catalog: readonly CatalogTable[],
  orders: ScoredTable,
  mapping: OrderMapping,
): Promise<ScoredTable | undefined> {
  if (mapping.payments !== undefined) {
    const [named] = matchConfiguredTables(catalog, { table: mapping.payments })
    return named === undefined ? undefined : scoreSampled(session, named)
  }
  if (orders.holdsCheckoutRequestId) return undefined
  const linked = catalog
    .filter(({ schema, name }) => schema !== orders.table.schema || name !== orders.table.name)
    .map((table) => scoreTable(table))
    .filter((candidate) => candidate.role === 'payment' && findLink(candidate, orders) !== undefined)
    .sort((a, b) => b.score - a.score)[0]
  if (linked === undefined) return undefined
  const scored = await scoreSampled(session, linked.table)
  return isConvincing(scored) ? scored : undefined
}
