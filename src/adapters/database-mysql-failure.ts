import type { DatabaseLocation } from '../core/database-port.ts'
import type { FailureCode, OpenFailure } from './database-failure.ts'
import { bySystemCode, failureSentences, openFailure } from './database-failure.ts'

/** Error numbers of MySQL and MariaDB. */
const byNumber: Readonly<Record<number, FailureCode>> = {
  1044: 'auth-failed',
  1045: 'auth-failed',
  1698: 'auth-failed',
  1251: 'auth-failed',
  1820: 'auth-failed',
  1862: 'auth-failed',
  4151: 'auth-failed',
  1049: 'no-database',
  3159: 'tls',
}

/** Codes of the driver itself. */
const byDriverCode: Readonly<Record<string, readonly [FailureCode, string]>> = {
  HANDSHAKE_NO_SSL_SUPPORT: ['tls', 'the server does not offer it'],
  HANDSHAKE_SSL_ERROR: ['tls', 'the server’s certificate is not trusted'],
  AUTH_SWITCH_PLUGIN_ERROR: ['auth-failed', 'it wants a way to log in that is not known here'],
  MYSQL_CLEAR_PASSWORD_NOT_ENABLED: ['auth-failed', 'it wants the password in clear text'],
  PROTOCOL_CONNECTION_LOST: ['unreachable', 'the server closed the connection at once; is it MySQL?'],
}

/**
 * Translates what the driver threw while connecting. The server's words never hold the password; those of the driver and
 * of Node are not passed on.
 */
export function toOpenFailure(error: unknown, where: DatabaseLocation, hasPassword: boolean): OpenFailure {
  const {
    code = '',
    errno,
    sqlState,
    sqlMessage,
  } = error as {
    readonly code?: string
    readonly errno?: number
    readonly sqlState?: string
    readonly sqlMessage?: string
  }
  // 1698: MariaDB's `unix_socket` and MySQL's `auth_socket`, which know the user of the system and no password.
  if (errno === 1698)
    return openFailure(
      'auth-failed',
      'this user logs in as a user of the system, over the socket of the server; make one with a password',
      code,
      where,
    )
  if (typeof sqlState === 'string' && sqlMessage !== undefined) {
    // MariaDB refuses the login, and only its words tell why.
    const kind = /(in)?secure.transport/i.test(sqlMessage) ? 'tls' : (byNumber[errno ?? 0] ?? 'other')
    const hint = kind === 'auth-failed' && !hasPassword ? ' (the URL has no password)' : ''
    return openFailure(kind, `${failureSentences[kind]}: ${sqlMessage}${hint}`, code, where)
  }
  const [kind, detail] = byDriverCode[code] ?? []
  if (kind !== undefined)
    return openFailure(kind, kind === 'unreachable' ? `${detail}` : `${failureSentences[kind]}: ${detail}`, code, where)
  const system = bySystemCode[code]
  if (system !== undefined) return openFailure(system, `${failureSentences[system]} (${code})`, code, where)
  if (/CERT|SELF_SIGNED|SSL|TLS|ISSUER|ALTNAME/.test(code))
    return openFailure('tls', `${failureSentences.tls} (${code})`, code, where)
  return openFailure('unreachable', 'what answers does not speak the protocol of MySQL', code, where)
}
