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
  /** Nearest first, so that each starts from a table that was reached before; those of `phones` count as such. */
  readonly links: readonly Link[]
  readonly ledgers: readonly Ledger[]
  /** Tables with rows for the payer's phone number, however it is written. */
  readonly phones: readonly Ledger[]
  /** Named like a balance or a stock, and tied to the order by nothing: what is done there stays unseen. */
  readonly unwatched: readonly CatalogTable[]
}

const mostTables = 16
/**
 * Tables whose rows may change when an order is paid: payments, ledgers, wallets, stock. From the catalog alone, and at
 * most two steps away: from the order over the customer to the wallet, and over the lines to the stock.
 */
export function findSideTables(catalog: readonly CatalogTable[], { orders, payments }: OrderTables): SideTables {
  const own = [orders.table, ...(payments === null ? [] : [payments.table])]
  const isOwn = (table: CatalogTable): boolean => own.some((other) => isSame(other, table))
  const readable = catalog.filter(({ kind, columns }) => kind === 'table' && columns.length > 0)
  const start = readable.filter(isOwn)
  const beside = readable.filter((table) => !isOwn(table))
  const links: Link[] = []
  const reached = new Set<CatalogTable>()
  // Of a large table only what an index leads to is ever asked for.
  const reach = (edge: readonly CatalogTable[], find: typeof declaredLink): void => {
    for (const link of edge.flatMap((from) => beside.flatMap((table) => find(from, table) ?? []))) {
      if (reached.has(link.table) || reached.size >= mostTables || needsScan(link.table, link.column)) continue
      reached.add(link.table)
      links.push(link)
    }
  }
  const listBy = (matches: (column: CatalogColumn) => boolean): readonly Ledger[] =>
    beside
      .filter((table) => !reached.has(table))
      .toSorted((one, other) => Number(isBalance(other)) - Number(isBalance(one)))
      .flatMap((table) => {
        const columns = table.columns.filter((column) => matches(column) && !needsScan(table, column))
        return columns.length === 0 ? [] : [{ table, columns }]
      })
      .slice(0, mostTables)
  reach(start, (from, table) => declaredLink(from, table) ?? namedAfter(from, table) ?? sameOwner(from, table))
  const phones = listBy(isPhone)
  for (const { table } of phones) reached.add(table)
  // Far from the order a mere name says too little.
  reach([...links.map(({ table }) => table), ...phones.map(({ table }) => table)], declaredLink)
  const ledgers = listBy(carriesReference)
  const watched = new Set([...reached, ...ledgers.map(({ table }) => table)])
  const unwatched = beside.filter((table) => isBalance(table) && !watched.has(table))
  return { links, ledgers, phones, unwatched }
}

const balanceWords = /^(wallets?|balances?|ledgers?|credits?|accounts?|stocks?|inventory|inventories|floats?)$/

function isBalance({ name }: CatalogTable): boolean {
  return splitWords(name).some((word) => balanceWords.test(word))
}

/** By a name that means nothing else; `phone_verified_at` does not hold a number. */
function isPhone({ name, kind }: CatalogColumn): boolean {
  const isNumber = /^(\w*(phone|msisdn|mobile|telephone)(number|no|num)?|tel)$/.test(squash(name))
  return isNumber && (kind === 'text' || kind === 'integer' || kind === 'decimal')
}

/** The columns of a table that hold phone numbers. */
export function phoneColumns({ columns }: CatalogTable): readonly string[] {
  return columns.filter(isPhone).map(({ name }) => name)
}

function declaredLink(from: CatalogTable, table: CatalogTable): Link | undefined {
  const child = childOf(from, table)
  if (child !== undefined) return child
  const key = from.foreignKeys.find(
    (one) => one.columns.length === 1 && one.schema === table.schema && one.table === table.name,
  )
  const column = table.columns.find(({ name }) => name === key?.references[0])
  const fromColumn = key?.columns[0]
  return column === undefined || fromColumn === undefined ? undefined : { table, column, from, fromColumn }
}

const ownerId = /^(user|customer|client|account|member|owner|buyer|payer|profile)(id|uuid|no|number)$/

/** `customer_id` in both, or `customer_id` beside a table `customers`, where nobody declared a key. */
function sameOwner(from: CatalogTable, table: CatalogTable): Link | undefined {
  const [key] = table.primaryKey.length === 1 ? table.primaryKey : []
  for (const { name, kind } of from.columns) {
    const word = squash(name)
    const column = table.columns.find(
      (one) =>
        one.kind === kind &&
        ((ownerId.test(word) && squash(one.name) === word) ||
          (one.name === key && word === `${singularOf(table.name)}id` && word !== squash(key))),
    )
    if (column !== undefined) return { table, column, from, fromColumn: name }
  }
  return undefined
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
function namedAfter(from: CatalogTable, table: CatalogTable): Link | undefined {
  const [key] = from.primaryKey.length === 1 ? from.primaryKey : []
  const column = table.columns.find(({ name }) => squash(name) === `${singularOf(from.name)}id`)
  return column === undefined || key === undefined ? undefined : { table, column, from, fromColumn: key }
}

function singularOf(tableName: string): string {
  const word = splitWords(tableName).at(-1) ?? ''
  return word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.replace(/s$/, '')
}

/** A column for the CheckoutRequestID or the receipt, by a name that means nothing else. */
function carriesReference(column: CatalogColumn): boolean {
  return (['checkoutRequestId', 'receipt'] as const).some((field) => nameWeight(field, column) >= 75)
}

function isSame(one: CatalogTable, other: CatalogTable): boolean {
  return one.schema === other.schema && one.name === other.name
}
