import type { Secret } from './secret.ts'

export type SqlValue = string | number | boolean | null | Date | readonly string[]

export type Row = Readonly<Record<string, unknown>>

export interface DatabasePort {
  /**
   * Opens a session that the server itself holds read-only, with a statement time-out. With `localOnly` nothing but
   * loopback, sockets and files are opened; anything else is `not-local`.
   */
  open(
    url: Secret,
    options: { limitMs: number; statementLimitMs: number; signal: AbortSignal; localOnly?: boolean },
  ): Promise<DatabaseOpenResult>
}

export type DatabaseOpenResult =
  | { readonly kind: 'open'; readonly session: DatabaseSession }
  | {
      readonly kind: 'failure'
      readonly code:
        | 'unreachable'
        | 'timed-out'
        | 'auth-failed'
        | 'no-database'
        | 'malformed-url'
        | 'unsupported'
        /** A server answers, but it is of another kind than the URL says. */
        | 'other-kind'
        | 'not-local'
        | 'tls'
        | 'other'
      readonly detail: string
      readonly systemCode: string
      readonly where: DatabaseLocation
    }

/** Where a database is, without the password. */
export interface DatabaseLocation {
  readonly dialect: string
  readonly host: string
  readonly port: number | null
  readonly user: string | null
  readonly database: string | null
}

export interface DatabaseSession {
  readonly dialect: 'postgresql' | 'mysql' | 'sqlite'
  readonly where: DatabaseLocation
  /**
   * Values are always parameters; throws `DatabaseQueryError` when the server refuses. Whole numbers beyond 2^53 and
   * decimals come as exact texts, times without a zone as they are written.
   */
  query(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>
  close(): Promise<void>
}

/** A refusal of the database server; `sqlState` is the SQLSTATE of five characters. */
export class DatabaseQueryError extends Error {
  readonly sqlState: string

  constructor(sqlState: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'DatabaseQueryError'
    this.sqlState = sqlState
  }
}
