import type { DatabaseLocation, DatabaseSession, Row, SqlValue } from '../core/database-port.ts'
import { DatabaseQueryError } from '../core/database-port.ts'
import type { SqliteDatabase, SqliteModule, SqliteValue } from './database-sqlite-module.ts'

/** How long a writer may hold the file before a query gives up. */
const busyMs = 2_000
/** More rows than any query of this program asks for. */
const mostRows = 100_000

/**
 * A file that the library opens read-only, also where a writer works on it. Queries run in this thread: the limit is
 * looked at from row to row, and the queries themselves are bounded. Throws if the file cannot be opened.
 */
export function createSqliteSession(
  { DatabaseSync }: SqliteModule,
  path: string,
  where: DatabaseLocation,
  statementLimitMs: number,
): DatabaseSession {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyMs })
  let closed = false
  try {
    // Also for what a file that is opened read-only might still be asked, such as ATTACH and writing there.
    database.exec('PRAGMA query_only = ON')
    // The first look shows whether it is a database at all.
    database.exec('PRAGMA schema_version')
  } catch (error) {
    database.close()
    throw error
  }
  return {
    dialect: 'sqlite',
    where,
    async query(sql, values = []) {
      if (closed) throw new DatabaseQueryError('08003', 'the connection is closed')
      try {
        return readRows(database, sql, values, statementLimitMs)
      } catch (error) {
        throw toQueryError(error)
      }
    },
    async close() {
      if (closed) return
      closed = true
      database.close()
    },
  }
}

function readRows(database: SqliteDatabase, sql: string, values: readonly SqlValue[], limitMs: number): readonly Row[] {
  const deadlineMs = performance.now() + limitMs
  const statement = database.prepare(sql)
  // Numbers beyond 2^53 would be an error else.
  statement.setReadBigInts(true)
  const rows: Row[] = []
  for (const row of statement.iterate(...values.map(toParameter))) {
    rows.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, fromValue(value)])))
    if (rows.length === mostRows) break
    if (performance.now() > deadlineMs) throw new DatabaseQueryError('57014', 'the query took too long')
  }
  return rows
}

function toParameter(value: SqlValue): SqliteValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

function fromValue(value: SqliteValue): unknown {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

/** SQLSTATEs of the standard by the library's numbers: 8 is read-only, 5 busy, 9 interrupted, 26 no database. */
const byResultCode: Readonly<Record<number, string>> = {
  5: '55P03',
  8: '25006',
  9: '57014',
  10: '08006',
  11: '08006',
  14: '08006',
  26: '08006',
}

function toQueryError(error: unknown): DatabaseQueryError {
  if (error instanceof DatabaseQueryError) return error
  const { errcode, message = 'the query failed' } = error as { errcode?: number; message?: string }
  // Extended codes keep the plain one in their lowest byte.
  const state = errcode === undefined ? '42000' : (byResultCode[errcode & 0xff] ?? '42000')
  return new DatabaseQueryError(state, message, error)
}
