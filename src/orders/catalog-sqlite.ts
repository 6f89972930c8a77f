import type { DatabaseSession, Row } from '../core/database-port.ts'
import type { CatalogColumn, CatalogTable, ColumnKind, ForeignKey } from './catalog.ts'
import { checkedTexts, groupBy, texts } from './catalog-rows.ts'
import { rowsOrNone } from './rows-or-none.ts'

const ofTables = `FROM sqlite_master AS m, `
const usable = `m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name NOT LIKE '\\_litestream\\_%' ESCAPE '\\'`

const columnsSql = `SELECT m.name AS "table", m.type AS kind, m.sql AS sql, c.name AS "column", c.type AS type_name, c.pk AS pk
${ofTables}pragma_table_xinfo(m.name) AS c WHERE ${usable} AND c.hidden <> 1 ORDER BY m.name, c.cid LIMIT 20000`

const indexesSql = `SELECT m.name AS "table", i.name AS name, i."unique" AS is_unique, i.partial AS partial, k.name AS "column"
${ofTables}pragma_index_list(m.name) AS i, pragma_index_info(i.name) AS k WHERE m.type = 'table' ORDER BY m.name, i.seq, k.seqno LIMIT 20000`

const foreignKeysSql = `SELECT m.name AS "table", f.id AS id, f."table" AS other_table, f."from" AS "column", f."to" AS other_column
${ofTables}pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' ORDER BY m.name, f.id, f.seq LIMIT 20000`

/** Reads the catalog of a SQLite file; throws `DatabaseQueryError` as any query does. */
export async function readSqliteCatalog(session: DatabaseSession): Promise<readonly CatalogTable[]> {
  const byTable = (rows: readonly Row[]): Map<string, Row[]> => groupBy(rows, (row) => String(row.table))
  const tables = byTable(await session.query(columnsSql))
  const indexes = byTable(await session.query(indexesSql))
  const foreignKeys = byTable(await session.query(foreignKeysSql))
  const primaryKeys = new Map([...tables].map(([name, rows]) => [name.toLowerCase(), primaryKeyOf(rows)]))
  const catalog: CatalogTable[] = []
  for (const [name, rows] of tables) {
    const kind = rows[0]?.kind === 'view' ? 'view' : 'table'
    const checked = checkedTexts(String(rows[0]?.sql ?? ''))
    const primaryKey = primaryKeyOf(rows)
    const lists = [...groupBy(indexes.get(name) ?? [], (row) => String(row.name)).values()]
    const keys = groupBy(foreignKeys.get(name) ?? [], (row) => String(row.id))
    catalog.push({
      schema: '',
      name,
      kind,
      estimatedRows: kind === 'view' ? -1 : await estimateRows(session, name),
      columns: rows.map((row) => toColumn(row, checked)),
      primaryKey,
      uniqueKeys: [
        ...(primaryKey.length > 0 ? [primaryKey] : []),
        ...lists.filter(isUnique).map((list) => list.map((row) => String(row.column))),
      ],
      indexed: [...primaryKey.slice(0, 1), ...lists.flatMap(([row]) => texts([row?.column]))],
      foreignKeys: [...keys.values()].map((parts) => toForeignKey(parts, primaryKeys)),
    })
  }
  return catalog
}

/** The highest row number: found at once, and exact where nothing was deleted. Tables without row numbers tell nothing. */
async function estimateRows(session: DatabaseSession, name: string): Promise<number> {
  const [row] = await rowsOrNone(session.query(`SELECT max(rowid) AS "rows" FROM "${name.replaceAll('"', '""')}"`))
  return row === undefined ? -1 : Number(row.rows ?? 0)
}

function primaryKeyOf(rows: readonly Row[]): readonly string[] {
  return rows
    .filter((row) => Number(row.pk) > 0)
    .sort((a, b) => Number(a.pk) - Number(b.pk))
    .map((row) => String(row.column))
}

/** Without a condition, and over columns only. */
function isUnique(list: readonly Row[]): boolean {
  return list.every((row) => Number(row.is_unique) === 1 && Number(row.partial) === 0 && row.column !== null)
}

/** Without named columns a foreign key means the primary key. */
function toForeignKey(parts: readonly Row[], primaryKeys: ReadonlyMap<string, readonly string[]>): ForeignKey {
  const table = String(parts[0]?.other_table)
  const primary = primaryKeys.get(table.toLowerCase()) ?? []
  return {
    columns: parts.map((row) => String(row.column)),
    schema: '',
    table,
    references: parts.map((row, index) =>
      row.other_column === null ? (primary[index] ?? '') : String(row.other_column),
    ),
  }
}

function toColumn(row: Row, checked: ReadonlyMap<string, readonly string[]>): CatalogColumn {
  const name = String(row.column)
  const typeName = String(row.type_name)
  return {
    name,
    kind: columnKind(typeName.toLowerCase(), name),
    typeName,
    // SQLite cuts nothing, whatever the type says.
    maxLength: null,
    labels: checked.get(name) ?? [],
    comment: null,
  }
}

/** The words that frameworks write first, then the rules of SQLite itself. */
function columnKind(type: string, name: string): ColumnKind {
  if (/^bool/.test(type) || type === 'tinyint(1)') return 'boolean'
  if (/timestamptz|with time zone/.test(type)) return 'instant'
  if (/datetime|timestamp/.test(type)) return 'naive-time'
  if (type === 'date') return 'date'
  if (/json/.test(type)) return 'json'
  if (/int/.test(type)) return /^(is|has|was)_|^(is|has)[A-Z]|^paid$/.test(name) ? 'boolean' : 'integer'
  if (/char|clob|text|uuid|enum/.test(type) || type === '') return 'text'
  if (/blob|binary/.test(type)) return 'other'
  return /real|floa|doub|dec|num|money/.test(type) ? 'decimal' : 'text'
}
