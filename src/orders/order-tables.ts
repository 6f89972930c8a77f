import type { CatalogTable } from './catalog.ts'
import type { ColumnChoice } from './choose-columns.ts'
import type { DialectName } from './dialect.ts'
import type { StateVocabulary } from './states.ts'

/** A table and what its columns mean here. */
export interface MappedTable {
  readonly table: CatalogTable
  readonly columns: ColumnChoice
  readonly states: StateVocabulary
}

/** `payments.<paymentColumn>` equals `orders.<orderColumn>`. */
export interface PaymentLink {
  readonly paymentColumn: string
  readonly orderColumn: string
}

/** `table.<column>` equals `orders.<orderColumn>`. */
export interface RelatedTable {
  readonly table: CatalogTable
  readonly column: string
  readonly orderColumn: string
}

/** Where the orders of this shop are: one table, or orders with their M-Pesa half in another table. */
export interface OrderTables {
  readonly orders: MappedTable
  readonly payments: (MappedTable & { readonly link: PaymentLink }) | null
  /** Tables whose rows refer to an order, besides that of the payments. */
  readonly related: readonly RelatedTable[]
  readonly dialect: DialectName
  /** Tables that were nearly as likely. */
  readonly alternatives: readonly string[]
  /** Why these, one sentence. */
  readonly explanation: string
  readonly origin: 'configured' | 'discovered'
}

/** The table that holds the ids of Safaricom: the payment half if there is one. */
export function tableWithIds(tables: OrderTables): MappedTable {
  const { orders, payments } = tables
  if (payments === null) return orders
  return payments.columns.checkoutRequestId === undefined && orders.columns.checkoutRequestId !== undefined
    ? orders
    : payments
}
