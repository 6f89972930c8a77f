import type { CatalogTable } from './catalog.ts'
import { nameWeight } from './choose-columns.ts'
import type { ScoredTable } from './score-table.ts'
import { splitWords } from './words.ts'

/** In the names of columns: somebody who pays, or a way to pay. */
const payerWords =
  /^(mpesa|stk|daraja|lipa|malipo|customers?|clients?|buyers?|students?|tenants?|members?|users?|phone|msisdn|mobile|simu|email|payments?|paid|paying|checkout|cart|method|receipt|risiti)$/
/** In the names of tables beside it. */
const shopWords =
  /^(mpesa|stk|daraja|customers?|clients?|buyers?|carts?|baskets?|checkouts?|products?|payments?|malipo|wateja)$/

/**
 * Whether anything beside a name, an amount and a status speaks for orders that customers pay. Those that a company
 * places with its suppliers have all three.
 */
export function belongsToShop(
  { role, columns, table, holdsCheckoutRequestId }: ScoredTable,
  scored: readonly ScoredTable[],
  catalog: readonly CatalogTable[],
): boolean {
  if (role !== 'order' || holdsCheckoutRequestId || scored.some((other) => other.holdsCheckoutRequestId)) return true
  const { checkoutRequestId, merchantRequestId, receipt, paidAt } = columns
  if ((merchantRequestId ?? receipt ?? paidAt) !== undefined) return true
  if (checkoutRequestId !== undefined && nameWeight('checkoutRequestId', checkoutRequestId) >= 40) return true
  if (table.columns.some(({ name }) => splitWords(name).some((word) => payerWords.test(word)))) return true
  return catalog.some(({ name }) => splitWords(name).some((word) => shopWords.test(word)))
}
