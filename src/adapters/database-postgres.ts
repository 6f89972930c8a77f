import { Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import type { DatabaseOpenResult } from '../core/database-port.ts'
import type { OpenFailure, OpenOptions } from './database-failure.ts'
import { isLocalHost, openFailure } from './database-failure.ts'
import { describeKind, greetingMs, identifyServer } from './database-greeting.ts'
import { locate, planEncryption } from './database-postgres-address.ts'
import { toOpenFailure } from './database-postgres-failure.ts'
import { createPostgresSession } from './database-postgres-session.ts'
import type { PostgresAddress } from './database-postgres-url.ts'

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

/** Opens PostgreSQL through `pg`, in a session that the server holds read-only. */
export async function openPostgres(
  address: PostgresAddress,
  { limitMs, statementLimitMs, signal, localOnly = false }: OpenOptions,
): Promise<DatabaseOpenResult> {
  const where = locate(address)
  if (localOnly && !isLocalHost(address.host))
    return openFailure('not-local', 'the database is not on this machine', '', where)
  const pg = await import('pg')
  const limits = { statementLimitMs, deadlineMs: performance.now() + limitMs, signal }
  const result = await open(pg, address, limits)
  if (result.kind === 'open' || address.host.startsWith('/') || !isStrange(result)) return result
  if ((await identifyServer(address.host, address.port, signal, greetingMs)) !== 'mysql') return result
  const detail = `${describeKind('mysql')} answers there; the URL must begin with \`mysql://\``
  return openFailure('other-kind', detail, '', where)
}

/** A failure that is no refusal of the server, and that the network does not explain. */
function isStrange({ code, systemCode }: OpenFailure): boolean {
  return systemCode === '' || systemCode === 'undefined' || code === 'timed-out' || systemCode === 'ECONNRESET'
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
