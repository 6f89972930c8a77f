/** What a column can hold, as far as finding the order is concerned. `naive-time` is a timestamp without a zone. */
export type ColumnKind =
  | 'text'
  | 'enum'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'instant'
  | 'naive-time'
  | 'date'
  | 'uuid'
  | 'json'
  | 'other'

export interface CatalogColumn {
  readonly name: string
  readonly kind: ColumnKind
  /** As the server writes it: `character varying(64)`. */
  readonly typeName: string
  /** In characters; null without a limit. */
  readonly maxLength: number | null
  /** Values of an enum type, or those that a check constraint lists. */
  readonly labels: readonly string[]
  readonly comment: string | null
}

export interface ForeignKey {
  readonly columns: readonly string[]
  readonly schema: string
  readonly table: string
  readonly references: readonly string[]
}

export interface CatalogTable {
  readonly schema: string
  readonly name: string
  readonly kind: 'table' | 'view'
  /** The planner's estimate; -1 if the table was never analysed. */
  readonly estimatedRows: number
  readonly columns: readonly CatalogColumn[]
  readonly primaryKey: readonly string[]
  /** Column lists of unique indexes, the primary key included. */
  readonly uniqueKeys: readonly (readonly string[])[]
  readonly foreignKeys: readonly ForeignKey[]
}

/** "public.orders", for people. */
export function describeTable(table: { readonly schema: string; readonly name: string }): string {
  return `${table.schema}.${table.name}`
}
