import type { ClockPort } from '../core/ports.ts'
import type { Scenario } from '../daraja/scenarios/scenario.ts'
import type { OrderTables } from '../orders/order-tables.ts'
import { diffRelatedRows } from '../orders/related-rows.ts'
import type { DeliveryEffect } from './delivery.ts'
import type { Snapshot, Subject } from './snapshot.ts'
import { diffOthers, diffRows, takeSnapshot } from './snapshot.ts'

export interface VerifyOptions {
  readonly clock: ClockPort
  readonly signal: AbortSignal
  /** How long the app may take, queues included. */
  readonly limitMs: number
  readonly intervalMs?: number
}

/** Looks at the order until the callback has had its full effect or the limit is over. Null if there was no order. */
export async function observeEffect(
  subject: Subject,
  before: Snapshot,
  scenario: Scenario,
  options: VerifyOptions,
): Promise<DeliveryEffect | null> {
  if (before.order === null) return null
  const { clock, signal, limitMs, intervalMs = 100 } = options
  const startedMs = clock.monotonicMs()
  for (;;) {
    const after = await takeSnapshot(subject, clock.now())
    const elapsedMs = clock.monotonicMs() - startedMs
    if (elapsedMs >= limitMs || hasFullEffect(before, after, scenario, subject.tables)) {
      return {
        before: before.order,
        after: after.order,
        changed: diffRows(before.order.row, after.order?.row),
        paymentChanged: diffRows(before.order.paymentRow, after.order?.paymentRow),
        paymentRows: [before.payments.length, after.payments.length],
        related: diffRelatedRows(before.related, after.related),
        others: diffOthers(before, after),
        observedMs: Math.round(elapsedMs),
      }
    }
    await clock.sleep(Math.min(intervalMs, limitMs - elapsedMs), signal)
  }
}

/** Nothing more is to be expected: the state is final and, after a success, receipt and time are there. */
function hasFullEffect(before: Snapshot, after: Snapshot, scenario: Scenario, tables: OrderTables): boolean {
  const { order } = after
  if (order === null || before.order === null) return true
  // An order that was settled before should not change; only the limit can show that it does not.
  if (before.order.state !== 'pending' && before.order.state !== 'unknown') return false
  if (scenario.outcome === 'failure') return order.state === 'failed'
  const maps = (field: 'receipt' | 'paidAt'): boolean =>
    [tables.orders, tables.payments].some((mapped) => mapped?.columns[field] !== undefined)
  return (
    order.state === 'paid' && (!maps('receipt') || order.receipt !== null) && (!maps('paidAt') || order.paidAt !== null)
  )
}
