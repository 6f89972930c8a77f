import type { DatabaseSession } from '../core/database-port.ts'
import type { OrderMapping } from '../core/settings.ts'
import { belongsToShop } from './belongs-to-shop.ts'
import type { CatalogTable } from './catalog.ts'
import { describeTable } from './catalog.ts'
import type { ColumnChoice } from './choose-columns.ts'
import { chooseConfigured } from './choose-configured.ts'
import type { TableChoice } from './choose-tables.ts'
import { chooseTables } from './choose-tables.ts'
import { withCodesByPayments } from './codes-by-payments.ts'
import { applyConfiguredColumns, matchConfiguredTables } from './configured-tables.ts'
import type { MappedTable, OrderTables } from './order-tables.ts'
import { withPlainComment } from './plain-comment.ts'
import { readCatalog } from './read-catalog.ts'
import { readVocabulary } from './read-vocabulary.ts'
import { findRelatedTables } from './related-rows.ts'
import { scoreSampled } from './score-sampled.ts'
import type { ScoredTable } from './score-table.ts'
import { isConvincing, scoreTable } from './score-table.ts'
import { withWooCommerce } from './woocommerce.ts'

export type OrderDiscovery =
  | { readonly kind: 'found'; readonly tables: OrderTables }
  /** `lookedAt`: the tables that can be read, best candidates first. `reason`: why a configured mapping does not fit. */
  | {
      readonly kind: 'none'
      readonly lookedAt: readonly string[]
      readonly tableCount: number
      readonly reason: string | null
      /** Tables like orders in other databases of the same server, which nobody asked for; absent where there are none. */
      readonly elsewhere?: readonly string[]
    }

const sampledTables = 8

/**
 * Finds the table of the orders from the catalog and a few rows of the likeliest tables; what the configuration says
 * goes before. Throws `DatabaseQueryError` if the catalog cannot be read.
 */
export async function discoverOrders(session: DatabaseSession, mapping: OrderMapping = {}): Promise<OrderDiscovery> {
  const all = await readCatalog(session)
  // Other databases of a MySQL server are other projects; only the configuration leads there.
  const namesSchema = mapping.schema !== undefined || mapping.table?.includes('.') === true
  const catalog = await withWooCommerce(session, namesSchema ? all : all.filter((table) => table.elsewhere !== true))
  const elsewhere = all.filter((table) => table.elsewhere === true && !catalog.includes(table)).filter(hasNamesOfOrders)
  const allowed = matchConfiguredTables(catalog, mapping)
  const none = (reason: string | null, tables: readonly CatalogTable[] = allowed): OrderDiscovery => ({
    kind: 'none',
    lookedAt: tables.slice(0, 12).map(describeTable),
    tableCount: catalog.length,
    reason,
    ...(elsewhere.length === 0 ? {} : { elsewhere: elsewhere.slice(0, 5).map(describeTable) }),
  })
  const configured = mapping.table !== undefined
  if (allowed.length === 0)
    return none(configured ? `there is no table \`${mapping.table}\` that this user may read` : null, catalog)

  const { choice, scored } = configured
    ? await chooseConfigured(session, catalog, allowed, mapping)
    : await chooseFrom(session, allowed)
  if (choice.kind === 'none')
    return none(
      null,
      scored.map(({ table }) => table),
    )
  const { columns, missing } = applyConfiguredColumns(choice.orders.table, choice.orders.columns, mapping)
  const orderName = describeTable(choice.orders.table)
  if (missing.length > 0)
    return none(`the configuration names ${missing.join(', ')}, which \`${orderName}\` does not have`)
  if (columns.key === undefined) return none(`\`${orderName}\` has no single-column key; name one as \`columns.key\``)
  const ownOrders = await withStates(session, choice.orders.table, columns)
  const payments = choice.payments && {
    ...(await withStates(session, choice.payments.scored.table, choice.payments.scored.columns)),
    link: choice.payments.link,
  }
  const orders = await withCodesByPayments(session, ownOrders, payments)
  const explanation = configured ? `\`${orderName}\`: it is named in the configuration` : choice.explanation
  const tables: OrderTables = {
    orders,
    payments,
    related: findRelatedTables(catalog, orders.table, payments?.table ?? null),
    dialect: session.dialect,
    alternatives: configured ? [] : choice.alternatives,
    explanation,
    origin: configured || mapping.columns !== undefined ? 'configured' : 'discovered',
  }
  return { kind: 'found', tables }
}

interface Choosing {
  readonly choice: TableChoice
  readonly scored: readonly ScoredTable[]
}

/** By the catalog alone: not a row of a database that nobody asked for is read. */
function hasNamesOfOrders(table: CatalogTable): boolean {
  return isConvincing(scoreTable(table))
}

async function chooseFrom(session: DatabaseSession, tables: readonly CatalogTable[]): Promise<Choosing> {
  const candidates = tables
    .map((table) => scoreTable(table))
    .sort((a, b) => b.score - a.score)
    .slice(0, sampledTables)
  const scored: ScoredTable[] = []
  for (const { table } of candidates) scored.push(await scoreSampled(session, table))
  return { choice: chooseTables(scored.filter((table) => belongsToShop(table, scored, tables))), scored }
}

async function withStates(session: DatabaseSession, table: CatalogTable, columns: ColumnChoice): Promise<MappedTable> {
  const { state } = columns
  const told = state === undefined ? columns : { ...columns, state: withPlainComment(state) }
  return { table, columns, states: await readVocabulary(session, table, told) }
}
