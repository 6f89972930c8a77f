import type { Client } from 'pg'
import type { DatabaseLocation, DatabaseSession, Row, SqlValue } from '../core/database-port.ts'
import { DatabaseQueryError } from '../core/database-port.ts'

interface SessionParts {
  readonly client: Client
  readonly where: DatabaseLocation
  readonly statementLimitMs: number
  /** Ends the connection without asking the server. */
  readonly cut: () => void
  readonly isServerError: (error: unknown) => boolean
}

/** What the server is given beyond its own statement limit before the connection is given up. */
const graceMs = 2_000
const closeLimitMs = 1_000

/**
 * A read-only session. Behind a transaction pooler there is no session of our own, and settings would leak into the
 * connections of the app; there each query runs in its own read-only transaction with local settings.
 */
export async function createPostgresSession(parts: SessionParts): Promise<DatabaseSession> {
  const { client, where, statementLimitMs } = parts
  let tail: Promise<unknown> = Promise.resolve()
  let closed = false

  const within = async <T>(work: () => Promise<T>): Promise<T> => {
    const timer = setTimeout(parts.cut, statementLimitMs + graceMs)
    try {
      return await work()
    } finally {
      clearTimeout(timer)
    }
  }

  const ask = async (sql: string, values: readonly SqlValue[]): Promise<readonly Row[]> =>
    (await client.query(sql, [...values])).rows

  const askInTransaction = async (sql: string, values: readonly SqlValue[]): Promise<readonly Row[]> => {
    // Without parameters these travel as one message.
    await client.query(
      `BEGIN READ ONLY; SET LOCAL statement_timeout = ${Math.round(statementLimitMs)}; SET LOCAL datestyle = 'ISO'`,
    )
    try {
      return await ask(sql, values)
    } finally {
      await client.query('ROLLBACK').catch(() => undefined)
    }
  }

  const [settings] = await within(() =>
    ask(
      `SELECT current_setting('transaction_read_only') AS read_only, current_setting('statement_timeout') AS time_limit`,
      [],
    ),
  )
  const ownSession = settings?.read_only === 'on' && settings.time_limit !== '0'

  return {
    dialect: 'postgresql',
    where,
    query(sql, values = []) {
      if (closed) return Promise.reject(new DatabaseQueryError('08003', 'the connection is closed'))
      const run = ownSession ? ask : askInTransaction
      const result = tail
        .then(() => within(() => run(sql, values)))
        .catch((error) => Promise.reject(toQueryError(error, parts)))
      // One at a time: the driver does not queue, and transactions must not mix.
      tail = result.catch(() => undefined)
      return result
    },
    async close() {
      if (closed) return
      closed = true
      const timer = setTimeout(parts.cut, closeLimitMs)
      await client.end().catch(() => undefined)
      clearTimeout(timer)
    },
  }
}

function toQueryError(error: unknown, { isServerError }: SessionParts): DatabaseQueryError {
  if (error instanceof Error && isServerError(error) && 'code' in error)
    return new DatabaseQueryError(String(error.code), error.message, error)
  return new DatabaseQueryError('08006', 'the connection to the database was lost', error)
}
