import type { Secret } from '../core/secret.ts'
import type { InboxEvent } from '../inbox/event.ts'
import { patienceMs } from '../inbox/patience.ts'
import type { PostgresAddress } from './database-postgres-url.ts'
import { connectInbox, type InboxConnection, nameOf, readStoreUrl } from './inbox-postgres-connection.ts'
import { eventColumns, toEvent } from './inbox-postgres-read.ts'
import { channel, sqlStateOf, tableName } from './inbox-postgres-table.ts'
import { toInboxError } from './inbox-postgres-writer.ts'

/** Looked this often even if nobody calls: a pooler passes no notifications on. */
const pauseMs = 2_000
const pageRows = 200

/**
 * Numbers are given out before they are committed, so that 5 may be seen before 4. Everything up to here has been there for
 * longer than any transaction of this tool lasts, and has its answer or gets none.
 */
const floorQuery = `SELECT max(number)::text AS floor FROM ${tableName}
WHERE recorded_at < now() - ${patienceMs + 30_000} * interval '1 ms'`

const newQuery = `SELECT ${eventColumns} FROM ${tableName}
WHERE v = 1 AND number > $1 AND number <> ALL ($2::bigint[])
  AND (answer IS NOT NULL OR recorded_at < now() - ${patienceMs} * interval '1 ms')
ORDER BY ${tableName}.number LIMIT ${pageRows}`

/** Events behind a number as they are settled; a lost connection is made again, for as long as it takes. */
export async function* followInboxPostgres(
  url: Secret,
  afterNumber: number,
  signal: AbortSignal,
): AsyncGenerator<InboxEvent> {
  const address = readStoreUrl(url)
  const bell = createBell(signal)
  const shown = new Set<number>()
  let floor = afterNumber
  let connection: InboxConnection | undefined = await connectAndListen(address, bell.ring)
  try {
    while (!signal.aborted) {
      try {
        connection ??= await connectAndListen(address, bell.ring)
        const found = await look(connection, floor, shown)
        for (const event of found.events) {
          shown.add(event.number)
          yield event
        }
        floor = found.floor
        for (const number of shown) if (number <= floor) shown.delete(number)
        if (found.isMore) continue
      } catch (error) {
        // What the server refuses it will go on refusing; what is out of reach comes back.
        const known = toInboxError(error, nameOf(address))
        if (known.code !== 'unreachable') throw known
        await connection?.close()
        connection = undefined
      }
      await bell.wait(pauseMs)
    }
  } finally {
    await connection?.close()
  }
}

async function connectAndListen(address: PostgresAddress, ring: () => void): Promise<InboxConnection> {
  const connection = await connectInbox(address)
  connection.onWake(ring)
  // A pooler may refuse it; then looking now and then has to do.
  await connection.query(`LISTEN ${channel}`).catch(() => undefined)
  return connection
}

interface Found {
  readonly events: readonly InboxEvent[]
  readonly floor: number
  readonly isMore: boolean
}

async function look(connection: InboxConnection, floor: number, shown: ReadonlySet<number>): Promise<Found> {
  try {
    // Asked for first: what is below it by now is among what is read next.
    const [oldest] = await connection.query(floorQuery)
    const rows = await connection.query(newQuery, [floor, [...shown]])
    const isMore = rows.length === pageRows
    const reached = Math.min(
      Number(oldest?.floor ?? 0),
      isMore ? Number(rows.at(-1)?.number) : Number.POSITIVE_INFINITY,
    )
    return {
      events: rows.flatMap((row) => toEvent(row) ?? []),
      floor: Math.max(floor, reached),
      isMore,
    }
  } catch (error) {
    // Nobody has written to it yet.
    if (sqlStateOf(error) === '42P01') return { events: [], floor, isMore: false }
    throw error
  }
}

interface Bell {
  /** Ends the wait, or the next one if nobody waits. */
  ring(): void
  wait(limitMs: number): Promise<void>
}

function createBell(signal: AbortSignal): Bell {
  let isRung = false
  let wake: (() => void) | undefined
  const ring = (): void => {
    isRung = true
    wake?.()
  }
  signal.addEventListener('abort', ring, { once: true })
  return {
    ring,
    async wait(limitMs) {
      if (!isRung)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, limitMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      isRung = false
    },
  }
}
