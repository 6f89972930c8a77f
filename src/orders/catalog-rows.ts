import type { Row } from '../core/database-port.ts'

/** Rows of a catalog by schema and table, in the order in which the tables come. */
export function groupByTable(rows: readonly Row[]): Map<string, Row[]> {
  return groupBy(rows, (row) => JSON.stringify([row.schema, row.table]))
}

export function groupBy(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** The texts in quotes of `IN ('pending', 'it''s paid')` or `enum('a','b')`. */
export function quotedTexts(sql: string): readonly string[] {
  return [...sql.matchAll(/'((?:[^'\\]|''|\\.)*)'/g)].map((match) =>
    (match[1] ?? '').replaceAll("''", "'").replaceAll(/\\(.)/g, '$1'),
  )
}

/** `CHECK (status IN ('pending', 'paid'))` in any quoting of names: the texts by column. */
export function checkedTexts(sql: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  const check = /[`"[]?(\w+)[`"\]]?\s+in\s*\(((?:[^()']|'(?:[^']|'')*')*)\)/gi
  for (const [, column = '', list = ''] of sql.matchAll(check)) {
    const labels = quotedTexts(list)
    // Numbers in quotes or without are codes, and not labels.
    if (labels.length > 0) found.set(column, labels)
  }
  return found
}
