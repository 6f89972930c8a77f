import type { DatabaseSession, Row } from '../core/database-port.ts'
import { DatabaseQueryError } from '../core/database-port.ts'
import type { CatalogColumn, CatalogTable } from './catalog.ts'
import { quoteName, quoteTable } from './sql.ts'
import type { StateVocabulary } from './states.ts'
import { emptyVocabulary, readCodesFromComment } from './states.ts'

const newestRows = 20_000
const mostWords = 60

/** What a status column holds, and what its codes are called if something in the database says so. */
export async function readVocabulary(
  session: DatabaseSession,
  table: CatalogTable,
  column: CatalogColumn | undefined,
): Promise<StateVocabulary> {
  if (column === undefined) return emptyVocabulary
  const codes = { ...readCodesFromComment(column.comment), ...(await readStatusTable(session, table, column)) }
  const [key] = table.primaryKey.length === 1 ? table.primaryKey : []
  // Of a big table the newest rows tell enough.
  const order = key === undefined ? '' : ` ORDER BY ${quoteName(key)} DESC`
  const rows = await tolerate(
    session.query(
      `SELECT DISTINCT word FROM (SELECT ${quoteName(column.name)}::text AS word FROM ${quoteTable(table)}${order} LIMIT ${newestRows}) AS newest WHERE word IS NOT NULL LIMIT ${mostWords}`,
    ),
  )
  const words = [...new Set([...column.labels, ...rows.map((row) => String(row.word))])]
  return { words, codes }
}

/** `orders.status_id` → `order_statuses(id, name)`. */
async function readStatusTable(
  session: DatabaseSession,
  table: CatalogTable,
  column: CatalogColumn,
): Promise<Readonly<Record<string, string>>> {
  const link = table.foreignKeys.find((key) => key.columns.length === 1 && key.columns[0] === column.name)
  const [reference] = link?.references ?? []
  if (link === undefined || reference === undefined) return {}
  const rows = await tolerate(
    session.query(
      `SELECT ${quoteName(reference)}::text AS code, to_jsonb(s) AS entry FROM ${quoteTable({ schema: link.schema, name: link.table })} AS s LIMIT ${mostWords}`,
    ),
  )
  return Object.fromEntries(rows.flatMap((row) => nameOf(row.entry).map((name) => [String(row.code), name])))
}

function nameOf(entry: unknown): readonly string[] {
  if (typeof entry !== 'object' || entry === null) return []
  const named = Object.entries(entry).find(
    ([column, value]) => /^(slug|code|name|label|title|status|state)$/i.test(column) && typeof value === 'string',
  )
  return named === undefined ? [] : [String(named[1])]
}

async function tolerate(query: Promise<readonly Row[]>): Promise<readonly Row[]> {
  return query.catch((error: unknown) => {
    if (error instanceof DatabaseQueryError && !error.sqlState.startsWith('08')) return []
    throw error
  })
}
