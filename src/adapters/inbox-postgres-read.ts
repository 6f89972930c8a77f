import type { InboxEvent, RecordedAnswer, RecordedRequest } from '../inbox/event.ts'
import type { EventRange } from '../inbox/inbox-store.ts'
import type { InboxConnection } from './inbox-postgres-connection.ts'
import { tableName } from './inbox-postgres-table.ts'

/** In milliseconds and UTC, as everywhere. */
export const eventColumns = `number::text AS number, id, request, answer,
  to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS received_at`

/** Each page has its own time limit, so that a large inbox can be read over a slow link. */
const pageRows = 500

/** In the order of their numbers. */
export async function readEvents(connection: InboxConnection, range: EventRange): Promise<readonly InboxEvent[]> {
  const { first = Number.POSITIVE_INFINITY, last = Number.POSITIVE_INFINITY } = range
  const isBackwards = last < Number.POSITIVE_INFINITY
  const wanted = Math.min(first, last)
  const events: InboxEvent[] = []
  let after = range.afterNumber ?? 0
  let before = range.beforeNumber ?? Number.MAX_SAFE_INTEGER
  for (;;) {
    const limit = Math.min(pageRows, wanted - events.length)
    if (limit <= 0) break
    const rows = await connection.query(
      `SELECT ${eventColumns} FROM ${tableName}
       WHERE v = 1 AND number > $1 AND number < $2 AND received_at >= $3::timestamptz
       ORDER BY ${tableName}.number ${isBackwards ? 'DESC' : 'ASC'} LIMIT $4`,
      [after, before, range.since?.toISOString() ?? '-infinity', limit],
    )
    const edge = Number(rows.at(-1)?.number)
    for (const row of rows) {
      const event = toEvent(row)
      if (event !== undefined) events.push(event)
    }
    if (rows.length < limit) break
    if (isBackwards) before = edge
    else after = edge
  }
  return isBackwards ? events.reverse() : events
}

/** Undefined for a row that somebody else has put there or damaged. */
export function toEvent({
  number,
  id,
  received_at,
  request,
  answer,
}: Readonly<Record<string, unknown>>): InboxEvent | undefined {
  try {
    return {
      id: String(id),
      number: Number(number),
      receivedAt: String(received_at),
      request: JSON.parse(String(request)) as RecordedRequest,
      answer: answer === null ? null : (JSON.parse(String(answer)) as RecordedAnswer),
    }
  } catch {
    return undefined
  }
}
