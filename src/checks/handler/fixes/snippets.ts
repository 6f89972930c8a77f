import type { SqlNames } from './sql-names.ts'

/** What mends the faults of a handler, in the words of one language or framework. Each is complete where it is put. */
export interface Snippets {
  /** Settles the order only if it is not paid yet, and says whether it did: compare and set. */
  readonly settle: (names: SqlNames) => readonly string[]
  /** Fails the order only while it is pending. */
  readonly fail: (names: SqlNames) => readonly string[]
  /** Leaves the callback if the amount is not that of the order. */
  readonly amount: (names: SqlNames) => readonly string[]
  /** The metadata by name. */
  readonly items: readonly string[]
  readonly isSuccess: readonly string[]
  /** TransactionDate as an instant. */
  readonly time: readonly string[]
  /** Refuses a body that is no callback. */
  readonly guard: readonly string[]
}

/** Columns that a success sets, as `column = value` with the language's own places. */
export function assignments(names: SqlNames, place: (index: number) => string): string {
  const columns = [names.receipt, ...(names.paidAt === undefined ? [] : [names.paidAt])]
  return [`${names.state} = '${names.paid}'`, ...columns.map((column, index) => `${column} = ${place(index)}`)].join(
    ', ',
  )
}

/** A text between double quotes, as Python and PHP read it. */
export function inQuotes(sql: string): string {
  return `"${sql.replaceAll('"', '\\"')}"`
}
