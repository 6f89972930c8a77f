import type { DatabaseLocation, DatabaseOpenResult, DatabasePort } from '../core/database-port.ts'

export type OpenFailure = Extract<DatabaseOpenResult, { kind: 'failure' }>
export type FailureCode = OpenFailure['code']
export type OpenOptions = Parameters<DatabasePort['open']>[1]

/** What the system says while connecting. */
export const bySystemCode: Readonly<Record<string, FailureCode>> = {
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

export const failureSentences: Readonly<Record<FailureCode, string>> = {
  unreachable: 'the connection could not be made',
  'timed-out': 'no answer came in time',
  'auth-failed': 'the server refused the login',
  'no-database': 'the server has no such database',
  'malformed-url': 'the URL cannot be read',
  unsupported: 'this kind of database is not supported',
  'other-kind': 'another kind of server answers there',
  'not-local': 'the database is not on this machine',
  tls: 'the encrypted connection could not be made',
  other: 'the server refused the connection',
}

export function openFailure(
  code: FailureCode,
  detail: string,
  systemCode: string,
  where: DatabaseLocation,
): OpenFailure {
  return { kind: 'failure', code, detail, systemCode, where }
}

/** Loopback, or the folder of a Unix socket. */
export function isLocalHost(host: string): boolean {
  return /^(\/|127(\.\d{1,3}){3}$|::1$|localhost$)/i.test(host)
}
