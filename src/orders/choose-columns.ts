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

const tellingFields = ['checkoutRequestId', 'merchantRequestId', 'receipt', 'state', 'orderNumber'] as const
const articles = /sku|article|product|item|serial|batch|barcode|name|user/
const shortestReference = 10
const secrets = /pass|secret|token|hash|salt|otp|pin$|card|cvv/

/** Columns whose values help to decide: references of payments and states, and every text that an id has room in. */
export function columnsToSample(table: CatalogTable): readonly CatalogColumn[] {
  const named = table.columns.filter(
    (column) =>
      tellingFields.some((field) => nameWeight(field, column) > 0) ||
      (column.kind === 'text' && nameWeight('amount', column) > 0) ||
      (column.kind === 'integer' && nameWeight('createdAt', column) > 0),
  )
  const others = table.columns.filter(
    (column) =>
      !named.includes(column) &&
      column.kind === 'text' &&
      (column.maxLength ?? shortestReference) >= shortestReference &&
      !secrets.test(squash(column.name)),
  )
  return [...named.slice(0, 14), ...others].slice(0, 24)
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
    (matches: (value: string) => boolean, unmistakable: (column: CatalogColumn) => boolean) =>
    (column: CatalogColumn, weight: number): number => {
      if (links.has(column.name) || column.kind !== 'text') return 0
      const seen = share(column, matches) > 0 && (weight > 0 || unmistakable(column))
      return weight + (seen ? 100 : 0)
    }

  const checkoutRequestId = best('checkoutRequestId', (column, weight) => {
    const seen = share(column, looksLikeCheckoutRequestId) > 0
    return links.has(column.name) || column.kind !== 'text' ? 0 : weight + (seen ? 200 : 0)
  })
  // Numbers of orders and articles can have the form of a receipt, so beside a name only company tells.
  const beside =
    (matches: (value: string) => boolean) =>
    (column: CatalogColumn): boolean =>
      checkoutRequestId !== undefined &&
      column !== checkoutRequestId &&
      share(checkoutRequestId, looksLikeCheckoutRequestId) > 0 &&
      nameWeight('orderNumber', column) === 0 &&
      !articles.test(squash(column.name)) &&
      share(column, matches) > 0.5
  const receipt = best('receipt', (column, weight) => {
    if (column === checkoutRequestId) {
      // One column for both: seen to hold receipts, or named after neither.
      if (share(column, looksLikeReceipt) > 0) return Math.max(weight, 20) + 30
      return nameWeight('checkoutRequestId', column) > 60 ? 0 : weight - 30
    }
    return reference(looksLikeReceipt, beside(looksLikeReceipt))(column, weight)
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
    merchantRequestId: best('merchantRequestId', reference(isMerchantRequestId, beside(isMerchantRequestId))),
    receipt,
    amount: best('amount', (column, weight) => {
      if (links.has(column.name)) return 0
      return column.kind !== 'text' ? weight : share(column, isAmount) === 1 ? weight - 30 : 0
    }),
    phone: best('phone'),
    paidAt: best('paidAt', (column, weight) => weight - (column.kind === 'text' || column.kind === 'integer' ? 20 : 0)),
    note: best('note'),
    method: best('method'),
    createdAt: best('createdAt', (column, weight) =>
      column.kind === 'integer' ? (share(column, isEpoch) === 1 ? weight - 20 : 0) : weight,
    ),
  }
  return Object.fromEntries(Object.entries(choice).filter(([, column]) => column !== undefined))
}

const isAmount = (value: string): boolean => /^\d[\d,]*(\.\d+)?$/.test(value)

/** Seconds or milliseconds since 1970, of this century's years. */
const isEpoch = (value: string): boolean => /^1\d{9}(\d{3})?$/.test(value)

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
