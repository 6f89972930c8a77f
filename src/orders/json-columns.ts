import type { DatabaseSession } from '../core/database-port.ts'
import { looksLikeCheckoutRequestId } from '../daraja/checkout-request-id.ts'
import { isMerchantRequestId } from '../daraja/merchant-request-id.ts'
import { looksLikeReceipt } from '../daraja/receipt.ts'
import type { CatalogColumn, CatalogTable } from './catalog.ts'
import type { ColumnSamples } from './choose-columns.ts'
import { nameWeight } from './choose-columns.ts'
import { plainKey } from './dialect.ts'
import { sampleColumns } from './sample-table.ts'

const mostDocuments = 3
const deepest = 4
const longestName = 60

const references = [
  ['checkoutRequestId', looksLikeCheckoutRequestId],
  ['merchantRequestId', isMerchantRequestId],
  ['receipt', looksLikeReceipt],
] as const

/** What holds documents: a JSON type, or a text that is called like one, for SQLite has no other. */
function holdsDocuments({ kind, name, source }: CatalogColumn): boolean {
  if (source !== undefined) return false
  return (
    kind === 'json' ||
    (kind === 'text' &&
      /^(meta(data)?|data|payload|extra|details|(payment|mpesa|stk)_?(data|details|meta(data)?|info|response))$/i.test(
        name,
      ))
  )
}

/** The table with the places in its JSON documents where ids and receipts of Safaricom were seen, as columns. */
export async function withJsonColumns(
  session: DatabaseSession,
  table: CatalogTable,
  samples: ColumnSamples,
): Promise<{ readonly table: CatalogTable; readonly samples: ColumnSamples }> {
  // A column of its own goes before.
  if (Object.values(samples).some((values) => values.some(looksLikeCheckoutRequestId))) return { table, samples }
  // Only PostgreSQL refuses what is no JSON, and there only typed columns are read.
  const documents = table.columns
    .filter((column) => holdsDocuments(column) && (session.dialect !== 'postgresql' || column.kind === 'json'))
    .slice(0, mostDocuments)
  const found = new Map<string, { readonly column: CatalogColumn; readonly values: string[] }>()
  for (const [name, texts] of Object.entries(await sampleColumns(session, table, documents)))
    for (const text of texts)
      for (const { path, value } of leavesOf(parse(text))) {
        const column = jsonColumn(name, path)
        if (column === undefined || !tells(column, value)) continue
        const entry = found.get(column.name)
        if (entry === undefined) found.set(column.name, { column, values: [value] })
        else entry.values.push(value)
      }
  if (found.size === 0) return { table, samples }
  const added = [...found.values()]
  return {
    table: { ...table, columns: [...table.columns, ...added.map(({ column }) => column)] },
    samples: { ...samples, ...Object.fromEntries(added.map(({ column, values }) => [column.name, values])) },
  }
}

function tells(column: CatalogColumn, value: string): boolean {
  return references.some(([field, matches]) => nameWeight(field, column) > 0 && matches(value))
}

function jsonColumn(document: string, path: readonly string[]): CatalogColumn | undefined {
  const name = `${document}->>${path.join('.')}`
  if (name.length > longestName || !path.every((key) => plainKey.test(key))) return undefined
  return {
    name,
    kind: 'text',
    typeName: 'json text',
    maxLength: null,
    labels: [],
    comment: null,
    source: { kind: 'json', column: document, path },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function leavesOf(
  value: unknown,
  path: readonly string[] = [],
): readonly { readonly path: readonly string[]; readonly value: string }[] {
  if (typeof value === 'string') return path.length === 0 ? [] : [{ path, value }]
  if (typeof value !== 'object' || value === null || Array.isArray(value) || path.length === deepest) return []
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}
