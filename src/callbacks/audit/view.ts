import { diffRelatedRows } from '../../orders/related-rows.ts'
import type { DeliveryEffect } from '../delivery.ts'
import type { Snapshot, Subject } from '../snapshot.ts'
import { diffOthers, diffRows, takeSnapshot } from '../snapshot.ts'
import type { Carried, SideRows, TableChange } from './side-rows.ts'
import { diffSideRows, readSideRows } from './side-rows.ts'
import type { SideTables } from './side-tables.ts'

/** The database as far as a payment may touch it: the order, its payments, and the rows that belong to them. */
export interface View {
  readonly snapshot: Snapshot
  readonly side: SideRows
}

export interface Scene extends Subject, Carried {
  readonly sideTables: SideTables
}

/** What one step did: to the order as every delivery tells it, and to the tables around it. */
export interface AuditEffect extends DeliveryEffect {
  /** In tables around the order and its payment. */
  readonly side: readonly TableChange[]
}

export async function takeView(scene: Scene, now: Date): Promise<View> {
  const { session, tables, sideTables } = scene
  const snapshot = await takeSnapshot(scene, now)
  const start = [
    [tables.orders.table, snapshot.order === null ? [] : [snapshot.order.row]],
    ...(tables.payments === null ? [] : ([[tables.payments.table, snapshot.payments]] as const)),
  ] as const
  return { snapshot, side: await readSideRows(session, sideTables, start, scene) }
}

/** The same for two views of one state. */
export function fingerprint({ snapshot, side }: View): string {
  const { order, payments, others } = snapshot
  const rows = [...side].map(([table, list]) => [table, ...list])
  return JSON.stringify([order?.row, payments, [...others], rows])
}

/** Null if there was no order to look at. */
export function compareViews(before: View, after: View, observedMs: number): AuditEffect | null {
  const [old, young] = [before.snapshot, after.snapshot]
  if (old.order === null) return null
  return {
    before: old.order,
    after: young.order,
    changed: diffRows(old.order.row, young.order?.row),
    paymentChanged: diffRows(old.order.paymentRow, young.order?.paymentRow),
    paymentRows: [old.payments.length, young.payments.length],
    others: diffOthers(old, young),
    observedMs: Math.round(observedMs),
    related: diffRelatedRows(old.related, young.related),
    side: diffSideRows(before.side, after.side),
  }
}
