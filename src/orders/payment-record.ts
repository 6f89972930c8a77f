import type { Row } from '../core/database-port.ts'
import { looksLikeReceipt } from '../daraja/receipt.ts'
import type { CatalogColumn } from './catalog.ts'
import type { OrderField } from './fields.ts'
import type { MappedTable } from './order-tables.ts'
import { saysCents } from './plain-comment.ts'
import { readTime } from './read-time.ts'
import type { OrderState } from './states.ts'
import { readState } from './states.ts'
import { squash } from './words.ts'

/** One row of a mapped table in our words; null means empty or not mapped. */
export interface PaymentRecord {
  readonly id: string
  readonly orderNumber: string | null
  readonly state: OrderState
  readonly rawState: string | null
  readonly checkoutRequestId: string | null
  readonly merchantRequestId: string | null
  readonly receipt: string | null
  /** In KES. */
  readonly amount: number | null
  readonly phone: string | null
  /** ISO 8601 where the stored form can be read. */
  readonly paidAt: string | null
  readonly note: string | null
  readonly method: string | null
  readonly createdAt: string | null
}

export function readRecord({ columns, states }: MappedTable, row: Row, now: Date): PaymentRecord {
  const raw = (field: OrderField): unknown => row[columns[field]?.name ?? ''] ?? null
  const text = (field: OrderField): string | null => {
    const value = raw(field)
    return value === null || String(value).trim() === '' ? null : String(value)
  }
  // MySQL and SQLite have no booleans of their own.
  const rawState = (): unknown =>
    columns.state?.kind === 'boolean' && typeof raw('state') === 'number' ? raw('state') !== 0 : raw('state')
  const stored = text('checkoutRequestId')
  // Many apps write the receipt over the id when the order is paid.
  const overwritten = stored !== null && looksLikeReceipt(stored)
  const receiptColumn = columns.receipt?.name === columns.checkoutRequestId?.name ? null : text('receipt')
  const receipt = receiptColumn ?? (overwritten ? stored : null)
  const paidAt = readTime(raw('paidAt'), now)
  return {
    id: text('key') ?? '',
    orderNumber: text('orderNumber'),
    state: columns.state === undefined ? stateWithoutColumn(paidAt, receipt) : readState(rawState(), states),
    rawState: text('state'),
    checkoutRequestId: overwritten ? null : stored,
    merchantRequestId: text('merchantRequestId'),
    receipt,
    amount: readAmount(raw('amount'), columns.amount),
    phone: text('phone'),
    paidAt,
    note: text('note'),
    method: text('method'),
    createdAt: readTime(raw('createdAt'), now),
  }
}

/** Without a status, the time or the receipt of the payment is the status. */
function stateWithoutColumn(paidAt: string | null, receipt: string | null): OrderState {
  return paidAt !== null || receipt !== null ? 'paid' : 'pending'
}

function readAmount(value: unknown, column: CatalogColumn | undefined): number | null {
  const amount = value === null ? Number.NaN : Number(String(value).replaceAll(/[^\d.-]/g, '') || Number.NaN)
  if (!Number.isFinite(amount)) return null
  const inCents = /(cents|minor)$/.test(squash(column?.name ?? '')) || saysCents(column?.comment ?? null)
  return inCents ? amount / 100 : amount
}
