import type { Secret } from '../core/secret.ts'
import type { InboxEvent } from '../inbox/event.ts'
import { eventId } from '../inbox/event-id.ts'
import type { EventRange, InboxStore, RetentionLimits } from '../inbox/inbox-store.ts'
import { toAscii } from './inbox-postgres-batch.ts'
import { connectInbox, nameOf, readStoreUrl } from './inbox-postgres-connection.ts'
import { readEvents } from './inbox-postgres-read.ts'
import { hasTable, isDenied, tableName } from './inbox-postgres-table.ts'
import { type InboxWriter, openInboxWriter, toInboxError } from './inbox-postgres-writer.ts'

export interface InboxPostgresOptions {
  readonly url: Secret
  /** Lower-case hexadecimal digits, for ids. */
  readonly hex: (digits: number) => string
}

/**
 * An inbox that a team shares: as many may write as like. A request is committed before it has a number, so before the app
 * is asked; throws `InboxError` if the database cannot be used.
 */
export async function openInboxPostgres({ url, hex }: InboxPostgresOptions): Promise<InboxStore> {
  const address = readStoreUrl(url)
  const writer = await openInboxWriter(address)
  return {
    where: nameOf(address),
    async begin(request, receivedAt) {
      const id = eventId(receivedAt, hex)
      const begin = { id, receivedAt: receivedAt.toISOString(), request: toAscii(request) }
      const number = await writer.begin(begin)
      return { id, number, finish: (answer) => writer.finish({ begin, number, answer: toAscii(answer) }) }
    },
    read: (range) => readInboxPostgres(url, range),
    prune: (limits, now) => prune(writer, limits, now),
    close: writer.close,
  }
}

/** Reads the shared inbox; one that nobody has written to yet has no events. */
export async function readInboxPostgres(url: Secret, range: EventRange = {}): Promise<readonly InboxEvent[]> {
  const address = readStoreUrl(url)
  const connection = await connectInbox(address)
  try {
    return (await hasTable(connection)) ? await readEvents(connection, range) : []
  } catch (error) {
    throw toInboxError(error, nameOf(address))
  } finally {
    await connection.close()
  }
}

/*
 * Age is counted from when the server wrote the row, and by the slower of the two clocks: that of one laptop must not
 * empty the inbox of a team. The newest event stays.
 */
const removeOld = `DELETE FROM ${tableName}
WHERE recorded_at < LEAST(now(), $1::timestamptz) - $2::float8 * interval '1 ms'
  AND number < (SELECT max(number) FROM ${tableName})
RETURNING 1`

const removeMost = `DELETE FROM ${tableName} WHERE number <= (
  SELECT max(number) FROM (
    SELECT number, sum(octet_length(request) + coalesce(octet_length(answer), 0)) OVER (ORDER BY number DESC) AS bytes
    FROM ${tableName}
  ) AS sums WHERE bytes > $1::float8
) AND number < (SELECT max(number) FROM ${tableName})
RETURNING 1`

async function prune(writer: InboxWriter, { maxAgeMs, maxBytes }: RetentionLimits, now: Date): Promise<number> {
  try {
    const old = await writer.query(removeOld, [now.toISOString(), maxAgeMs])
    const most = await writer.query(removeMost, [maxBytes])
    return old.length + most.length
  } catch (error) {
    // Who may add but not remove leaves that to the others.
    if (isDenied((error as Error).cause)) return 0
    throw error
  }
}
