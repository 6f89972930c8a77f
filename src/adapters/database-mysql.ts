import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import type { Connection, SslOptions } from 'mysql2'
import type { DatabaseLocation, DatabaseOpenResult } from '../core/database-port.ts'
import type { OpenFailure, OpenOptions } from './database-failure.ts'
import { isLocalHost, openFailure } from './database-failure.ts'
import { describeKind, identifyServer } from './database-greeting.ts'
import { toOpenFailure } from './database-mysql-failure.ts'
import { createMysqlSession } from './database-mysql-session.ts'
import type { MysqlAddress } from './database-mysql-url.ts'
import { readCell } from './database-mysql-values.ts'

type Mysql = typeof import('mysql2')
type Tls = SslOptions & { readonly verifyIdentity?: boolean }

interface Limits {
  readonly statementLimitMs: number
  /** On the monotonic clock. */
  readonly deadlineMs: number
  readonly signal: AbortSignal
}

/** A server of this kind speaks first; one that is silent for so long may be another. */
const greetingMs = 1_500

/** Opens MySQL or MariaDB through `mysql2`, in a session that the server holds read-only. */
export async function openMysql(
  address: MysqlAddress,
  { limitMs, statementLimitMs, signal, localOnly = false }: OpenOptions,
): Promise<DatabaseOpenResult> {
  const where = locate(address)
  if (localOnly && address.socketPath === undefined && !isLocalHost(address.host))
    return openFailure('not-local', 'the database is not on this machine', '', where)
  const limits = { statementLimitMs, deadlineMs: performance.now() + limitMs, signal }
  let plans: readonly (Tls | false)[]
  try {
    plans = await planEncryption(address)
  } catch {
    return openFailure('tls', 'the file named by `ssl-ca` cannot be read', '', where)
  }
  const mysql = await import('mysql2')
  let first: OpenFailure | undefined
  for (const ssl of plans) {
    const result = await connect(mysql, address, ssl, limits)
    if (result.kind === 'open') return result
    // Of a user that must come encrypted the server says only that it refuses the login.
    if (result.code !== 'tls' && result.code !== 'auth-failed') return first ?? result
    first = first === undefined || first.code === 'tls' ? result : first
  }
  return first ?? openFailure('other', 'no way to connect was left', '', where)
}

/** The ways to connect, in the client's order; plain text first on this machine, where encryption is the exception. */
async function planEncryption(address: MysqlAddress): Promise<readonly (Tls | false)[]> {
  const unverified = { rejectUnauthorized: false }
  switch (address.encryption) {
    case 'disabled':
      return [false]
    case 'preferred':
      return address.socketPath !== undefined || isLocalHost(address.host) ? [false, unverified] : [unverified, false]
    case 'required':
      return [unverified]
    case 'verify-ca':
    case 'verify-identity': {
      const file = address.rootCertificateFile
      const trust = file === undefined ? {} : { ca: await readFile(file, 'utf8') }
      return [{ ...trust, rejectUnauthorized: true, verifyIdentity: address.encryption === 'verify-identity' }]
    }
  }
}

async function connect(
  mysql: Mysql,
  address: MysqlAddress,
  ssl: Tls | false,
  { statementLimitMs, deadlineMs, signal }: Limits,
): Promise<DatabaseOpenResult> {
  const where = locate(address)
  signal.throwIfAborted()
  const remainingMs = deadlineMs - performance.now()
  if (remainingMs <= 0) return openFailure('timed-out', 'no answer came in time', 'ETIMEDOUT', where)
  const { host, port, socketPath, user, password, database } = address
  const connection = mysql.createConnection({
    ...(socketPath === undefined ? { host, port } : { socketPath }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
    ...(ssl === false ? {} : { ssl }),
    // The limit is kept here, over everything that opening takes.
    connectTimeout: 0,
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    typeCast: readCell,
    // No code is made of what a server says.
    disableEval: true,
    connectAttributes: { program_name: 'mpesa-doctor' },
  })
  const ending = new AbortController()
  const timer = setTimeout(() => ending.abort('timed-out'), remainingMs)
  const abort = (): void => ending.abort('aborted')
  signal.addEventListener('abort', abort, { once: true })
  try {
    const greeted = waitForHandshake(connection, ending.signal)
    const kind = socketPath === undefined ? await suspect(greeted, address, ending.signal) : 'unknown'
    if (kind === 'postgresql') {
      connection.destroy()
      const detail = `${describeKind(kind)} answers there; the URL must begin with \`postgresql://\``
      return openFailure('other-kind', detail, '', where)
    }
    await greeted
    const session = await createMysqlSession({ connection, where, statementLimitMs, signal: ending.signal })
    return { kind: 'open', session }
  } catch (error) {
    connection.destroy()
    signal.throwIfAborted()
    if (ending.signal.aborted) return openFailure('timed-out', 'no answer came in time', 'ETIMEDOUT', where)
    return toOpenFailure(error, where, password !== undefined)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

function waitForHandshake(connection: Connection, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('ended'))
    signal.addEventListener('abort', abort, { once: true })
    // A connection that is lost between two queries is reported by the next query.
    connection.on('error', reject)
    connection.connect((error) => {
      signal.removeEventListener('abort', abort)
      if (error) reject(error)
      else resolve()
    })
  })
}

/** Who answers, if the greeting does not come for a while. */
async function suspect(greeted: Promise<void>, { host, port }: MysqlAddress, signal: AbortSignal) {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<'silent'>((resolve) => {
    timer = setTimeout(resolve, greetingMs, 'silent')
  })
  const settled = greeted.then(
    () => 'settled' as const,
    () => 'settled' as const,
  )
  const first = await Promise.race([settled, silence])
  clearTimeout(timer)
  return first === 'silent' ? identifyServer(host, port, signal) : 'unknown'
}

function locate({ host, port, socketPath, user, database }: MysqlAddress): DatabaseLocation {
  const shown = socketPath ?? (isIP(host) === 6 ? `[${host}]` : host)
  return {
    dialect: 'mysql',
    host: shown,
    port: socketPath === undefined ? port : null,
    user: user ?? null,
    database: database ?? null,
  }
}
