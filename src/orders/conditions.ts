import type { SqlValue } from '../core/database-port.ts'
import type { CatalogColumn } from './catalog.ts'
import type { Dialect } from './dialect.ts'
import { columnSql, quoteTable, quoteWord, self } from './sql.ts'

/** Collects values and hands out their places; conditions must stand in the SQL in the order in which they were made. */
export interface Parameters {
  readonly dialect: Dialect
  readonly values: readonly SqlValue[]
  add(value: SqlValue): string
}

export function createParameters(dialect: Dialect): Parameters {
  const values: SqlValue[] = []
  return { dialect, values, add: (value) => dialect.placeholder(values.push(value)) }
}

const uuid = /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i

/** `column = value` in the column's own type, so that its index serves; undefined if the column cannot hold the text. */
export function equals(column: CatalogColumn, text: string, parameters: Parameters, alias = self): string | undefined {
  return canHold(column, text) ? equalsAny(column, [text], parameters, alias) : undefined
}

function canHold({ kind }: CatalogColumn, text: string): boolean {
  switch (kind) {
    case 'integer':
      return /^-?\d{1,18}$/.test(text)
    case 'decimal':
      return /^-?\d{1,30}$/.test(text)
    case 'uuid':
      return uuid.test(text)
    case 'text':
      // PostgreSQL texts cannot hold it, and refuse to be asked.
      return !text.includes('\0')
    default:
      return false
  }
}

/** `column IN (values)` in the column's own type. */
export function equalsAny(
  column: CatalogColumn,
  texts: readonly string[],
  parameters: Parameters,
  alias = self,
): string {
  const { dialect } = parameters
  const { source } = column
  const places = texts.map((text) => dialect.cast(parameters.add(text), column.kind))
  const list = places.length === 1 ? `= ${places[0]}` : `IN (${places.join(', ')})`
  if (source?.kind === 'attribute') {
    // Found by its value there, and not by asking every row of this table for its attribute.
    const table = quoteTable(dialect, { schema: source.schema, name: source.table })
    const { quote } = dialect
    return `${alias}${quote(source.references)} IN (SELECT ${quote(source.owner)} FROM ${table} WHERE ${quote(source.nameColumn)} = ${quoteWord(source.name)} AND ${quote(source.valueColumn)} ${list})`
  }
  const name = columnSql(dialect, column, alias)
  // Of MySQL: a text outside the column's character set is an error there, and not merely unequal.
  if (dialect.name === 'mysql' && column.kind === 'text' && texts.some((text) => /[^\x20-\x7e]/.test(text)))
    return `CONVERT(${name} USING utf8mb4) ${list}`
  // Enums and other types that have no equality with a text.
  const comparable = column.kind === 'text' || dialect.cast('?', column.kind) !== '?' || dialect.name === 'mysql'
  return `${comparable ? name : dialect.asText(name)} ${list}`
}
