import type { Connection } from 'mysql2'
import type { DatabaseLocation, DatabaseSession, Row, SqlValue } from '../core/database-port.ts'
import { DatabaseQueryError } from '../core/database-port.ts'

interface SessionParts {
  readonly connection: Connection
  readonly where: DatabaseLocation
  readonly statementLimitMs: number
  /** Ends the wait for the first settings. */
  readonly signal: AbortSignal
}

/** What the server is given beyond its own statement limit before the connection is given up. */
const graceMs = 2_000
const closeLimitMs = 1_000

/**
 * A session that the server holds read-only, once as a session and once for each query in a transaction of its own: behind
 * a proxy that shares connections the next query may meet another session.
 */
export async function createMysqlSession(parts: SessionParts): Promise<DatabaseSession> {
  const { connection, where, statementLimitMs } = parts
  let tail: Promise<unknown> = Promise.resolve()
  let closed = false

  /** Without values the text goes as it is: not everything can be prepared. */
  const ask = (sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]> =>
    new Promise((resolve, reject) => {
      const done = (error: unknown, rows: unknown): void => {
        if (error) reject(error)
        else resolve(Array.isArray(rows) ? (rows as readonly Row[]) : [])
      }
      if (values === undefined) connection.query(sql, done)
      else connection.execute(sql, values.map(toParameter), done)
    })

  const within = async <T>(work: () => Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        connection.destroy()
        reject(new DatabaseQueryError('57014', 'no answer came in time; the connection was given up'))
      }, statementLimitMs + graceMs)
    })
    try {
      return await Promise.race([work(), limit])
    } finally {
      clearTimeout(timer)
    }
  }

  const inTransaction = async (sql: string, values: readonly SqlValue[]): Promise<readonly Row[]> => {
    await ask('START TRANSACTION READ ONLY')
    try {
      return await ask(sql, values)
    } finally {
      await ask('ROLLBACK').catch(() => undefined)
    }
  }

  await within(async () => {
    await ask('SET SESSION TRANSACTION READ ONLY')
    // Times of type `timestamp` are then shown in UTC.
    await ask(`SET SESSION time_zone = '+00:00'`)
    await limitStatements(ask, statementLimitMs)
  })

  return {
    dialect: 'mysql',
    where,
    query(sql, values = []) {
      if (closed) return Promise.reject(new DatabaseQueryError('08003', 'the connection is closed'))
      const result = tail
        .then(() => within(() => inTransaction(sql, values)))
        .catch((error) => Promise.reject(toQueryError(error)))
      // One at a time: transactions must not mix.
      tail = result.catch(() => undefined)
      return result
    },
    async close() {
      if (closed) return
      closed = true
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, closeLimitMs)
        connection.end(() => {
          clearTimeout(timer)
          resolve()
        })
      })
      connection.destroy()
    },
  }
}

/** MariaDB counts in seconds, MySQL from 5.7 on in milliseconds; of older servers only this side has a limit. */
async function limitStatements(ask: (sql: string) => Promise<unknown>, limitMs: number): Promise<void> {
  const settings = [
    `SET SESSION max_statement_time = ${limitMs / 1_000}`,
    `SET SESSION max_execution_time = ${Math.ceil(limitMs)}`,
  ]
  for (const sql of settings)
    try {
      await ask(sql)
      return
    } catch (error) {
      // 1193: unknown variable.
      if ((error as { errno?: number }).errno !== 1193) throw error
    }
}

function toParameter(value: SqlValue): string | number | boolean | null | Date {
  return Array.isArray(value) ? JSON.stringify(value) : (value as Exclude<SqlValue, readonly string[]>)
}

/** The SQLSTATEs of the standard for what callers ask about; MySQL files most of its errors under one. */
const byNumber: Readonly<Record<number, string>> = {
  1142: '42501',
  1143: '42501',
  1044: '42501',
  1317: '57014',
  1969: '57014',
  3024: '57014',
}

function toQueryError(error: unknown): DatabaseQueryError {
  if (error instanceof DatabaseQueryError) return error
  const { errno, sqlState, sqlMessage } = error as { errno?: number; sqlState?: string; sqlMessage?: string }
  if (sqlMessage === undefined || sqlState === undefined || /^(1927|1053|1080|2006|2013)$/.test(String(errno)))
    return new DatabaseQueryError('08006', 'the connection to the database was lost', error)
  return new DatabaseQueryError(byNumber[errno ?? 0] ?? sqlState, sqlMessage, error)
}
