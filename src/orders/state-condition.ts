import type { CatalogColumn } from './catalog.ts'
import type { Parameters } from './conditions.ts'
import { equalsAny } from './conditions.ts'
import type { MappedTable } from './order-tables.ts'
import { columnSql, self } from './sql.ts'
import type { OrderState } from './states.ts'
import { readState } from './states.ts'

/** A condition for the raw values that mean one of these states; undefined if no value can mean it. */
export function inState(
  { columns, states }: MappedTable,
  wanted: readonly OrderState[],
  parameters: Parameters,
  alias = self,
  allow: (word: string) => boolean = () => true,
): string | undefined {
  const { state } = columns
  const { dialect } = parameters
  if (state === undefined) {
    const proof = paidProof(columns, parameters, alias)
    if (proof === undefined) return undefined
    if (wanted.includes('paid')) return proof
    return wanted.includes('pending') ? `NOT (${proof})` : undefined
  }
  if (state.kind === 'boolean')
    return `${columnSql(dialect, state, alias)} IS ${wanted.includes('paid') ? 'TRUE' : 'NOT TRUE'}`
  const words = [...new Set([...states.words, ...Object.keys(states.codes)])].filter(
    (word) => wanted.includes(readState(word, states)) && allow(states.codes[word] ?? word),
  )
  return words.length === 0 ? undefined : equalsAny(state, words, parameters, alias)
}

/** Whether the row has a receipt or a time of payment; never NULL. Undefined without a column for either. */
export function paidProof(
  { receipt, paidAt, checkoutRequestId }: MappedTable['columns'],
  { dialect }: Parameters,
  alias = self,
): string | undefined {
  const text = (column: CatalogColumn): string => dialect.asText(columnSql(dialect, column, alias))
  const parts: string[] = []
  if (paidAt !== undefined) parts.push(`${columnSql(dialect, paidAt, alias)} IS NOT NULL`)
  // A receipt has ten characters; an id that waits for it in the same column has more.
  if (receipt !== undefined && receipt.name === checkoutRequestId?.name)
    parts.push(`coalesce(length(${text(receipt)}), 0) = 10`)
  else if (receipt !== undefined) parts.push(`coalesce(${text(receipt)}, '') <> ''`)
  return parts.length === 0 ? undefined : parts.join(' OR ')
}
