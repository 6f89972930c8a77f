import type { CatalogColumn, CatalogTable } from './catalog.ts'
import { isLarge } from './catalog.ts'
import type { Dialect } from './dialect.ts'

/** How many of the newest rows of a large table are looked through where no index leads to the row. */
export const newestRows = 20_000

/** The alias that every query of one table gives it, for its columns' names may be those of a table beside it. */
export const self = 't.'

export function quoteTable(dialect: Dialect, table: { readonly schema: string; readonly name: string }): string {
  const name = dialect.quote(table.name)
  return table.schema === '' ? name : `${dialect.quote(table.schema)}.${name}`
}

/** What to write for a column: its name, or how its value is got. */
export function columnSql(dialect: Dialect, column: CatalogColumn, alias = self): string {
  const { source } = column
  const { quote } = dialect
  if (source === undefined) return `${alias}${quote(column.name)}`
  if (source.kind === 'json') return dialect.jsonText(`${alias}${quote(source.column)}`, source.path)
  const table = quoteTable(dialect, { schema: source.schema, name: source.table })
  return `(SELECT a.${quote(source.valueColumn)} FROM ${table} AS a WHERE a.${quote(source.owner)} = ${alias}${quote(source.references)} AND a.${quote(source.nameColumn)} = ${quoteWord(source.name)} LIMIT 1)`
}

/** Columns by name and never `*`: some may be out of this user's reach. */
export function selectList(dialect: Dialect, columns: readonly CatalogColumn[], alias = self): string {
  return columns
    .map((column) => {
      const expression = columnSql(dialect, column, alias)
      return column.source === undefined ? expression : `${expression} AS ${dialect.quote(column.name)}`
    })
    .join(', ')
}

/** ` FROM …` under the alias: the table, or with `newest` the newest rows of a large one. */
export function fromSql(dialect: Dialect, table: CatalogTable, newest: boolean, alias = self): string {
  const name = alias.replace('.', '')
  if (!newest) return ` FROM ${quoteTable(dialect, table)} AS ${name}`
  const own = table.columns.filter(({ source }) => source === undefined)
  return ` FROM (SELECT ${selectList(dialect, own)} FROM ${quoteTable(dialect, table)} AS t${whereSql(dialect, table)}${newestFirst(dialect, table)} LIMIT ${newestRows}) AS ${name}`
}

/** ` WHERE …` for the rows of a table that count, and the condition. */
export function whereSql(dialect: Dialect, { only }: CatalogTable, condition?: string, alias = self): string {
  const parts = [
    ...(only === undefined ? [] : [`${alias}${dialect.quote(only.column)} = ${quoteWord(only.value)}`]),
    ...(condition === undefined ? [] : [`(${condition})`]),
  ]
  return parts.length === 0 ? '' : ` WHERE ${parts.join(' AND ')}`
}

/** By a key or time whose index makes it quick; in small tables that matters little. */
export function newestFirst(dialect: Dialect, table: CatalogTable): string {
  const [key] = table.primaryKey.length === 1 ? table.primaryKey : []
  const times = table.columns.filter(({ name, kind }) => kind !== 'date' && isTime(kind) && isIndexed(table, name))
  const grows = table.columns.find(({ name, kind }) => name === key && kind === 'integer')
  const column = grows?.name ?? times.find(({ name }) => /creat|add|date|time/i.test(name))?.name
  // Keys that are random do not grow with time, but at least their order is that of an index.
  const chosen = column ?? key
  return chosen === undefined ? '' : ` ORDER BY ${self}${dialect.quote(chosen)} DESC`
}

/** Whether an index leads to the rows with a value of this column. */
export function isIndexed({ indexed, uniqueKeys }: CatalogTable, column: string): boolean {
  return indexed?.includes(column) === true || uniqueKeys.some(([first]) => first === column)
}

/** Whether looking for a value of this column means reading the whole of a large table. */
export function needsScan(table: CatalogTable, column: CatalogColumn): boolean {
  return isLarge(table) && column.source?.kind !== 'attribute' && !isIndexed(table, column.name)
}

function isTime(kind: CatalogColumn['kind']): boolean {
  return kind === 'instant' || kind === 'naive-time' || kind === 'date'
}

/** Only for words of our own and names that were checked: nothing that a quote or a backslash could end. */
export function quoteWord(word: string): string {
  if (!/^[\w.:-]+$/.test(word)) throw new RangeError('this text must be a parameter')
  return `'${word}'`
}
