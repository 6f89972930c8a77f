import { defineCheck, found, pass } from '../../core/check.ts'
import type { CodeDefinitions, Finding } from '../../core/finding.ts'
import { looksLikeCheckoutRequestId, parseCheckoutRequestId } from '../../daraja/checkout-request-id.ts'
import { isMerchantRequestId } from '../../daraja/merchant-request-id.ts'
import { describeTable } from '../../orders/catalog.ts'
import { tableWithIds } from '../../orders/order-tables.ts'
import type { OrderOverview } from '../../probes/pending-orders.ts'
import { pendingOrders } from '../../probes/pending-orders.ts'
import { ageMs, mayBeMpesa, settlingMs } from './mpesa-orders.ts'

const codes = {
  'db/id-not-stored': {
    severity: 'error',
    title: 'Orders wait without a CheckoutRequestID',
    why: 'The CheckoutRequestID is all that a callback and an order have in common; without it the callback finds nothing.',
    fix: 'Save `CheckoutRequestID` from the answer to the STK push in the order, and commit before the customer can pay',
  },
  'db/id-truncated': {
    severity: 'error',
    title: 'The column is too narrow for a CheckoutRequestID',
    why: 'A CheckoutRequestID has up to 32 characters. What was cut off never matches the id in the callback.',
    fix: 'Widen the column to 64 characters or to `text`',
  },
} as const satisfies CodeDefinitions

type IdFinding = Finding<keyof typeof codes>

/** `ws_CO_` + 14 digits of the time + 1 to 3 of milliseconds + 9 of the phone. */
const longestId = 32
const shortestId = 30
const severalRows = 3

export const idsStored = defineCheck({
  id: 'ids-stored',
  family: 'db',
  title: 'Pending orders hold their CheckoutRequestID',
  codes,
  needs: { pendingOrders },
  judge({ pendingOrders: overview }) {
    const narrow = judgeWidth(overview)
    const missing = narrow === undefined ? judgeIds(overview) : undefined
    const finding = narrow ?? missing
    if (finding !== undefined) return found([finding])
    const { orders, total } = overview.pending
    const withId = orders.filter(({ checkoutRequestId }) => checkoutRequestId !== null).length
    return pass(total === 0 ? 'no pending orders' : `${withId} of ${orders.length} pending`)
  },
})

function judgeWidth({ tables, newest }: OrderOverview): IdFinding | undefined {
  const mapped = tableWithIds(tables)
  const column = mapped.columns.checkoutRequestId
  if (column === undefined) return undefined
  const place = `\`${describeTable(mapped.table)}.${column.name}\``
  const { maxLength } = column
  if (maxLength !== null && maxLength < longestId)
    return {
      code: 'db/id-truncated',
      severity: 'error',
      confidence: maxLength < shortestId ? 'certain' : 'likely',
      message: `${place} is \`${column.typeName}\`; a CheckoutRequestID has up to ${longestId} characters`,
      evidence: { table: describeTable(mapped.table), column: column.name, maxLength, needed: longestId },
    }
  const ids = newest.flatMap(({ checkoutRequestId }) => checkoutRequestId ?? [])
  const cut = ids.filter(
    (id) => /^ws_CO_\d{8,}$/.test(id) && parseCheckoutRequestId(id).shape === 'unknown' && id.length < shortestId,
  )
  if (cut.length < severalRows || new Set(cut.map((id) => id.length)).size > 1) return undefined
  return {
    code: 'db/id-truncated',
    severity: 'error',
    confidence: 'likely',
    message: `${cut.length} ids in ${place} end after ${cut[0]?.length} characters`,
    evidence: {
      table: describeTable(mapped.table),
      column: column.name,
      length: cut[0]?.length ?? 0,
      rows: cut.length,
    },
  }
}

function judgeIds({ tables, pending, newest, now }: OrderOverview): IdFinding | undefined {
  const mapped = tableWithIds(tables)
  const table = describeTable(mapped.table)
  const column = mapped.columns.checkoutRequestId?.name ?? null
  const waiting = (
    tables.payments === null ? pending.orders : newest.filter(({ state }) => state === 'pending')
  ).filter((record) => mayBeMpesa(record) && (ageMs(record, now) ?? settlingMs) >= settlingMs)
  const swapped = waiting.filter(
    ({ checkoutRequestId }) => checkoutRequestId !== null && isMerchantRequestId(checkoutRequestId),
  )
  if (swapped.length > 0)
    return {
      code: 'db/id-not-stored',
      severity: 'error',
      confidence: 'certain',
      message: `\`${table}.${column}\` holds the MerchantRequestID instead (${swapped.length} of ${waiting.length} pending rows)`,
      evidence: { table, column, rows: swapped.length, pending: waiting.length, instead: 'MerchantRequestID' },
      fix: { summary: 'Store `CheckoutRequestID` from the answer to the STK push, not `MerchantRequestID`' },
    }
  const without = waiting.filter(({ checkoutRequestId }) => checkoutRequestId === null)
  if (without.length === 0) return undefined
  const evidence = {
    table,
    column,
    rows: without.length,
    pending: waiting.length,
    ids: without.slice(0, 5).map(({ id }) => id),
  }
  if (column === null)
    return {
      code: 'db/id-not-stored',
      severity: 'warning',
      confidence: 'possible',
      message: `\`${table}\` has no column for the CheckoutRequestID (${without.length} rows are pending); it may be kept elsewhere`,
      evidence,
    }
  // Ids or receipts in other rows prove that the app does store them; then these rows may be carts left behind.
  const proven = newest.some(
    ({ checkoutRequestId, receipt }) =>
      receipt !== null || (checkoutRequestId !== null && looksLikeCheckoutRequestId(checkoutRequestId)),
  )
  const withId = waiting.length - without.length
  if (proven && (withId > 0 || without.length < severalRows)) return undefined
  return {
    code: 'db/id-not-stored',
    severity: proven ? 'warning' : 'error',
    confidence: proven ? 'possible' : without.length >= severalRows ? 'certain' : 'likely',
    message: `${without.length} of ${waiting.length} pending rows of \`${table}\` have no CheckoutRequestID in \`${column}\`${proven ? '; older rows have one' : ''}`,
    evidence,
  }
}
