import type { DatabaseSession } from '../core/database-port.ts'
import type { CatalogColumn, CatalogTable, ColumnKind } from './catalog.ts'
import { nameWeight } from './choose-columns.ts'
import { dialectOf } from './dialect.ts'
import { fieldRules } from './fields.ts'
import { rowsOrNone } from './rows-or-none.ts'
import { fromSql, newestFirst, newestRows, whereSql } from './sql.ts'

/** Where WooCommerce keeps orders: since 8.2 in tables of their own, before as posts. The first with orders is in use. */
const places = [
  { orders: 'wc_orders', meta: 'wc_orders_meta', owner: 'order_id', references: 'id', only: 'type' },
  { orders: 'posts', meta: 'postmeta', owner: 'post_id', references: 'ID', only: 'post_type' },
] as const

const mostAttributes = 12

/** The catalog with the attributes of WooCommerce's orders as their columns; as it was where there is no WooCommerce. */
export async function withWooCommerce(
  session: DatabaseSession,
  catalog: readonly CatalogTable[],
): Promise<readonly CatalogTable[]> {
  for (const place of places)
    for (const orders of catalog.filter(({ name }) => name.endsWith(`_${place.orders}`))) {
      const prefix = orders.name.slice(0, -place.orders.length)
      const meta = catalog.find(({ schema, name }) => schema === orders.schema && name === `${prefix}${place.meta}`)
      if (meta === undefined) continue
      const filtered = { ...orders, only: { column: place.only, value: 'shop_order' } }
      if (!(await hasRows(session, filtered))) continue
      const attributes = (await attributeNames(session, meta)).flatMap(
        (name) => attributeColumn(name, place, meta) ?? [],
      )
      const table = { ...filtered, columns: [...orders.columns, ...attributes.slice(0, mostAttributes)] }
      return catalog.map((other) => (other === orders ? table : other))
    }
  return catalog
}

async function hasRows(session: DatabaseSession, table: CatalogTable): Promise<boolean> {
  const dialect = dialectOf(session)
  const sql = `SELECT 1 AS one${fromSql(dialect, table, false)}${whereSql(dialect, table)} LIMIT 1`
  return (await rowsOrNone(session.query(sql))).length > 0
}

/** Plugins name what they store as they like; the newest rows tell how. */
async function attributeNames(session: DatabaseSession, meta: CatalogTable): Promise<readonly string[]> {
  const dialect = dialectOf(session)
  const newest = `SELECT meta_key AS name${fromSql(dialect, meta, false)}${newestFirst(dialect, meta)} LIMIT ${newestRows}`
  const rows = await rowsOrNone(session.query(`SELECT DISTINCT name FROM (${newest}) AS newest LIMIT 500`))
  return rows.map((row) => String(row.name))
}

function attributeColumn(name: string, place: (typeof places)[number], meta: CatalogTable): CatalogColumn | undefined {
  if (!/^[\w.:-]{1,60}$/.test(name)) return undefined
  const kinds: readonly ColumnKind[] = ['text', 'decimal']
  const column = kinds
    .map(
      (kind): CatalogColumn => ({
        name,
        kind,
        typeName: 'attribute',
        maxLength: null,
        labels: [],
        comment: null,
        source: {
          kind: 'attribute',
          schema: meta.schema,
          table: meta.name,
          owner: place.owner,
          references: place.references,
          nameColumn: 'meta_key',
          valueColumn: 'meta_value',
          name,
        },
      }),
    )
    .find((candidate) => isUseful(candidate))
  return column
}

function isUseful(column: CatalogColumn): boolean {
  return (Object.keys(fieldRules) as (keyof typeof fieldRules)[]).some((field) => nameWeight(field, column) >= 60)
}
