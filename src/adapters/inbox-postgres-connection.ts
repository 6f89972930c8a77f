import { Socket } from 'node:net'
import type { Client } from 'pg'
import type { Secret } from '../core/secret.ts'
import { InboxError } from '../inbox/inbox-store.ts'
import { type OpenFailure, openFailure } from './database-failure.ts'
import { locate, planEncryption } from './database-postgres-address.ts'
import { toOpenFailure } from './database-postgres-failure.ts'
import type { PostgresAddress } from './database-postgres-url.ts'
import { readDatabaseUrl } from './database-url.ts'

/** A session that may write. Each statement has a limit; one that passes it, or fails outside the server, ends the session. */
export interface InboxConnection {
  /** False once nothing more can be asked. */
  readonly isAlive: boolean
  query(sql: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Wakes whoever waits for notifications; returns how to stop. */
  onWake(listener: () => void): () => void
  close(): Promise<void>
}

const connectLimitMs = 5_000
const statementLimitMs = 5_000
const closeLimitMs = 1_000

export function readStoreUrl(url: Secret): PostgresAddress {
  const address = readDatabaseUrl(url.reveal())
  if (address.kind === 'postgresql') return address
  const problem = 'problem' in address ? address.problem : 'only PostgreSQL can be the store of events'
  throw new InboxError('bad-url', problem, 'the URL of the store cannot be read')
}

/** `PostgreSQL at db.example:5432/team`. */
export function nameOf(address: PostgresAddress): string {
  const { host, port, database } = locate(address)
  return `PostgreSQL at ${host}:${port}${database === null ? '' : `/${database}`}`
}

/** Connects as the URL says, encryption included; throws `InboxError`. */
export async function connectInbox(address: PostgresAddress): Promise<InboxConnection> {
  const ways = await planEncryption(address).catch(() => null)
  if (ways === null)
    throw toInboxError(
      openFailure('tls', 'the file named by `sslrootcert` cannot be read', '', locate(address)),
      address,
    )
  let first: OpenFailure | undefined
  for (const ssl of ways) {
    const result = await attempt(address, ssl)
    if (!('kind' in result)) return result
    first ??= result
    // Only a refusal that has to do with encryption is a reason to try the other way.
    if (result.code !== 'tls' && result.systemCode !== '28000') break
  }
  throw toInboxError(first ?? openFailure('other', 'no way to connect was left', '', locate(address)), address)
}

function toInboxError({ code, detail }: OpenFailure, address: PostgresAddress): InboxError {
  const isRefusal = code === 'auth-failed' || code === 'no-database'
  return new InboxError(
    isRefusal ? 'denied' : 'unreachable',
    nameOf(address),
    `the shared inbox cannot be opened, ${detail}`,
  )
}

async function attempt(
  address: PostgresAddress,
  ssl: NonNullable<ConstructorParameters<typeof Client>[0] & object>['ssl'] & {},
): Promise<InboxConnection | OpenFailure> {
  const { default: pg } = await import('pg')
  // An own socket can be cut whatever state the driver is in.
  const socket = new Socket()
  const { password } = address
  const client = new pg.Client({
    host: address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    ...(password === undefined ? {} : { password: () => password }),
    ...(address.options === undefined ? {} : { options: address.options }),
    ssl,
    stream: () => socket,
    application_name: 'mpesa-doctor inbox',
    keepAlive: true,
  })
  let isAlive = true
  const die = (): void => {
    isAlive = false
    socket.destroy()
  }
  client.on('error', die)
  client.on('end', die)
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    die()
  }, connectLimitMs)
  try {
    await client.connect()
  } catch (error) {
    die()
    if (timedOut) return openFailure('timed-out', 'no answer came in time', 'ETIMEDOUT', locate(address))
    return toOpenFailure(error, locate(address), {
      encrypted: ssl !== false,
      serverSpoke: error instanceof pg.DatabaseError,
    })
  } finally {
    clearTimeout(timer)
  }
  return {
    get isAlive() {
      return isAlive
    },
    async query(sql, values = []) {
      const limit = setTimeout(die, statementLimitMs)
      try {
        return (await client.query(sql, [...values])).rows
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) die()
        throw error
      } finally {
        clearTimeout(limit)
      }
    },
    onWake(listener) {
      client.on('notification', listener)
      client.on('end', listener)
      return () => {
        client.off('notification', listener)
        client.off('end', listener)
      }
    },
    async close() {
      isAlive = false
      const limit = setTimeout(() => socket.destroy(), closeLimitMs)
      await client.end().catch(() => undefined)
      clearTimeout(limit)
    },
  }
}
