import type { CatalogColumn, CatalogTable } from '../../orders/catalog.ts'
import { nameWeight } from '../../orders/choose-columns.ts'
import type { OrderTables } from '../../orders/order-tables.ts'
import { needsScan } from '../../orders/sql.ts'
import { splitWords, squash } from '../../orders/words.ts'

/** `table.column` holds what `from.fromColumn` holds: the way from one row to the rows that belong to it. */
export interface Link {
  readonly table: CatalogTable
  readonly column: CatalogColumn
  readonly from: CatalogTable
  readonly fromColumn: string
}

/** A table that has rows of its own for a payment, found by what the callback carries. */
export interface Ledger {
  readonly table: CatalogTable
  readonly columns: readonly CatalogColumn[]
}

export interface SideTables {
  /** Nearest first, so that each starts from a table that was reached before. */
  readonly links: readonly Link[]
  readonly ledgers: readonly Ledger[]
}

const mostTables = 16
/** From the order over the customer to the wallet, and over the lines to the stock. */
const farthest = 2

/** Tables whose rows may change when an order is paid: payments, ledgers, wallets, stock. From the catalog alone. */
export function findSideTables(catalog: readonly CatalogTable[], { orders, payments }: OrderTables): SideTables {
  const own = [orders.table, ...(payments === null ? [] : [payments.table])]
  const isOwn = (table: CatalogTable): boolean => own.some((other) => isSame(other, table))
  const readable = catalog.filter(({ kind, columns }) => kind === 'table' && columns.length > 0)
  const links: Link[] = []
  const reached = new Set<CatalogTable>()
  let edge: readonly CatalogTable[] = readable.filter(isOwn)
  for (let distance = 1; distance <= farthest; distance++) {
    const found = edge.flatMap((from) =>
      readable
        .filter((table) => !isOwn(table) && !reached.has(table))
        .flatMap((table) => linkBetween(from, table, distance) ?? [])
        .filter(({ table, column }) => !needsScan(table, column)),
    )
    for (const link of found) {
      if (reached.has(link.table) || reached.size >= mostTables) continue
      reached.add(link.table)
      links.push(link)
    }
    edge = links.map(({ table }) => table)
  }
  const ledgers = readable
    .filter((table) => !isOwn(table) && !reached.has(table))
    .flatMap((table) => {
      const columns = table.columns.filter((column) => carriesReference(column) && !needsScan(table, column))
      return columns.length === 0 ? [] : [{ table, columns }]
    })
  // Of a large table only what an index leads to is ever asked for.
  return { links, ledgers: ledgers.slice(0, mostTables) }
}

function linkBetween(from: CatalogTable, table: CatalogTable, distance: number): readonly Link[] | undefined {
  const child = childOf(from, table)
  if (child !== undefined) return [child]
  const key = from.foreignKeys.find(
    (one) => one.columns.length === 1 && one.schema === table.schema && one.table === table.name,
  )
  const column = table.columns.find(({ name }) => name === key?.references[0])
  const fromColumn = key?.columns[0]
  if (column !== undefined && fromColumn !== undefined) return [{ table, column, from, fromColumn }]
  // Far from the order a mere name says too little.
  return distance === 1 ? namedAfter(from, table) : undefined
}

function childOf(from: CatalogTable, table: CatalogTable): Link | undefined {
  const key = table.foreignKeys.find(
    (one) => one.columns.length === 1 && one.schema === from.schema && one.table === from.name,
  )
  const column = table.columns.find(({ name }) => name === key?.columns[0])
  const fromColumn = key?.references[0]
  return column === undefined || fromColumn === undefined ? undefined : { table, column, from, fromColumn }
}

/** `order_id` beside a table `orders`, where nobody declared the key. */
function namedAfter(from: CatalogTable, table: CatalogTable): readonly Link[] | undefined {
  const [key] = from.primaryKey.length === 1 ? from.primaryKey : []
  const word = splitWords(from.name).at(-1) ?? ''
  const singular = word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.replace(/s$/, '')
  const column = table.columns.find(({ name }) => squash(name) === `${singular}id`)
  return column === undefined || key === undefined ? undefined : [{ table, column, from, fromColumn: key }]
}

/** A column for the CheckoutRequestID or the receipt, by a name that means nothing else. */
function carriesReference(column: CatalogColumn): boolean {
  return (['checkoutRequestId', 'receipt'] as const).some((field) => nameWeight(field, column) >= 75)
}

function isSame(one: CatalogTable, other: CatalogTable): boolean {
  return one.schema === other.schema && one.name === other.name
}
