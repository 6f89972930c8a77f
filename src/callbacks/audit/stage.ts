import type { DatabaseSession } from '../../core/database-port.ts'
import type { HttpPort } from '../../core/http-port.ts'
import type { ClockPort, DigestPort, RandomPort } from '../../core/ports.ts'
import type { OrderTables } from '../../orders/order-tables.ts'
import type { CallbackWishes } from '../build-delivery.ts'
import type { Route } from '../deliver.ts'
import type { SideTables } from './side-tables.ts'

export interface AuditPorts {
  readonly http: HttpPort
  readonly clock: ClockPort
  readonly random: RandomPort
  readonly digest: DigestPort
  readonly signal: AbortSignal
  /** Null without a database: then only answers can be judged. */
  readonly database: {
    readonly session: DatabaseSession
    readonly tables: OrderTables
    readonly sideTables: SideTables
  } | null
}

export interface AuditTarget {
  /** The callback route that receives everything. */
  readonly url: string
  readonly route: Route
  /** Where C2B confirmations go; without one that exercise is not played. */
  readonly confirmation?: { readonly url: string; readonly route: Route }
  readonly wishes: CallbackWishes
  /** How long the app may take to change an order. */
  readonly settleMs: number
  /** How long nothing may change before a step counts as over; more where the app was seen to take its time. */
  readonly quietMs: number
}

/** What stays the same during an audit, and the little that it learns of the app on its way. */
export interface Stage {
  readonly ports: AuditPorts
  readonly target: AuditTarget
  /** The longest that the app took, from its answer to the last change. */
  lagMs: number
  /** Set when nobody listens any more. */
  isDown: boolean
}

export function randomOf({ random }: AuditPorts): () => number {
  return () => Number.parseInt(random.hex(8), 16) / 0x1_0000_0000
}
