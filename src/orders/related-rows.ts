import type { DatabaseSession, Row } from '../core/database-port.ts'
import type { JsonObject } from '../core/json.ts'
import type { CatalogTable } from './catalog.ts'
import { describeTable } from './catalog.ts'
import { createParameters, equals } from './conditions.ts'
import { dialectOf } from './dialect.ts'
import { rowJson } from './order.ts'
import type { OrderTables, RelatedTable } from './order-tables.ts'
import { rowsOrNone } from './rows-or-none.ts'
import { fromSql, isIndexed, needsScan, selectList, whereSql } from './sql.ts'
import { splitWords } from './words.ts'

/** Enough to see a row come or change; of a table with more rows of one order only the number is compared. */
const mostRows = 200
const mostTables = 8

/** Tables that refer to the orders: by a foreign key, or where keys are not declared by a column that is named after them. */
export function findRelatedTables(
  catalog: readonly CatalogTable[],
  orders: CatalogTable,
  payments: CatalogTable | null,
): readonly RelatedTable[] {
  const [key] = orders.primaryKey.length === 1 ? orders.primaryKey : []
  const words = splitWords(orders.name)
  const singular = (words.at(-1) ?? '').replace(/s$/, '')
  return catalog
    .filter((table) => table.kind === 'table' && !isSame(table, orders) && !isSame(table, payments))
    .flatMap((table): readonly RelatedTable[] => {
      const declared = table.foreignKeys.find((link) => isSame(link, orders) && link.columns.length === 1)
      const [column] = declared?.columns ?? []
      const [orderColumn] = declared?.references ?? []
      if (column !== undefined && orderColumn !== undefined) return [{ table, column, orderColumn }]
      const named = table.columns.find(({ name }) => name.toLowerCase() === `${singular}_id`)?.name
      return table.schema !== orders.schema || named === undefined || key === undefined
        ? []
        : [{ table, column: named, orderColumn: key }]
    })
    .filter(({ table, column }) => isIndexed(table, column) || !needsScanOf(table, column))
    .slice(0, mostTables)
}

/** Rows of one table that refer to the order. */
export interface RelatedRows {
  /** "public.order_items". */
  readonly table: string
  readonly key: string | null
  readonly rows: readonly Row[]
}

/** What a callback did to one row of a related table. */
export interface RelatedChange {
  readonly table: string
  /** Value of the primary key; null for a table without one. */
  readonly id: string | null
  readonly kind: 'added' | 'removed' | 'changed'
  /** Old and new value by column. */
  readonly changes: { readonly [column: string]: readonly [JsonObject[string], JsonObject[string]] }
}

/** Reads the rows that refer to this row of the orders; a table that cannot be read has none. Throws on a lost connection. */
export async function readRelatedRows(
  session: DatabaseSession,
  { related }: Pick<OrderTables, 'related'>,
  orderRow: Row,
): Promise<readonly RelatedRows[]> {
  const dialect = dialectOf(session)
  const all: RelatedRows[] = []
  for (const { table, column, orderColumn } of related) {
    const value = orderRow[orderColumn]
    const link = table.columns.find(({ name }) => name === column)
    if (link === undefined || value === null || value === undefined) continue
    const parameters = createParameters(dialect)
    const condition = equals(link, String(value), parameters)
    if (condition === undefined) continue
    const [key] = table.primaryKey.length === 1 ? table.primaryKey : []
    const order = key === undefined ? '' : ` ORDER BY t.${dialect.quote(key)} DESC`
    const sql = `SELECT ${selectList(dialect, table.columns)}${fromSql(dialect, table, false)}${whereSql(dialect, table, condition)}${order} LIMIT ${mostRows}`
    const rows = await rowsOrNone(session.query(sql, parameters.values))
    all.push({ table: describeTable(table), key: key ?? null, rows })
  }
  return all
}

/** Rows of related tables that were added, removed or changed between two looks. */
export function diffRelatedRows(
  before: readonly RelatedRows[],
  after: readonly RelatedRows[],
): readonly RelatedChange[] {
  return after.flatMap((young) => {
    const old = before.find(({ table }) => table === young.table)
    return old === undefined ? [] : diffTable(old, young)
  })
}

function diffTable(old: RelatedRows, young: RelatedRows): readonly RelatedChange[] {
  const before = byKey(old)
  const after = byKey(young)
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id): readonly RelatedChange[] => {
    const [was, is] = [before.get(id), after.get(id)]
    // Where only the newest rows are read, one that is pushed out of them was not removed.
    if (is === undefined && young.rows.length === mostRows) return []
    const changes = changesOf(was ?? {}, is ?? {})
    if (Object.keys(changes).length === 0) return []
    const kind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
    return [{ table: young.table, id: young.key === null ? null : id, kind, changes }]
  })
}

/** Without a key a row is told by all that it holds, and equal rows by their number. */
function byKey({ key, rows }: RelatedRows): ReadonlyMap<string, JsonObject> {
  const seen = new Map<string, number>()
  return new Map(
    rows.map((row) => {
      const json = rowJson(row)
      if (key !== null) return [String(row[key]), json]
      const text = JSON.stringify(json)
      const count = (seen.get(text) ?? 0) + 1
      seen.set(text, count)
      return [`${text}#${count}`, json]
    }),
  )
}

function changesOf(was: JsonObject, is: JsonObject): RelatedChange['changes'] {
  const changes: Record<string, readonly [JsonObject[string], JsonObject[string]]> = {}
  for (const column of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const pair = [was[column] ?? null, is[column] ?? null] as const
    if (JSON.stringify(pair[0]) !== JSON.stringify(pair[1])) changes[column] = pair
  }
  return changes
}

function isSame(
  one: { readonly schema: string; readonly table?: string; readonly name?: string },
  other: CatalogTable | null,
): boolean {
  return other !== null && one.schema === other.schema && (one.table ?? one.name) === other.name
}

function needsScanOf(table: CatalogTable, name: string): boolean {
  const column = table.columns.find((candidate) => candidate.name === name)
  return column === undefined || needsScan(table, column)
}
