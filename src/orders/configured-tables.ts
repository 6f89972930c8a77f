import type { OrderMapping } from '../core/settings.ts'
import type { CatalogTable } from './catalog.ts'
import type { ColumnChoice } from './choose-columns.ts'
import type { OrderField } from './fields.ts'
import { squash } from './words.ts'

const fieldNames: Readonly<Record<string, OrderField>> = {
  key: 'key',
  id: 'key',
  ordernumber: 'orderNumber',
  state: 'state',
  status: 'state',
  checkoutrequestid: 'checkoutRequestId',
  merchantrequestid: 'merchantRequestId',
  receipt: 'receipt',
  amount: 'amount',
  phone: 'phone',
  paidat: 'paidAt',
  note: 'note',
  method: 'method',
  paymentmethod: 'method',
  createdat: 'createdAt',
}

/** The tables that the configuration allows; letter case counts only if two differ in nothing else. */
export function matchConfiguredTables(
  catalog: readonly CatalogTable[],
  mapping: OrderMapping,
): readonly CatalogTable[] {
  const dotted =
    mapping.table?.includes('.') === true && mapping.schema === undefined ? mapping.table.split('.') : undefined
  const schema = dotted?.[0] ?? mapping.schema
  const name = dotted?.[1] ?? mapping.table
  const inSchema = catalog.filter((table) => schema === undefined || table.schema === schema)
  if (name === undefined) return inSchema
  const exact = inSchema.filter((table) => table.name === name)
  return exact.length > 0 ? exact : inSchema.filter((table) => table.name.toLowerCase() === name.toLowerCase())
}

/** Columns as the configuration names them, over those that were found; `missing` lists names that the table lacks. */
export function applyConfiguredColumns(
  table: CatalogTable,
  found: ColumnChoice,
  mapping: OrderMapping,
): { readonly columns: ColumnChoice; readonly missing: readonly string[] } {
  const columns: { -readonly [F in OrderField]?: ColumnChoice[F] } = { ...found }
  const missing: string[] = []
  for (const [label, name] of Object.entries(mapping.columns ?? {})) {
    const field = fieldNames[squash(label)]
    const column = table.columns.find((candidate) => candidate.name === name)
    if (field === undefined || column === undefined) missing.push(field === undefined ? label : name)
    else columns[field] = column
  }
  return { columns, missing }
}
