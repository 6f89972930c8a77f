import type { SqlValue } from '../core/database-port.ts'
import type { CatalogColumn } from './catalog.ts'
import { quoteName } from './sql.ts'

/** Collects values and hands out their placeholders. */
export interface Parameters {
  readonly values: readonly SqlValue[]
  add(value: SqlValue): string
}

export function createParameters(): Parameters {
  const values: SqlValue[] = []
  return { values, add: (value) => `$${values.push(value)}` }
}

const uuid = /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i

/** `column = value` in the column's own type, so that its index serves; undefined if the column cannot hold the text. */
export function equals(column: CatalogColumn, text: string, parameters: Parameters): string | undefined {
  const name = quoteName(column.name)
  switch (column.kind) {
    case 'integer':
      return /^-?\d{1,18}$/.test(text) ? `${name} = ${parameters.add(text)}::bigint` : undefined
    case 'decimal':
      return /^-?\d{1,30}$/.test(text) ? `${name} = ${parameters.add(text)}::numeric` : undefined
    case 'uuid':
      return uuid.test(text) ? `${name} = ${parameters.add(text)}::uuid` : undefined
    case 'text':
      // PostgreSQL texts cannot hold it, and refuse to be asked.
      return text.includes('\0') ? undefined : `${name} = ${parameters.add(text)}`
    default:
      return undefined
  }
}

const arrayTypes: Partial<Record<CatalogColumn['kind'], string>> = {
  integer: 'bigint',
  decimal: 'numeric',
  uuid: 'uuid',
}

/** `column = ANY (values)` in the column's own type. */
export function equalsAny(column: CatalogColumn, texts: readonly string[], parameters: Parameters): string {
  const name = quoteName(column.name)
  const type = arrayTypes[column.kind]
  if (type !== undefined) return `${name} = ANY (${parameters.add(texts)}::${type}[])`
  return `${column.kind === 'text' ? name : `${name}::text`} = ANY (${parameters.add(texts)}::text[])`
}
