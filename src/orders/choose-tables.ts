import { describeTable } from './catalog.ts'
import type { PaymentLink } from './order-tables.ts'
import type { ScoredTable } from './score-table.ts'
import { isConvincing } from './score-table.ts'
import { splitWords, squash } from './words.ts'

export type TableChoice =
  | {
      readonly kind: 'chosen'
      readonly orders: ScoredTable
      readonly payments: { readonly scored: ScoredTable; readonly link: PaymentLink } | null
      /** Tables that were nearly as likely. */
      readonly alternatives: readonly string[]
      readonly explanation: string
    }
  | { readonly kind: 'none' }

/** Points between two tables that make the choice worth a word. */
const nearlyAsLikely = 20

/** Chooses the table of the orders and, where payments live apart and can be joined, the table of the payments. */
export function chooseTables(scored: readonly ScoredTable[]): TableChoice {
  const convincing = scored.filter(isConvincing).sort((a, b) => b.score - a.score)
  const [best] = convincing
  if (best === undefined) return { kind: 'none' }
  const payment = convincing.find(({ role }) => role !== 'order')
  // An order table whose payments live apart need not convince by itself; the link speaks for it.
  const order =
    convincing.find(({ role }) => role === 'order') ??
    (payment &&
      scored.find((candidate) => candidate.role === 'order' && isPlainOrder(candidate) && findLink(payment, candidate)))
  if (order !== undefined && payment !== undefined) {
    const link = findLink(payment, order)
    const paymentHelps = payment.holdsCheckoutRequestId || payment.columns.state !== undefined
    if (link !== undefined && paymentHelps) return chosen(order, { scored: payment, link }, convincing)
    if (payment.holdsCheckoutRequestId && !order.holdsCheckoutRequestId) return chosen(payment, null, convincing)
    return chosen(order, null, convincing)
  }
  return chosen(order ?? best, null, convincing)
}

function isPlainOrder({ columns, score }: ScoredTable): boolean {
  return columns.key !== undefined && columns.amount !== undefined && score >= 40
}

/** By foreign key in either direction, else by a column that is named after the order. */
export function findLink(payment: ScoredTable, order: ScoredTable): PaymentLink | undefined {
  const there = singleKey(payment, order)
  if (there !== undefined) return { paymentColumn: there[0], orderColumn: there[1] }
  const back = singleKey(order, payment)
  if (back !== undefined) return { paymentColumn: back[1], orderColumn: back[0] }
  const { key, orderNumber } = order.columns
  const numbers = payment.table.columns.find(({ name }) => /^order(number|no|ref|reference|code)$/.test(squash(name)))
  if (numbers !== undefined && orderNumber !== undefined && numbers.kind === orderNumber.kind)
    return { paymentColumn: numbers.name, orderColumn: orderNumber.name }
  // Frappe: `reference_name` holds the name of a document, which is its key.
  const frappe = payment.table.columns.find(({ name }) => /^reference_(doc)?name$/.test(name))
  if (frappe !== undefined && key?.name === 'name' && /^tab[A-Z]/.test(order.table.name))
    return { paymentColumn: frappe.name, orderColumn: key.name }
  const [own = 'order'] = splitWords(order.table.name)
    .slice(-1)
    .map((word) => word.replace(/s$/, ''))
  const ids = payment.table.columns.find(({ name }) => ['orderid', 'shoporderid', `${own}id`].includes(squash(name)))
  if (ids !== undefined && key !== undefined && ids.kind === key.kind)
    return { paymentColumn: ids.name, orderColumn: key.name }
  // `malipo.oda_namba` of `oda.namba`, `stk_requests.invoice_no` of `invoices.invoice_no`.
  const number = squash(orderNumber?.name ?? '')
  const same = payment.table.columns.find(({ name, kind }) => {
    const spelled = squash(name)
    return (
      kind === orderNumber?.kind && (spelled === `${own}${number}` || (spelled === number && number.startsWith(own)))
    )
  })
  if (same !== undefined && orderNumber !== undefined)
    return { paymentColumn: same.name, orderColumn: orderNumber.name }
  return undefined
}

function singleKey(from: ScoredTable, to: ScoredTable): readonly [string, string] | undefined {
  const key = from.table.foreignKeys.find(
    ({ schema, table, columns }) => columns.length === 1 && schema === to.table.schema && table === to.table.name,
  )
  const [column] = key?.columns ?? []
  const [reference] = key?.references ?? []
  return column === undefined || reference === undefined ? undefined : [column, reference]
}

function chosen(
  orders: ScoredTable,
  payments: { readonly scored: ScoredTable; readonly link: PaymentLink } | null,
  convincing: readonly ScoredTable[],
): TableChoice {
  const alternatives = convincing
    .filter((other) => other !== orders && other !== payments?.scored && orders.score - other.score <= nearlyAsLikely)
    .map(({ table }) => describeTable(table))
    .slice(0, 3)
  const name = `\`${describeTable(orders.table)}\``
  const own = `${name}: ${list(orders.reasons)}`
  if (payments === null) return { kind: 'chosen', orders, payments, alternatives, explanation: own }
  const { scored, link } = payments
  const half = `\`${describeTable(scored.table)}\` joined by \`${link.paymentColumn}\`: ${list(scored.reasons)}`
  return { kind: 'chosen', orders, payments, alternatives, explanation: `${own}; with ${half}` }
}

function list(reasons: readonly string[]): string {
  if (reasons.length < 2) return reasons[0] ?? 'its columns fit'
  return `${reasons.slice(0, -1).join(', ')} and ${reasons.at(-1)}`
}
