import { looksLikeCheckoutRequestId } from '../daraja/checkout-request-id.ts'
import { isMerchantRequestId } from '../daraja/merchant-request-id.ts'
import { looksLikeReceipt } from '../daraja/receipt.ts'
import type { CatalogColumn, CatalogTable } from './catalog.ts'
import { fieldRules, type OrderField } from './fields.ts'
import { tellsPayments } from './states.ts'
import { squash } from './words.ts'

/** A few values of each sampled column, newest rows first. */
export type ColumnSamples = Readonly<Record<string, readonly string[]>>

export type ColumnChoice = { readonly [F in OrderField]?: CatalogColumn }

/** How much the name of a column speaks for a field, 0 to 100. */
export function nameWeight(field: Exclude<OrderField, 'key'>, column: CatalogColumn): number {
  const rule = fieldRules[field]
  if (!rule.kinds.includes(column.kind)) return 0
  const name = squash(column.name)
  return rule.names.find(([pattern]) => pattern.test(name))?.[1] ?? 0
}

/** Columns whose values help to decide: references of payments, and states. */
export function columnsToSample(table: CatalogTable): readonly CatalogColumn[] {
  const fields = ['checkoutRequestId', 'merchantRequestId', 'receipt', 'state', 'orderNumber'] as const
  return table.columns.filter((column) => fields.some((field) => nameWeight(field, column) > 0)).slice(0, 12)
}

/** Chooses the column for each field, by name, type and what a few rows hold. */
export function chooseColumns(table: CatalogTable, samples: ColumnSamples = {}): ColumnChoice {
  const links = new Set(table.foreignKeys.flatMap((key) => key.columns))
  const best = (
    field: Exclude<OrderField, 'key'>,
    adjust: (column: CatalogColumn, weight: number) => number = (_, weight) => weight,
  ): CatalogColumn | undefined => {
    let winner: { readonly column: CatalogColumn; readonly weight: number } | undefined
    for (const column of table.columns) {
      const weight = adjust(column, nameWeight(field, column))
      if (weight > 0 && weight > (winner?.weight ?? 0)) winner = { column, weight }
    }
    return winner?.column
  }
  const share = (column: CatalogColumn, matches: (value: string) => boolean): number => {
    const values = samples[column.name] ?? []
    return values.length === 0 ? 0 : values.filter(matches).length / values.length
  }
  const reference =
    (matches: (value: string) => boolean) =>
    (column: CatalogColumn, weight: number): number =>
      links.has(column.name) || column.kind !== 'text' ? 0 : weight + (share(column, matches) > 0 ? 100 : 0)

  const checkoutRequestId = best('checkoutRequestId', reference(looksLikeCheckoutRequestId))
  const receipt = best('receipt', (column, weight) => {
    if (column === checkoutRequestId) {
      // One column for both: seen to hold receipts, or named after neither.
      if (share(column, looksLikeReceipt) > 0) return Math.max(weight, 20) + 30
      return nameWeight('checkoutRequestId', column) > 60 ? 0 : weight - 30
    }
    return reference(looksLikeReceipt)(column, weight)
  })
  const state = best('state', (column, weight) => {
    if (weight === 0) return 0
    const values = [...new Set([...column.labels, ...(samples[column.name] ?? [])])]
    return weight + (tellsPayments(values) ? 30 : 0)
  })
  const choice = {
    key: chooseKey(table),
    orderNumber: best('orderNumber', (column, weight) => (links.has(column.name) ? 0 : weight)),
    state,
    checkoutRequestId,
    merchantRequestId: best('merchantRequestId', reference(isMerchantRequestId)),
    receipt,
    amount: best('amount', (column, weight) => (links.has(column.name) ? 0 : weight)),
    phone: best('phone'),
    paidAt: best('paidAt', (column, weight) => weight - (column.kind === 'text' || column.kind === 'integer' ? 20 : 0)),
    note: best('note'),
    method: best('method'),
    createdAt: best('createdAt'),
  }
  return Object.fromEntries(Object.entries(choice).filter(([, column]) => column !== undefined))
}

/** The primary key; for views and tables without one, a column that is called or indexed like one. */
function chooseKey(table: CatalogTable): CatalogColumn | undefined {
  const unique = table.uniqueKeys.find((key) => key.length === 1)?.[0]
  const name = table.primaryKey.length === 1 ? table.primaryKey[0] : unique
  return (
    table.columns.find((column) => column.name === name) ??
    table.columns.find((column) => squash(column.name) === 'id') ??
    table.columns.find((column) => /^(order|payment|transaction)id$/.test(squash(column.name)))
  )
}
