import type { DatabaseLocation } from '../core/database-port.ts'
import type { FailureCode, OpenFailure } from './database-failure.ts'
import { bySystemCode, failureSentences, openFailure } from './database-failure.ts'

const bySqlState: Readonly<Record<string, FailureCode>> = {
  '28P01': 'auth-failed',
  '28000': 'auth-failed',
  '3D000': 'no-database',
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
    return openFailure(kind, `${failureSentences[kind]}: ${message}`, code, where)
  }
  const kind = bySystemCode[code] ?? (message.startsWith('SASL') ? 'auth-failed' : undefined)
  if (kind === 'auth-failed') return openFailure(kind, 'the server wants a password, and the URL has none', code, where)
  if (kind !== undefined) return openFailure(kind, `${failureSentences[kind]} (${code})`, code, where)
  if (connection.encrypted)
    return openFailure(
      'tls',
      `${failureSentences.tls}${code === '' ? ': the server does not offer it' : ` (${code})`}`,
      code,
      where,
    )
  // The driver gives no code when the server hangs up before it has said anything.
  return openFailure('unreachable', 'the server closed the connection at once; is it PostgreSQL?', code, where)
}

/** One SQLSTATE covers every refusal by `pg_hba.conf`; only its words tell a missing encryption from the others. */
function refusesPlainText(sqlState: string, message: string): boolean {
  return sqlState === '28000' && /no encryption|SSL off/i.test(message)
}
