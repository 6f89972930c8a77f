import type { DatabaseSession, Row } from '../core/database-port.ts'
import { DatabaseQueryError } from '../core/database-port.ts'
import type { CatalogColumn, CatalogTable, ColumnKind, ForeignKey } from './catalog.ts'
import { checkedTexts, groupBy, groupByTable, quotedTexts } from './catalog-rows.ts'

const notOfTheSystem = (column: string): string =>
  `${column} NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')`

/** MySQL writes the names of these columns in capitals, MariaDB as they are asked for. */
const columnsSql = `
SELECT t.TABLE_SCHEMA AS \`schema\`, t.TABLE_NAME AS \`table\`, t.TABLE_TYPE AS kind, t.TABLE_ROWS AS \`rows\`,
  t.TABLE_SCHEMA <=> DATABASE() AS home, DATABASE() IS NULL AS homeless,
  c.COLUMN_NAME AS \`column\`, c.DATA_TYPE AS base, c.COLUMN_TYPE AS type_name, c.CHARACTER_MAXIMUM_LENGTH AS max_length,
  c.COLUMN_COMMENT AS comment
FROM information_schema.TABLES AS t
JOIN information_schema.COLUMNS AS c ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME
WHERE t.TABLE_TYPE IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED') AND ${notOfTheSystem('t.TABLE_SCHEMA')}
  AND FIND_IN_SET('select', c.PRIVILEGES) > 0
ORDER BY t.TABLE_SCHEMA, t.TABLE_NAME, c.ORDINAL_POSITION
LIMIT 20000`

const indexesSql = `
SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS \`table\`, INDEX_NAME AS name, NON_UNIQUE AS loose, COLUMN_NAME AS \`column\`,
  SUB_PART AS prefix
FROM information_schema.STATISTICS
WHERE ${notOfTheSystem('TABLE_SCHEMA')}
ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX
LIMIT 20000`

const foreignKeysSql = `
SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS \`table\`, CONSTRAINT_NAME AS name, COLUMN_NAME AS \`column\`,
  REFERENCED_TABLE_SCHEMA AS other_schema, REFERENCED_TABLE_NAME AS other_table, REFERENCED_COLUMN_NAME AS other_column
FROM information_schema.KEY_COLUMN_USAGE
WHERE REFERENCED_TABLE_NAME IS NOT NULL AND ${notOfTheSystem('TABLE_SCHEMA')}
ORDER BY TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION
LIMIT 20000`

/** Only the constraint itself tells its table in MySQL; MariaDB, where names repeat, has the table beside it. */
const checksSql = [
  `SELECT CONSTRAINT_SCHEMA AS \`schema\`, TABLE_NAME AS \`table\`, CHECK_CLAUSE AS clause FROM information_schema.CHECK_CONSTRAINTS LIMIT 5000`,
  `SELECT c.CONSTRAINT_SCHEMA AS \`schema\`, t.TABLE_NAME AS \`table\`, c.CHECK_CLAUSE AS clause
FROM information_schema.CHECK_CONSTRAINTS AS c
JOIN information_schema.TABLE_CONSTRAINTS AS t ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME
LIMIT 5000`,
]

/** Reads the catalog of a MySQL or MariaDB server; throws `DatabaseQueryError` as any query does. */
export async function readMysqlCatalog(session: DatabaseSession): Promise<readonly CatalogTable[]> {
  const columns = await session.query(columnsSql)
  const indexes = groupByTable(await session.query(indexesSql))
  const foreignKeys = groupByTable(await session.query(foreignKeysSql))
  const checks = groupByTable(await readChecks(session))
  return [...groupByTable(columns)].map(([id, rows]) => {
    const [first] = rows
    const clauses = (checks.get(id) ?? []).map((row) => String(row.clause).replaceAll("\\'", "'"))
    const lists = readIndexes(indexes.get(id) ?? [])
    return {
      schema: String(first?.schema),
      name: String(first?.table),
      kind: first?.kind === 'VIEW' ? 'view' : 'table',
      estimatedRows: first?.rows === null ? -1 : Number(first?.rows),
      columns: rows.map((row) => toColumn(row, clauses)),
      ...lists,
      foreignKeys: [...groupBy(foreignKeys.get(id) ?? [], (row) => String(row.name)).values()].map(toForeignKey),
      elsewhere: Number(first?.home) !== 1 && Number(first?.homeless) !== 1,
    }
  })
}

/** Older servers have no such table, and then no such constraints. */
async function readChecks(session: DatabaseSession): Promise<readonly Row[]> {
  for (const sql of checksSql) {
    try {
      return await session.query(sql)
    } catch (error) {
      if (!(error instanceof DatabaseQueryError) || error.sqlState.startsWith('08')) throw error
    }
  }
  return []
}

function readIndexes(rows: readonly Row[]): Pick<CatalogTable, 'primaryKey' | 'uniqueKeys' | 'indexed'> {
  const indexes = [...groupBy(rows, (row) => String(row.name))].map(([name, parts]) => ({
    name,
    unique: parts.every((row) => Number(row.loose) === 0 && row.prefix === null),
    // Parts that are expressions have no column.
    columns: parts.map((row) => (row.column === null ? '' : String(row.column))),
  }))
  return {
    primaryKey: indexes.find(({ name }) => name === 'PRIMARY')?.columns ?? [],
    uniqueKeys: indexes.filter(({ unique, columns }) => unique && !columns.includes('')).map(({ columns }) => columns),
    indexed: indexes.flatMap(({ columns: [column] }) => (column === undefined || column === '' ? [] : [column])),
  }
}

function toForeignKey(rows: readonly Row[]): ForeignKey {
  const [first] = rows
  return {
    columns: rows.map((row) => String(row.column)),
    schema: String(first?.other_schema),
    table: String(first?.other_table),
    references: rows.map((row) => String(row.other_column)),
  }
}

function toColumn(row: Row, clauses: readonly string[]): CatalogColumn {
  const name = String(row.column)
  const typeName = String(row.type_name)
  const base = String(row.base).toLowerCase()
  // MariaDB's JSON is a text with a constraint.
  const isJson = clauses.some((clause) => clause.includes(`json_valid(\`${name}\`)`))
  const checked = clauses.map((clause) => checkedTexts(clause).get(name)).find((labels) => labels !== undefined)
  return {
    name,
    kind: isJson ? 'json' : columnKind(base, typeName.toLowerCase(), name),
    typeName,
    maxLength: /char$/.test(base) ? Number(row.max_length) : null,
    labels: base === 'enum' ? quotedTexts(typeName) : (checked ?? []),
    comment: typeof row.comment === 'string' && row.comment !== '' ? row.comment : null,
  }
}

function columnKind(base: string, typeName: string, name: string): ColumnKind {
  // `tinyint(1)` is how booleans are made, but a status with three values is made of it as well.
  if (base === 'tinyint' && typeName.startsWith('tinyint(1)'))
    return /^(is|has|was)_|paid|^(is|has)[A-Z]/.test(name) ? 'boolean' : 'integer'
  switch (base) {
    case 'bit':
      return typeName === 'bit(1)' ? 'boolean' : 'other'
    case 'tinyint':
    case 'smallint':
    case 'mediumint':
    case 'int':
    case 'bigint':
    case 'year':
      return 'integer'
    case 'decimal':
    case 'float':
    case 'double':
      return 'decimal'
    case 'timestamp':
      return 'instant'
    case 'datetime':
      return 'naive-time'
    case 'enum':
    case 'date':
    case 'uuid':
    case 'json':
      return base
    default:
      return /char$|text$/.test(base) ? 'text' : 'other'
  }
}
