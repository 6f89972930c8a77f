import type { DatabaseSession } from '../core/database-port.ts'
import type { CatalogColumn, CatalogTable } from './catalog.ts'
import type { ColumnSamples } from './choose-columns.ts'
import { columnsToSample } from './choose-columns.ts'
import { dialectOf } from './dialect.ts'
import { rowsOrNone } from './rows-or-none.ts'
import { columnSql, fromSql, newestFirst, whereSql } from './sql.ts'

const sampledRows = 20
/** More characters than any id or receipt has; what is longer is text that people wrote. */
const longestSample = 80

/** A few values of the telling columns, newest rows first. */
export function sampleTable(session: DatabaseSession, table: CatalogTable): Promise<ColumnSamples> {
  return sampleColumns(session, table, columnsToSample(table), longestSample)
}

/** A few values of these columns as texts, or the first `longest` characters of them. A table that cannot be read now has none. */
export async function sampleColumns(
  session: DatabaseSession,
  table: CatalogTable,
  columns: readonly CatalogColumn[],
  longest?: number,
): Promise<ColumnSamples> {
  if (columns.length === 0) return {}
  const dialect = dialectOf(session)
  // By number, for the name of a column that is computed may be longer than an alias can be.
  const textOf = (column: CatalogColumn): string => {
    const text = dialect.asText(columnSql(dialect, column))
    return longest === undefined ? text : `substr(${text}, 1, ${longest})`
  }
  const list = columns.map((column, index) => `${textOf(column)} AS c${index}`).join(', ')
  const sql = `SELECT ${list}${fromSql(dialect, table, false)}${whereSql(dialect, table)}${newestFirst(dialect, table)} LIMIT ${sampledRows}`
  // A table that cannot be read now (row security, a slow view) is judged by its columns alone.
  const rows = await rowsOrNone(session.query(sql))
  const values = (index: number): readonly string[] =>
    rows.map((row) => row[`c${index}`]).filter((value) => typeof value === 'string' && value !== '') as string[]
  return Object.fromEntries(columns.map((column, index) => [column.name, values(index)]))
}
