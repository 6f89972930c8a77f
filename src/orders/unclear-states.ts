import type { DatabaseSession } from '../core/database-port.ts'
import { isLarge } from './catalog.ts'
import { createParameters } from './conditions.ts'
import { dialectOf } from './dialect.ts'
import type { OrderTables } from './order-tables.ts'
import { columnSql, fromSql, whereSql } from './sql.ts'
import { paidProof } from './state-condition.ts'
import { readState } from './states.ts'

/** Orders of which nobody can tell from here whether they wait. */
export interface UnclearOrders {
  readonly count: number
  /** Their values in the column of the state, the most frequent first; empty without such a column. */
  readonly words: readonly string[]
}

const mostWords = 60

/**
 * Orders without any proof of payment whose state is not understood, of a large table among the newest rows. Throws
 * `DatabaseQueryError`.
 */
export async function readUnclear(session: DatabaseSession, { orders, payments }: OrderTables): Promise<UnclearOrders> {
  const { table, columns, states } = orders
  const dialect = dialectOf(session)
  if (columns.state?.kind === 'boolean') return { count: 0, words: [] }
  const proof = paidProof(columns, createParameters(dialect))
  // The payments say it where the orders do not.
  const { state, receipt, paidAt } = payments?.columns ?? {}
  const told = proof ?? state ?? receipt ?? paidAt
  if (columns.state === undefined && told !== undefined) return { count: 0, words: [] }
  const word = columns.state === undefined ? "''" : dialect.asText(columnSql(dialect, columns.state))
  const rows = `SELECT ${word} AS word${fromSql(dialect, table, isLarge(table))}${whereSql(dialect, table, proof === undefined ? undefined : `NOT (${proof})`)}`
  const counted = await session.query(
    `SELECT word, count(*) AS n FROM (${rows}) AS waiting GROUP BY word ORDER BY count(*) DESC LIMIT ${mostWords}`,
  )
  const unclear = counted.filter((row) => readState(row.word, states) === 'unknown')
  return {
    count: unclear.reduce((sum, { n }) => sum + Number(n), 0),
    words: columns.state === undefined ? [] : unclear.map((row) => String(row.word ?? 'NULL')),
  }
}

/** "3 orders are in states that could not be understood: `x`; …", or undefined where all were. */
export function describeUnclear({ count, words }: UnclearOrders): string | undefined {
  if (count === 0) return undefined
  const orders = count === 1 ? 'One order is' : `${count} orders are`
  if (words.length === 0)
    return `${count === 1 ? 'One order has' : `${count} orders have`} no column for a state, a receipt or a time of payment; name one in the config (\`orders.columns\`).`
  const shown = words.slice(0, 5).map((word) => `\`${word}\``)
  const more = words.length > shown.length ? ` and ${words.length - shown.length} more` : ''
  return `${orders} in states that could not be understood: ${shown.join(', ')}${more}; name them in the config (\`orders.states\`).`
}
