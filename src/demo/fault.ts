import type { Pool } from 'pg'
import type { FindingCode } from '../checks/index.ts'
import type { Severity } from '../core/finding.ts'
import type { DemoOrder } from './demo-orders.ts'
import type { EdgeBehaviour } from './edge-behaviour.ts'
import type { EnvLine } from './env-lines.ts'
import type { ShopBehaviour } from './shop-behaviour.ts'

/** One way in which a real shop loses its callbacks: what is different from the shop that works. */
export interface Fault {
  readonly name: string
  /** How real apps get there, one line. */
  readonly summary: string
  /** The code that the doctor should name. */
  readonly expect: FindingCode
  readonly severity: Severity
  readonly shop?: Partial<ShopBehaviour>
  readonly edge?: Partial<EdgeBehaviour>
  /** The shop's process does not run. */
  readonly shopDown?: boolean
  readonly env?: (lines: readonly EnvLine[]) => readonly EnvLine[]
  readonly data?: DataFault
}

/** What the fault has written into the database about the orders that are still pending. */
export interface DataFault {
  apply(db: Pool, orders: readonly DemoOrder[]): Promise<void>
  undo(db: Pool, orders: readonly DemoOrder[]): Promise<void>
}
