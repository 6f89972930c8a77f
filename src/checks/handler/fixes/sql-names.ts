import type { Graded } from '../../../callbacks/audit/audit.ts'
import { dialectOf } from '../../../orders/dialect.ts'
import type { OrderTables } from '../../../orders/order-tables.ts'
import { tableWithIds } from '../../../orders/order-tables.ts'

/** How the user's own tables and states are called, as they can stand in SQL. */
export interface SqlNames {
  readonly dialect: 'postgresql' | 'mysql' | 'sqlite'
  readonly table: string
  readonly id: string
  readonly state: string
  readonly receipt: string
  readonly amount: string
  readonly paidAt: string | undefined
  /** Raw values of the state. */
  readonly pending: string
  readonly paid: string
  readonly failed: string
}

const invented: SqlNames = {
  dialect: 'postgresql',
  table: 'orders',
  id: 'checkout_request_id',
  state: 'status',
  receipt: 'mpesa_receipt',
  amount: 'amount',
  paidAt: 'paid_at',
  pending: 'pending',
  paid: 'paid',
  failed: 'failed',
}

const plainName = /^[a-z_][a-z0-9_]*$/
/** Words of SQL that tables and columns are called all the same. */
const reserved: ReadonlySet<string> = new Set(['order', 'user', 'group', 'table', 'check', 'references', 'end'])

/** The names of the database; what it does not tell has a usual name. Values are those that were seen in the audit. */
export function namesOf(tables: OrderTables | null, graded: readonly Graded[]): SqlNames {
  if (tables === null) return invented
  const { table, columns } = tableWithIds(tables)
  const quote = (name: string): string =>
    plainName.test(name) && !reserved.has(name) ? name : dialectOf({ dialect: tables.dialect }).quote(name)
  const schema = table.schema === 'public' || tables.dialect !== 'postgresql' ? '' : `${quote(table.schema)}.`
  const name = (column: { readonly name: string } | undefined): string | undefined => column && quote(column.name)
  const seen = statesSeen(graded)
  return {
    dialect: tables.dialect,
    table: `${schema}${quote(table.name)}`,
    id: name(columns.checkoutRequestId) ?? invented.id,
    state: name(columns.state) ?? invented.state,
    receipt: name(columns.receipt) ?? invented.receipt,
    amount: name(columns.amount) ?? invented.amount,
    paidAt: name(columns.paidAt),
    pending: seen.get('pending') ?? invented.pending,
    paid: seen.get('paid') ?? invented.paid,
    failed: seen.get('failed') ?? invented.failed,
  }
}

function statesSeen(graded: readonly Graded[]): ReadonlyMap<string, string> {
  const seen = new Map<string, string>()
  for (const { play } of graded)
    for (const { effect } of play.kind === 'played' ? play.steps : [])
      for (const order of [effect?.before, effect?.after])
        if (order && order.rawState !== null && /^[\w -]{1,40}$/.test(order.rawState))
          seen.set(order.state, order.rawState)
  return seen
}
