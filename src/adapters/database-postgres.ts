import { readFile } from 'node:fs/promises'
import { isIP, Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import type { DatabaseLocation, DatabaseOpenResult, DatabasePort } from '../core/database-port.ts'
import type { OpenFailure } from './database-postgres-failure.ts'
import { openFailure, toOpenFailure } from './database-postgres-failure.ts'
import { createPostgresSession } from './database-postgres-session.ts'
import type { PostgresAddress } from './database-postgres-url.ts'
import { readDatabaseUrl } from './database-postgres-url.ts'

type Pg = typeof import('pg')

interface Limits {
  readonly statementLimitMs: number
  /** On the monotonic clock. */
  readonly deadlineMs: number
  readonly signal: AbortSignal
}

interface Attempt {
  readonly ssl: ConnectionOptions | false
  /** False for poolers, which refuse startup options. */
  readonly withOptions: boolean
}

/** PostgreSQL through `pg`, which is loaded when the first database is opened. */
export function createPostgresDatabase(): DatabasePort {
  return {
    async open(url, { limitMs, statementLimitMs, signal, localOnly = false }) {
      signal.throwIfAborted()
      const address = readDatabaseUrl(url.reveal())
      if (address.kind !== 'postgresql') {
        const where = { dialect: 'unknown', host: '', port: null, user: null, database: null }
        return address.kind === 'malformed'
          ? openFailure('malformed-url', address.problem, '', where)
          : openFailure('unsupported', address.problem, '', { ...where, dialect: address.dialect })
      }
      if (localOnly && !isLocal(address.host))
        return openFailure('not-local', 'the database is not on this machine', '', locate(address))
      const pg = await import('pg')
      const limits = { statementLimitMs, deadlineMs: performance.now() + limitMs, signal }
      return open(pg, address, limits)
    },
  }
}

async function open(pg: Pg, address: PostgresAddress, limits: Limits): Promise<DatabaseOpenResult> {
  const where = locate(address)
  let encryptions: readonly (ConnectionOptions | false)[]
  try {
    encryptions = await planEncryption(address)
  } catch {
    return openFailure('tls', 'the file named by `sslrootcert` cannot be read', '', where)
  }
  let first: OpenFailure | undefined
  for (const ssl of encryptions) {
    let result = await connect(pg, address, { ssl, withOptions: true }, limits)
    // 08P01: a pooler that knows no startup options (PgBouncer and its kin).
    if (result.kind === 'failure' && result.systemCode === '08P01')
      result = await connect(pg, address, { ssl, withOptions: false }, limits)
    if (result.kind === 'open') return result
    // Only a refusal that has to do with encryption is a reason to try the other way.
    if (result.code !== 'tls' && result.systemCode !== '28000') return first ?? result
    first ??= result
  }
  return first ?? openFailure('other', 'no way to connect was left', '', where)
}

/** The ways to connect, in the order of libpq; plain text first on this machine, where encryption is the exception. */
async function planEncryption(address: PostgresAddress): Promise<readonly (ConnectionOptions | false)[]> {
  const unverified = { rejectUnauthorized: false }
  switch (address.encryption) {
    case 'disable':
      return [false]
    case 'allow':
      return [false, unverified]
    case 'prefer':
      return isLocal(address.host) ? [false, unverified] : [unverified, false]
    case 'require':
      return [unverified]
    case 'verify-ca':
    case 'verify-full': {
      const file = address.rootCertificateFile
      const trust = file === undefined ? {} : { ca: await readFile(file, 'utf8') }
      // libpq's `verify-ca` trusts the chain and does not look at the name.
      return [address.encryption === 'verify-ca' ? { ...trust, checkServerIdentity: () => undefined } : trust]
    }
  }
}

async function connect(
  pg: Pg,
  address: PostgresAddress,
  attempt: Attempt,
  limits: Limits,
): Promise<DatabaseOpenResult> {
  const where = locate(address)
  const remainingMs = limits.deadlineMs - performance.now()
  if (remainingMs <= 0) return openFailure('timed-out', 'no answer came in time', 'ETIMEDOUT', where)
  // An own socket can be cut whatever state the driver is in.
  const socket = new Socket()
  const { password } = address
  const client = new pg.Client({
    host: address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    ...(password === undefined ? {} : { password: () => password }),
    ssl: attempt.ssl,
    stream: () => socket,
    application_name: 'mpesa-doctor',
    types: { getTypeParser: (oid, format) => (keptAsText.has(oid) ? String : pg.types.getTypeParser(oid, format)) },
    ...(attempt.withOptions ? { options: startupOptions(address, limits.statementLimitMs) } : {}),
  })
  // A connection that is lost between two queries is reported by the next query.
  client.on('error', () => undefined)
  let ended: 'timed-out' | 'aborted' | undefined
  const end = (why: 'timed-out' | 'aborted'): void => {
    ended ??= why
    socket.destroy()
  }
  const timer = setTimeout(end, remainingMs, 'timed-out')
  const abort = (): void => end('aborted')
  limits.signal.addEventListener('abort', abort, { once: true })
  try {
    await client.connect()
    const session = await createPostgresSession({
      client,
      where,
      statementLimitMs: limits.statementLimitMs,
      cut: () => socket.destroy(),
      isServerError: (error) => error instanceof pg.DatabaseError,
    })
    return { kind: 'open', session }
  } catch (error) {
    socket.destroy()
    if (ended === 'aborted') throw limits.signal.reason
    if (ended === 'timed-out') return openFailure('timed-out', 'no answer came in time', 'ETIMEDOUT', where)
    const serverSpoke = error instanceof pg.DatabaseError
    return toOpenFailure(error, where, { encrypted: attempt.ssl !== false, serverSpoke })
  } finally {
    clearTimeout(timer)
    limits.signal.removeEventListener('abort', abort)
  }
}

/** Loopback, or the folder of a Unix socket. */
function isLocal(host: string): boolean {
  return /^(\/|127(\.\d{1,3}){3}$|::1$|localhost$)/i.test(host)
}

/** `timestamp` and `date` name no zone: the driver would read them in the zone of this machine. */
const keptAsText: ReadonlySet<number> = new Set([1082, 1114])

/** Set with the connection itself, so that the server holds them from the first moment. */
function startupOptions(address: PostgresAddress, statementLimitMs: number): string {
  const own = {
    default_transaction_read_only: 'on',
    statement_timeout: statementLimitMs,
    lock_timeout: statementLimitMs,
    idle_in_transaction_session_timeout: 30_000,
    datestyle: 'ISO',
  }
  const options = Object.entries(own).map(([name, value]) => `-c ${name}=${value}`)
  return [...(address.options === undefined ? [] : [address.options]), ...options].join(' ')
}

function locate(address: PostgresAddress): DatabaseLocation {
  const { host, port, user, database } = address
  const shown = isIP(host) === 6 ? `[${host}]` : host
  return { dialect: 'postgresql', host: shown, port, user: user ?? null, database: database ?? null }
}
