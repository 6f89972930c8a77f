import type { DatabaseSession, Row } from '../core/database-port.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import { listNewestRecords } from '../orders/list-orders.ts'
import type { Order } from '../orders/order.ts'
import { rowJson } from '../orders/order.ts'
import type { OrderTables } from '../orders/order-tables.ts'
import { readPaymentRows } from '../orders/payment-rows.ts'
import { readOrder } from '../orders/read-order.ts'
import { type RelatedRows, readRelatedRows } from '../orders/related-rows.ts'

/** The database as far as one callback may touch it. */
export interface Snapshot {
  /** Null if the row is gone. */
  readonly order: Order | null
  /** Payment rows of the order, newest first; empty for shops with one table. */
  readonly payments: readonly Row[]
  /** Rows of other tables that refer to the order. */
  readonly related: readonly RelatedRows[]
  /** The newest other orders by key, to see whether one of them was touched. */
  readonly others: ReadonlyMap<string, OtherOrder>
}

export interface OtherOrder {
  readonly id: string
  readonly rawState: string | null
  readonly receipt: string | null
}

/** Old and new value by column. */
export type RowChanges = { readonly [column: string]: readonly [JsonValue, JsonValue] }

const otherOrders = 50

export interface Subject {
  readonly session: DatabaseSession
  readonly tables: OrderTables
  /** Key of the order; apps overwrite its CheckoutRequestID with the receipt. */
  readonly orderId: string
  readonly checkoutRequestId: string
}

export async function takeSnapshot(subject: Subject, now: Date): Promise<Snapshot> {
  const { session, tables, orderId, checkoutRequestId } = subject
  const order = (await readOrder(session, tables, orderId, now, checkoutRequestId)) ?? null
  const groups =
    order === null ? new Map<string, readonly Row[]>() : await readPaymentRows(session, tables, [order.row])
  const related = order === null ? [] : await readRelatedRows(session, tables, order.row)
  const records = await listNewestRecords(session, tables.orders, { limit: otherOrders, now })
  const others = records
    .filter(({ id }) => id !== orderId)
    .map(({ id, rawState, receipt }) => ({ id, rawState, receipt }))
  const byId = new Map(others.map((other) => [other.id, other]))
  return { order, payments: [...groups.values()].flat(), related, others: byId }
}

/** Columns that differ; a missing row counts as a row without columns. */
export function diffRows(before: Row | null | undefined, after: Row | null | undefined): RowChanges {
  const old: JsonObject = before ? rowJson(before) : {}
  const young: JsonObject = after ? rowJson(after) : {}
  const changes: Record<string, readonly [JsonValue, JsonValue]> = {}
  for (const column of new Set([...Object.keys(old), ...Object.keys(young)])) {
    const pair = [old[column] ?? null, young[column] ?? null] as const
    if (JSON.stringify(pair[0]) !== JSON.stringify(pair[1])) changes[column] = pair
  }
  return changes
}

/** Orders beside the subject whose state or receipt changed. */
export function diffOthers(before: Snapshot, after: Snapshot): readonly (readonly [OtherOrder, OtherOrder])[] {
  return [...after.others.values()].flatMap((other) => {
    const old = before.others.get(other.id)
    const same = old === undefined || (old.rawState === other.rawState && old.receipt === other.receipt)
    return same ? [] : [[old, other] as const]
  })
}
