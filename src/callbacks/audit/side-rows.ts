import type { DatabaseSession, Row } from '../../core/database-port.ts'
import { DatabaseQueryError } from '../../core/database-port.ts'
import type { JsonObject } from '../../core/json.ts'
import type { CatalogColumn, CatalogTable } from '../../orders/catalog.ts'
import { describeTable, isLarge } from '../../orders/catalog.ts'
import { createParameters, equalsAny } from '../../orders/conditions.ts'
import { dialectOf } from '../../orders/dialect.ts'
import { rowJson } from '../../orders/order.ts'
import { fromSql, selectList, self, whereSql } from '../../orders/sql.ts'
import type { RowChanges } from '../snapshot.ts'
import { diffRows } from '../snapshot.ts'
import { phoneSpellings } from './phone-spellings.ts'
import type { SideTables } from './side-tables.ts'
import { phoneColumns } from './side-tables.ts'

/** Rows of one table, by their key. */
export type TableRows = ReadonlyMap<string, JsonObject>

/** Rows by table: "public.receipts". */
export type SideRows = ReadonlyMap<string, TableRows>

/** What became of the rows of one table that belong to the order. */
export interface TableChange {
  readonly table: string
  readonly added: readonly JsonObject[]
  readonly removed: number
  readonly changed: readonly RowChanges[]
}

const mostRows = 100
const mostValues = 50

/** What the callbacks of an exercise carry: ids and receipts, and phone numbers. */
export interface Carried {
  readonly references: readonly string[]
  readonly payers: readonly string[]
}

/**
 * Rows that belong to an order and its payments, by the ways that the catalog shows. A table that may not be read is left out. Throws `DatabaseQueryError` for a lost connection.
 */
export async function readSideRows(
  session: DatabaseSession,
  side: SideTables,
  start: readonly (readonly [CatalogTable, readonly Row[]])[],
  { references, payers }: Carried,
): Promise<SideRows> {
  const rows = new Map<CatalogTable, readonly Row[]>(start)
  const phones = [...new Set([...payers, ...phonesIn(start)].flatMap(phoneSpellings))]
  for (const { table, columns } of side.phones) rows.set(table, await select(session, table, columns, phones))
  for (const { table, column, from, fromColumn } of side.links) {
    const known = [...rows].find(([one]) => describeTable(one) === describeTable(from))?.[1] ?? []
    const values = known.map((row) => row[fromColumn]).filter((value) => value !== null && value !== undefined)
    rows.set(table, await select(session, table, [column], [...new Set(values.map(String))]))
  }
  for (const { table, columns } of side.ledgers) rows.set(table, await select(session, table, columns, references))
  const wanted = new Set([...side.links, ...side.ledgers, ...side.phones].map(({ table }) => table))
  return new Map(
    [...rows]
      .filter(([table]) => wanted.has(table))
      .map(([table, list]) => [describeTable(table), byKey(table, list)] as const),
  )
}

function phonesIn(start: readonly (readonly [CatalogTable, readonly Row[]])[]): readonly string[] {
  return start.flatMap(([table, rows]) =>
    phoneColumns(table).flatMap((column) =>
      rows.map((row) => row[column]).flatMap((value) => (value === null || value === undefined ? [] : [String(value)])),
    ),
  )
}

async function select(
  session: DatabaseSession,
  table: CatalogTable,
  columns: readonly CatalogColumn[],
  texts: readonly string[],
): Promise<readonly Row[]> {
  const values = texts.filter((text) => !text.includes('\0')).slice(0, mostValues)
  if (values.length === 0) return []
  const dialect = dialectOf(session)
  const parameters = createParameters(dialect)
  const conditions = columns.flatMap((column) => {
    const fitting = column.kind === 'text' ? values : values.filter((text) => canBe(column, text))
    return fitting.length === 0 ? [] : [equalsAny(column, fitting, parameters)]
  })
  if (conditions.length === 0) return []
  const list = selectList(dialect, table.columns)
  const where = whereSql(dialect, table, conditions.join(' OR '))
  // The same rows each time, and the newest; a large table might be walked by its key for them.
  const key = table.primaryKey.map((column) => `${self}${dialect.quote(column)} DESC`)
  const order = key.length === 0 || isLarge(table) ? '' : ` ORDER BY ${key.join(', ')}`
  const sql = `SELECT ${list}${fromSql(dialect, table, false)}${where}${order} LIMIT ${mostRows}`
  try {
    return await session.query(sql, parameters.values)
  } catch (error) {
    if (error instanceof DatabaseQueryError && !error.sqlState.startsWith('08')) return []
    throw error
  }
}

/** A number with a plus sign is no number to every database. */
function canBe({ kind }: CatalogColumn, text: string): boolean {
  return (kind !== 'integer' && kind !== 'decimal') || /^-?\d{1,19}$/.test(text)
}

/** Rows without a key are told apart by their content and how often it comes. */
function byKey({ primaryKey }: CatalogTable, rows: readonly Row[]): TableRows {
  const keyed = new Map<string, JsonObject>()
  for (const row of rows) {
    const json = rowJson(row)
    const name = JSON.stringify(primaryKey.length === 0 ? json : primaryKey.map((column) => json[column] ?? null))
    let key = name
    for (let copy = 2; keyed.has(key); copy++) key = `${name} ${copy}`
    keyed.set(key, json)
  }
  return keyed
}

/** Tables in which something changed. */
export function diffSideRows(before: SideRows, after: SideRows): readonly TableChange[] {
  return [...after].flatMap(([table, rows]) => {
    const old = before.get(table) ?? new Map<string, JsonObject>()
    const added = [...rows].filter(([key]) => !old.has(key)).map(([, row]) => row)
    const removed = [...old.keys()].filter((key) => !rows.has(key)).length
    const changed = [...rows].flatMap(([key, row]) => {
      const past = old.get(key)
      const changes = past === undefined ? {} : diffRows(past, row)
      return Object.keys(changes).length === 0 ? [] : [changes]
    })
    return added.length + removed + changed.length === 0 ? [] : [{ table, added, removed, changed }]
  })
}
