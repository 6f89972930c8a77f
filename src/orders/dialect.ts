import type { DatabaseSession } from '../core/database-port.ts'
import type { ColumnKind } from './catalog.ts'

export type DialectName = DatabaseSession['dialect']

/** What the SQL of one kind of database writes differently. Values never go through here, only names and expressions. */
export interface Dialect {
  readonly name: DialectName
  /** Names come from the catalog or the user and are always quoted. */
  quote(name: string): string
  /** The place of the nth value, counted from 1. */
  placeholder(position: number): string
  asText(expression: string): string
  /** A value that was given as text, in the type of a column, so that the column's index serves. */
  cast(placeholder: string, kind: ColumnKind): string
  /** The text at a path of a JSON document, null where there is none. */
  jsonText(expression: string, path: readonly string[]): string
  /** Ends an ORDER BY so that rows without a value come last. */
  readonly nullsLast: string
}

const quoteWith =
  (mark: string) =>
  (name: string): string =>
    `${mark}${name.replaceAll(mark, mark + mark)}${mark}`

/** Keys of JSON that are written into the SQL itself; any other key is not read. */
export const plainKey = /^[A-Za-z0-9_ -]{1,64}$/

const postgresTypes: Partial<Record<ColumnKind, string>> = { integer: 'bigint', decimal: 'numeric', uuid: 'uuid' }
const mysqlTypes: Partial<Record<ColumnKind, string>> = { integer: 'SIGNED', decimal: 'DECIMAL(65, 10)' }
const sqliteTypes: Partial<Record<ColumnKind, string>> = { integer: 'INTEGER', decimal: 'NUMERIC' }

const jsonPath = (path: readonly string[]): string => `'$${path.map((key) => `."${key}"`).join('')}'`

const postgresql: Dialect = {
  name: 'postgresql',
  quote: quoteWith('"'),
  placeholder: (position) => `$${position}`,
  asText: (expression) => `${expression}::text`,
  cast: (placeholder, kind) =>
    postgresTypes[kind] === undefined ? placeholder : `${placeholder}::${postgresTypes[kind]}`,
  jsonText: (expression, path) => `(${expression}::jsonb #>> '{${path.map((key) => `"${key}"`).join(',')}}')`,
  nullsLast: ' NULLS LAST',
}

const mysql: Dialect = {
  name: 'mysql',
  quote: quoteWith('`'),
  placeholder: () => '?',
  asText: (expression) => `CAST(${expression} AS CHAR)`,
  cast: (placeholder, kind) =>
    mysqlTypes[kind] === undefined ? placeholder : `CAST(${placeholder} AS ${mysqlTypes[kind]})`,
  jsonText: (expression, path) => `JSON_UNQUOTE(JSON_EXTRACT(${expression}, ${jsonPath(path)}))`,
  nullsLast: '',
}

const sqlite: Dialect = {
  name: 'sqlite',
  quote: quoteWith('"'),
  placeholder: () => '?',
  asText: (expression) => `CAST(${expression} AS TEXT)`,
  cast: (placeholder, kind) =>
    sqliteTypes[kind] === undefined ? placeholder : `CAST(${placeholder} AS ${sqliteTypes[kind]})`,
  jsonText: (expression, path) =>
    `CASE WHEN json_valid(${expression}) THEN json_extract(${expression}, ${jsonPath(path)}) END`,
  nullsLast: ' NULLS LAST',
}

const dialects: Readonly<Record<DialectName, Dialect>> = { postgresql, mysql, sqlite }

export function dialectOf({ dialect }: Pick<DatabaseSession, 'dialect'>): Dialect {
  return dialects[dialect]
}
