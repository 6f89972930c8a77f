import type { DatabaseSession } from '../core/database-port.ts'
import type { CatalogColumn, CatalogTable } from './catalog.ts'
import type { ColumnSamples } from './choose-columns.ts'
import { columnsToSample } from './choose-columns.ts'
import { dialectOf } from './dialect.ts'
import { rowsOrNone } from './rows-or-none.ts'
import { columnSql, fromSql, newestFirst, whereSql } from './sql.ts'

const sampledRows = 20

/** A few values of the telling columns, newest rows first. */
export function sampleTable(session: DatabaseSession, table: CatalogTable): Promise<ColumnSamples> {
  return sampleColumns(session, table, columnsToSample(table))
}

/** A few values of these columns as texts. A table that cannot be read now has none. */
export async function sampleColumns(
  session: DatabaseSession,
  table: CatalogTable,
  columns: readonly CatalogColumn[],
): Promise<ColumnSamples> {
  if (columns.length === 0) return {}
  const dialect = dialectOf(session)
  // By number, for the name of a column that is computed may be longer than an alias can be.
  const list = columns.map((column, index) => `${dialect.asText(columnSql(dialect, column))} AS c${index}`).join(', ')
  const sql = `SELECT ${list}${fromSql(dialect, table, false)}${whereSql(dialect, table)}${newestFirst(dialect, table)} LIMIT ${sampledRows}`
  // A table that cannot be read now (row security, a slow view) is judged by its columns alone.
  const rows = await rowsOrNone(session.query(sql))
  const values = (index: number): readonly string[] =>
    rows.map((row) => row[`c${index}`]).filter((value) => typeof value === 'string' && value !== '') as string[]
  return Object.fromEntries(columns.map((column, index) => [column.name, values(index)]))
}
