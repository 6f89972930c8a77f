import { looksLikeCheckoutRequestId } from '../daraja/checkout-request-id.ts'
import type { CatalogTable } from './catalog.ts'
import type { ColumnChoice, ColumnSamples } from './choose-columns.ts'
import { chooseColumns, nameWeight } from './choose-columns.ts'
import { tellsPayments } from './states.ts'
import { splitWords } from './words.ts'

export type TableRole = 'order' | 'payment' | 'other'

export interface ScoredTable {
  readonly table: CatalogTable
  readonly role: TableRole
  readonly score: number
  readonly columns: ColumnChoice
  /** What spoke for it, as pieces of a sentence. */
  readonly reasons: readonly string[]
  /** Whether ids of Safaricom were seen, or a column is named after them. */
  readonly holdsCheckoutRequestId: boolean
}

const orderWords = new Set(['order', 'orders', 'oda', 'agizo', 'maagizo'])
/** As one word: `shop_customerorder`, but not `workorder`. */
const gluedOrder = /^(?!(work|sort|pre|display|re))\w{3,}orders?$/
const orderLikeWords =
  /^(purchase|sale|booking|invoice|checkout|donation|subscription|ticket|reservation|rental|contribution|bill)s?$/
const paymentWords =
  /^(payments?|transactions?|trans|txns?|mpesa|stk|stkpush|pushes|lipa|malipo|lipia|daraja|topups?|deposits?)$/
const gluedPayment =
  /^(mpesa|stk|lipa)\w*(payments?|transactions?|requests?|push|txns?)$|^\w+(payments?|transactions?)$/
/** Beside the orders, not the orders; or "order" in the sense of sequence or work. */
const strangerWords =
  /^(items?|lines?|details?|history|historical\w*|logs?|audits?|backups?|bak|old|archived?|tmp|temp|copy|events?|statuses|types?|methods?|address(es)?|notes?|callbacks?|webhooks?|migrations?|sessions?|jobs?|tokens?|sort|display|work|settings?|configs?|refunds?|coupons?|discounts?|products?|customers?|users?|tags?|payrolls?|salar(y|ies)|wages?|payslips?|leaves?|employees?|entr(y|ies))$/
/** Django writes the names of models as one word. */
const gluedStranger =
  /^\w{3,}(items?|lines?|details?|history|logs?|status|address|notes?|events?|types?|methods?|callbacks?|settings?)$/

const needed = 60

/** Judges by name, columns and a few values how much a table looks like orders or payments. */
export function scoreTable(table: CatalogTable, samples: ColumnSamples = {}): ScoredTable {
  const columns = chooseColumns(table, samples)
  const words = splitWords(table.name)
  const role = roleOf(words)
  const reasons: string[] = []
  let score = 0
  const add = (points: number, reason?: string): void => {
    score += points
    if (reason !== undefined && points > 0) reasons.push(reason)
  }
  if (role === 'order')
    add(words.some((word) => orderWords.has(word) || gluedOrder.test(word)) ? 40 : 25, 'it is named like orders')
  if (role === 'payment') add(30, 'it is named like payments')
  if (words.some((word) => strangerWords.test(word)) || gluedStranger.test(words.at(-1) ?? '')) add(-45)
  if (table.kind === 'view') add(-35)
  // What the shop itself buys.
  if (/purchase_?orders?$/i.test(table.name)) add(-25)
  if (table.columns.some(({ name }) => splitWords(name).includes('supplier'))) add(-25)

  const id = columns.checkoutRequestId
  const idsSeen = id !== undefined && (samples[id.name] ?? []).some(looksLikeCheckoutRequestId)
  const idNamed = id !== undefined && nameWeight('checkoutRequestId', id) >= 70
  if (idsSeen) add(60, `\`${id.name}\` holds CheckoutRequestIDs`)
  else if (idNamed) add(50, `\`${id.name}\` is named after the CheckoutRequestID`)
  else if (id !== undefined) add(10, `\`${id.name}\` can hold a reference of the payment`)
  if (columns.merchantRequestId !== undefined) add(20)
  if (columns.receipt !== undefined && columns.receipt !== id)
    add(15, `\`${columns.receipt.name}\` can hold the receipt`)
  const { state } = columns
  if (state !== undefined) {
    const values = [...new Set([...state.labels, ...(samples[state.name] ?? [])])]
    if (tellsPayments(values)) add(30, `\`${state.name}\` knows pending and paid`)
    else add(15, `\`${state.name}\` is named like a status`)
  }
  if (columns.amount !== undefined) add(10)
  for (const field of ['phone', 'paidAt', 'orderNumber', 'method'] as const) if (columns[field] !== undefined) add(5)
  if (columns.createdAt !== undefined) add(3)
  // Of twins in several schemas the one in use wins.
  score += Math.min(10, Math.round(Math.log10(Math.max(1, table.estimatedRows + 1)) * 2))
  return { table, role, score, columns, reasons, holdsCheckoutRequestId: idsSeen || idNamed }
}

/** Whether a table is convincing as the place of orders or payments. */
export function isConvincing({ score, columns, role, holdsCheckoutRequestId }: ScoredTable): boolean {
  const settles = columns.state ?? columns.paidAt ?? columns.receipt
  if (score < needed || settles === undefined || columns.key === undefined) return false
  return holdsCheckoutRequestId || (role !== 'other' && columns.amount !== undefined)
}

function roleOf(words: readonly string[]): TableRole {
  const isOrder = (word: string): boolean => orderWords.has(word) || gluedOrder.test(word) || orderLikeWords.test(word)
  // The name of an app may stand before it: `payments_order`.
  if (words.length > 1 && isOrder(words.at(-1) ?? '')) return 'order'
  if (words.some((word) => paymentWords.test(word) || gluedPayment.test(word))) return 'payment'
  return words.some(isOrder) ? 'order' : 'other'
}
