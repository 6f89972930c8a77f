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

/** Where the value of a column comes from that is none of the table's own. */
export type ColumnSource =
  /** A place in a JSON document of the same row. */
  | { readonly kind: 'json'; readonly column: string; readonly path: readonly string[] }
  /** A row of a table of names and values beside this one, as WordPress keeps them. */
  | {
      readonly kind: 'attribute'
      readonly schema: string
      readonly table: string
      /** Column that refers to this table, and the column of this table that it holds. */
      readonly owner: string
      readonly references: string
      readonly nameColumn: string
      readonly valueColumn: string
      readonly name: string
    }

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
  /** Absent for the table's own columns. */
  readonly source?: ColumnSource
}

export interface ForeignKey {
  readonly columns: readonly string[]
  readonly schema: string
  readonly table: string
  readonly references: readonly string[]
}

export interface CatalogTable {
  /** Empty where a database has no schemas (SQLite). */
  readonly schema: string
  readonly name: string
  readonly kind: 'table' | 'view'
  /** The planner's estimate, or one from the size on disk; -1 if nothing tells. */
  readonly estimatedRows: number
  /** Only those that this user may read. */
  readonly columns: readonly CatalogColumn[]
  readonly primaryKey: readonly string[]
  /** Column lists of unique indexes, the primary key included. */
  readonly uniqueKeys: readonly (readonly string[])[]
  /** First columns of all indexes; absent if that is not known. */
  readonly indexed?: readonly string[]
  readonly foreignKeys: readonly ForeignKey[]
  /** Only these rows are orders: `post_type = 'shop_order'`. */
  readonly only?: { readonly column: string; readonly value: string }
  /** In another database of the same server than the one that the URL names. */
  readonly elsewhere?: boolean
}

/** "public.orders", for people. */
export function describeTable(table: { readonly schema: string; readonly name: string }): string {
  return table.schema === '' ? table.name : `${table.schema}.${table.name}`
}

/** More rows than this are never read as a whole: only by an index, or the newest of them. */
export const largeTable = 100_000

export function isLarge({ estimatedRows }: Pick<CatalogTable, 'estimatedRows'>): boolean {
  return estimatedRows > largeTable
}
