import type { DatabaseSession } from '../core/database-port.ts'
import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import type { CatalogColumn, CatalogTable } from '../orders/catalog.ts'
import { describeTable } from '../orders/catalog.ts'
import { dialectOf } from '../orders/dialect.ts'
import { readCatalog } from '../orders/read-catalog.ts'
import { quoteTable } from '../orders/sql.ts'
import { type CallbackInUse, observeCallbackInUse } from './callback-marks.ts'
import { explainQueryError, observeSession } from './database.ts'
import { type CallbackMarks, judgeOldUrl, type OldUrl, oldUrlPattern } from './old-callback-urls.ts'

export interface SettingsRow extends OldUrl {
  /** With its schema. */
  readonly table: string
  readonly column: string
  /** What tells the row from the others: `name = callback_url`. */
  readonly key: { readonly column: string; readonly value: string } | null
}

export interface SettingsRows {
  readonly rows: readonly SettingsRow[]
  readonly callback: CallbackInUse
  /** Tables that look like settings, and were looked at. */
  readonly tables: readonly string[]
}

const settingsTable = /setting|config|option|preference|gateway|payment_?method|integration|credential/i
const keyColumn = /^(?:key|name|code|slug|option_name|setting_name|identifier|id)$/i
const mostTables = 10
const mostRows = 5
const mostRowsWithUrls = 200
/** Larger tables hold something else than settings. */
const mostEstimatedRows = 100_000

/** Callback URLs that apps keep in tables of settings. Reads only, and only rows that hold such a URL. */
export const settingsRows: Probe<SettingsRows> = {
  id: 'settings-rows',
  activity: 'looking for older callback URLs in tables of settings',
  limitMs: 2_000,
  async run(context) {
    const callback = await observeCallbackInUse(context)
    if (!callback.available) return callback
    const session = await observeSession(context)
    if (!session.available) return session
    const { marks } = callback.value
    try {
      const tables = (await readCatalog(session.value)).filter(isCandidate).slice(0, mostTables)
      const rows: SettingsRow[] = []
      for (const table of tables) {
        if (context.signal.aborted) break
        rows.push(...(await rowsIn(session.value, table, marks)))
      }
      return observed({ rows, callback: callback.value, tables: tables.map(describeTable) })
    } catch (error) {
      return explainQueryError(error)
    }
  },
}

function isCandidate(table: CatalogTable): boolean {
  return (
    table.kind === 'table' &&
    settingsTable.test(table.name) &&
    table.estimatedRows <= mostEstimatedRows &&
    table.columns.some(holdsText)
  )
}

function holdsText({ kind }: CatalogColumn): boolean {
  return kind === 'text' || kind === 'json'
}

async function rowsIn(
  session: DatabaseSession,
  table: CatalogTable,
  marks: CallbackMarks,
): Promise<readonly SettingsRow[]> {
  const columns = table.columns.filter(holdsText).map(({ name }) => name)
  const key = keyOf(table)
  const chosen = key === undefined || columns.includes(key) ? columns : [key, ...columns]
  const dialect = dialectOf(session)
  const text = (name: string): string => dialect.asText(dialect.quote(name))
  const list = chosen.map((name) => `substr(${text(name)}, 1, 4000) AS ${dialect.quote(name)}`).join(', ')
  const pattern = oldUrlPattern(marks)
  // Only PostgreSQL's regular expressions are those of the pattern; elsewhere every URL is fetched and judged here.
  const exact = dialect.name === 'postgresql'
  const where = columns.map((name) => (exact ? `${text(name)} ~* $1` : `${text(name)} LIKE '%http%'`)).join(' OR ')
  const sql = `SELECT ${list} FROM ${quoteTable(dialect, table)} WHERE ${where} LIMIT ${exact ? mostRows : mostRowsWithUrls}`
  const found = await session.query(sql, exact ? [pattern] : [])
  return found.flatMap((row) =>
    columns.flatMap((column): readonly SettingsRow[] => {
      const text = String(row[column] ?? '')
      const value = key === undefined || key === column ? undefined : row[key]
      const context = `${table.name} ${column} ${String(value ?? '')}`
      return [...text.matchAll(new RegExp(pattern, 'gi'))].flatMap(([match]) => {
        const url = judgeOldUrl(match, context, marks)
        if (url === undefined) return []
        const told =
          value === undefined || key === undefined ? null : { column: key, value: String(value).slice(0, 60) }
        return [{ ...url, table: describeTable(table), column, key: told }]
      })
    }),
  )
}

function keyOf({ columns, primaryKey }: CatalogTable): string | undefined {
  const named = columns.filter(({ name }) => keyColumn.test(name) && name !== 'id').map(({ name }) => name)[0]
  return named ?? (primaryKey.length === 1 ? primaryKey[0] : undefined)
}
