import type { DatabaseSession } from '../core/database-port.ts'
import { DatabaseQueryError } from '../core/database-port.ts'
import type { OrderMapping } from '../core/settings.ts'
import type { CatalogColumn, CatalogTable } from './catalog.ts'
import { describeTable } from './catalog.ts'
import { readPostgresCatalog } from './catalog-postgres.ts'
import type { ColumnSamples } from './choose-columns.ts'
import { columnsToSample } from './choose-columns.ts'
import { chooseTables, findLink } from './choose-tables.ts'
import { applyConfiguredColumns, matchConfiguredTables } from './configured-tables.ts'
import type { MappedTable, OrderTables } from './order-tables.ts'
import { readVocabulary } from './read-vocabulary.ts'
import type { ScoredTable } from './score-table.ts'
import { isConvincing, scoreTable } from './score-table.ts'
import { quoteName, quoteTable } from './sql.ts'

export type OrderDiscovery =
  | { readonly kind: 'found'; readonly tables: OrderTables }
  /** `lookedAt`: the tables that can be read, best candidates first. `reason`: why a configured mapping does not fit. */
  | {
      readonly kind: 'none'
      readonly lookedAt: readonly string[]
      readonly tableCount: number
      readonly reason: string | null
    }

const sampledTables = 8
const sampledRows = 20

/**
 * Finds the table of the orders from the catalog and a few rows of the likeliest tables; what the configuration says
 * goes before. Throws `DatabaseQueryError` if the catalog cannot be read.
 */
export async function discoverOrders(session: DatabaseSession, mapping: OrderMapping = {}): Promise<OrderDiscovery> {
  const catalog = await readPostgresCatalog(session)
  const allowed = matchConfiguredTables(catalog, mapping)
  const none = (reason: string | null, tables: readonly CatalogTable[] = allowed): OrderDiscovery => ({
    kind: 'none',
    lookedAt: tables.slice(0, 12).map(describeTable),
    tableCount: catalog.length,
    reason,
  })
  const configured = mapping.table !== undefined
  if (allowed.length === 0)
    return none(configured ? `there is no table \`${mapping.table}\` that this user may read` : null, catalog)

  const candidates = allowed
    .map((table) => scoreTable(table))
    .sort((a, b) => b.score - a.score)
    .slice(0, configured ? 1 : sampledTables)
  const scored: ScoredTable[] = []
  for (const { table } of candidates) scored.push(scoreTable(table, await sample(session, table)))

  const choice = configured
    ? chooseConfigured(scored, await paymentsBeside(session, catalog, scored[0]))
    : chooseTables(scored)
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
  const orders = await withStates(session, choice.orders.table, columns)
  const payments = choice.payments && {
    ...(await withStates(session, choice.payments.scored.table, choice.payments.scored.columns)),
    link: choice.payments.link,
  }
  const origin = configured || mapping.columns !== undefined ? 'configured' : 'discovered'
  const explanation = configured ? `\`${orderName}\`: it is named in the configuration` : choice.explanation
  return { kind: 'found', tables: { orders, payments, explanation, origin } }
}

function chooseConfigured(
  scored: readonly ScoredTable[],
  payments: ScoredTable | undefined,
): ReturnType<typeof chooseTables> {
  const [orders] = scored
  if (orders === undefined) return { kind: 'none' }
  const link = payments && findLink(payments, orders)
  return {
    kind: 'chosen',
    orders,
    payments: payments !== undefined && link !== undefined ? { scored: payments, link } : null,
    explanation: '',
  }
}

/** The configured table names the orders; their payments may still live in a table that refers to it. */
async function paymentsBeside(
  session: DatabaseSession,
  catalog: readonly CatalogTable[],
  orders: ScoredTable | undefined,
): Promise<ScoredTable | undefined> {
  if (orders === undefined || orders.holdsCheckoutRequestId) return undefined
  const linked = catalog
    .filter((table) => table !== orders.table)
    .map((table) => scoreTable(table))
    .filter((candidate) => candidate.role === 'payment' && findLink(candidate, orders) !== undefined)
    .sort((a, b) => b.score - a.score)[0]
  if (linked === undefined) return undefined
  const scored = scoreTable(linked.table, await sample(session, linked.table))
  return isConvincing(scored) ? scored : undefined
}

async function sample(session: DatabaseSession, table: CatalogTable): Promise<ColumnSamples> {
  const columns = columnsToSample(table)
  if (columns.length === 0) return {}
  const list = columns.map((column) => `${quoteName(column.name)}::text AS ${quoteName(column.name)}`).join(', ')
  const [key] = table.primaryKey.length === 1 ? table.primaryKey : []
  const order = key === undefined ? '' : ` ORDER BY ${quoteName(key)} DESC`
  const sql = `SELECT ${list} FROM ${quoteTable(table)}${order} LIMIT ${sampledRows}`
  const rows = await session.query(sql).catch((error: unknown) => {
    // A table that cannot be read now (row security, a slow view) is judged by its columns alone.
    if (error instanceof DatabaseQueryError && !error.sqlState.startsWith('08')) return []
    throw error
  })
  const values = (column: CatalogColumn): readonly string[] =>
    rows.map((row) => row[column.name]).filter((value) => typeof value === 'string' && value !== '') as string[]
  return Object.fromEntries(columns.map((column) => [column.name, values(column)]))
}

async function withStates(
  session: DatabaseSession,
  table: CatalogTable,
  columns: MappedTable['columns'],
): Promise<MappedTable> {
  return { table, columns, states: await readVocabulary(session, table, columns.state) }
}
