import { databaseOpens } from '../checks/db/database-opens.ts'
import { databaseExplanations } from '../checks/db/explanations.ts'
import { orderFound } from '../checks/db/order-found.ts'
import { orderTableFound } from '../checks/db/order-table-found.ts'
import type { AnyCheck } from '../core/check.ts'
import { DatabaseQueryError, type DatabaseSession } from '../core/database-port.ts'
import { KnownError, usageError } from '../core/errors.ts'
import { discoverOrders } from '../orders/discover-orders.ts'
import { nameStates } from '../orders/name-states.ts'
import type { OrderTables } from '../orders/order-tables.ts'
import type { Invocation } from './command.ts'
import { nextAfter } from './next-step.ts'
import type { ReportPlan } from './run-report.ts'

export interface OpenOrders {
  readonly session: DatabaseSession
  readonly tables: OrderTables
}

/** The checks that must pass before a command can read orders; without a database that is a usage error. */
export function ordersPlan({ settings }: Invocation, again: string): ReportPlan {
  if (settings.get('databaseUrl') === undefined)
    throw usageError('database-missing', 'No database is configured', {
      summary: 'set `DATABASE_URL` in the env file, or give --database-url (postgresql://, mysql:// or sqlite:)',
    })
  const checks: readonly AnyCheck[] = [
    databaseOpens,
    orderTableFound,
    ...(settings.get('order') === undefined ? [] : [orderFound]),
  ]
  return {
    checks,
    allChecks: async () => (await import('../checks/index.ts')).checks,
    explanations: databaseExplanations,
    isSubject: () => true,
    healthy: { title: 'The orders can be read', explanation: '' },
    next: nextAfter(again, ''),
  }
}

/** Opens the database and finds the orders; only after `ordersPlan` passed, so that a failure here is a lost connection. */
export async function openOrders({ settings, ports, signal }: Invocation): Promise<OpenOrders> {
  const url = settings.get('databaseUrl')?.value
  if (url === undefined) throw usageError('database-missing', 'No database is configured')
  const opened = await ports.database.open(url, { limitMs: 8_000, statementLimitMs: 5_000, signal })
  if (opened.kind === 'failure') throw new KnownError('inconclusive', `database-${opened.code}`, opened.detail)
  const mapping = settings.get('orders')?.value ?? {}
  const found = await discoverOrders(opened.session, mapping)
  if (found.kind === 'found') return { session: opened.session, tables: nameStates(found.tables, mapping) }
  await opened.session.close()
  throw new KnownError('inconclusive', 'orders-missing', 'The table of the orders is gone')
}

/** A connection that is lost, or a right that is missing, while a command reads: one tidy line, for nothing is known then. */
export async function readingOrders<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof DatabaseQueryError)) throw error
    const { sqlState, message } = error
    throw new KnownError('inconclusive', 'database-query', `The database refused a query: ${message}`, {
      fix: {
        summary:
          sqlState === '42501'
            ? 'grant this user SELECT on the tables of the orders'
            : 'look whether the database still runs, then try again',
      },
      cause: error,
    })
  }
}
