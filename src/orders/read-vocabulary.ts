import type { DatabaseSession, Row } from '../core/database-port.ts'
import type { CatalogColumn, CatalogTable } from './catalog.ts'
import type { ColumnChoice } from './choose-columns.ts'
import { type Dialect, dialectOf } from './dialect.ts'
import { inferCodes } from './infer-codes.ts'
import { rowsOrNone } from './rows-or-none.ts'
import { columnSql, fromSql, newestFirst, quoteTable, whereSql } from './sql.ts'
import type { StateVocabulary } from './states.ts'
import { emptyVocabulary, readCodesFromComment } from './states.ts'

/** Of a big table the newest rows tell enough. */
const newestRows = 20_000
const mostWords = 60

/** What a status column holds, and what its codes are called if something in the database says so. */
export async function readVocabulary(
  session: DatabaseSession,
  table: CatalogTable,
  columns: ColumnChoice,
): Promise<StateVocabulary> {
  const column = columns.state
  if (column === undefined) return emptyVocabulary
  const dialect = dialectOf(session)
  const told = { ...readCodesFromComment(column.comment), ...(await readStatusTable(session, table, column)) }
  const counted = await rowsOrNone(session.query(countsSql(dialect, table, columns, column)))
  const counts = counted.map((row) => ({ word: String(row.word), rows: Number(row.n), paid: Number(row.paid) }))
  const codes = column.kind === 'boolean' || Object.keys(told).length > 0 ? told : inferCodes(counts)
  return { words: [...new Set([...column.labels, ...counts.map(({ word }) => word)])], codes }
}

/** Each word of the newest rows, how often it stands there, and how often beside a receipt or a time of payment. */
function countsSql(
  dialect: Dialect,
  table: CatalogTable,
  { receipt, paidAt }: ColumnChoice,
  state: CatalogColumn,
): string {
  const proof = receipt ?? paidAt
  const text = proof === undefined ? 'NULL' : dialect.asText(columnSql(dialect, proof))
  const newest = `SELECT ${dialect.asText(columnSql(dialect, state))} AS word, ${text} AS proof${fromSql(dialect, table, false)}${whereSql(dialect, table)}${newestFirst(dialect, table)} LIMIT ${newestRows}`
  // An id that waits for its receipt in the same column is no receipt.
  const paid = `CASE WHEN proof IS NULL OR proof = '' OR proof LIKE 'ws_CO_%' THEN 0 ELSE 1 END`
  return `SELECT word, count(*) AS n, sum(${paid}) AS paid FROM (${newest}) AS newest WHERE word IS NOT NULL GROUP BY word ORDER BY count(*) DESC LIMIT ${mostWords}`
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
  const name = quoteTable(dialectOf(session), { schema: link.schema, name: link.table })
  // A table of a few rows, whose columns are not known here.
  const rows = await rowsOrNone(session.query(`SELECT * FROM ${name} LIMIT ${mostWords}`))
  return Object.fromEntries(rows.flatMap((row) => nameOf(row).map((word) => [String(row[reference]), word])))
}

function nameOf(row: Row): readonly string[] {
  const named = Object.entries(row).find(
    ([column, value]) => /^(slug|code|name|label|title|status|state)$/i.test(column) && typeof value === 'string',
  )
  return named === undefined ? [] : [String(named[1])]
}
