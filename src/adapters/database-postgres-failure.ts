import type { DatabaseLocation, DatabaseOpenResult } from '../core/database-port.ts'

export type OpenFailure = Extract<DatabaseOpenResult, { kind: 'failure' }>
type FailureCode = OpenFailure['code']

const bySqlState: Readonly<Record<string, FailureCode>> = {
  '28P01': 'auth-failed',
  '28000': 'auth-failed',
  '3D000': 'no-database',
}

const bySystemCode: Readonly<Record<string, FailureCode>> = {
  ECONNREFUSED: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ECONNRESET: 'unreachable',
  EPIPE: 'unreachable',
  EACCES: 'unreachable',
  // A Unix socket that is not there.
  ENOENT: 'unreachable',
  ETIMEDOUT: 'timed-out',
}

const sentences: Readonly<Record<FailureCode, string>> = {
  unreachable: 'the connection could not be made',
  'timed-out': 'no answer came in time',
  'auth-failed': 'the server refused the login',
  'no-database': 'the server has no such database',
  'malformed-url': 'the URL cannot be read',
  unsupported: 'this kind of database is not supported',
  'not-local': 'the database is not on this machine',
  tls: 'the encrypted connection could not be made',
  other: 'the server refused the connection',
}

/**
 * Translates what the driver threw while connecting. `serverSpoke`: the error is the server's own, with an SQLSTATE.
 * The server's words never hold the password; those of the driver and of Node are not passed on.
 */
export function toOpenFailure(
  error: unknown,
  where: DatabaseLocation,
  connection: { readonly encrypted: boolean; readonly serverSpoke: boolean },
): OpenFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : ''
  if (connection.serverSpoke) {
    const kind = refusesPlainText(code, message) ? 'tls' : (bySqlState[code] ?? 'other')
    return openFailure(kind, `${sentences[kind]}: ${message}`, code, where)
  }
  const kind = bySystemCode[code] ?? (message.startsWith('SASL') ? 'auth-failed' : undefined)
  if (kind === 'auth-failed') return openFailure(kind, 'the server wants a password, and the URL has none', code, where)
  if (kind !== undefined) return openFailure(kind, `${sentences[kind]} (${code})`, code, where)
  if (connection.encrypted)
    return openFailure(
      'tls',
      `${sentences.tls}${code === '' ? ': the server does not offer it' : ` (${code})`}`,
      code,
      where,
    )
  // The driver gives no code when the server hangs up before it has said anything.
  return openFailure('unreachable', 'the server closed the connection at once; is it PostgreSQL?', code, where)
}

export function openFailure(
  code: FailureCode,
  detail: string,
  systemCode: string,
  where: DatabaseLocation,
): OpenFailure {
  return { kind: 'failure', code, detail, systemCode, where }
}

/** One SQLSTATE covers every refusal by `pg_hba.conf`; only its words tell a missing encryption from the others. */
function refusesPlainText(sqlState: string, message: string): boolean {
  return sqlState === '28000' && /no encryption|SSL off/i.test(message)
}
