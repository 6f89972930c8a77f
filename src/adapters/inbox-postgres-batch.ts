import type { RecordedAnswer, RecordedRequest } from '../inbox/event.ts'
import type { InboxConnection } from './inbox-postgres-connection.ts'
import { channel, tableName } from './inbox-postgres-table.ts'

/** A request that has come. */
export interface Begin {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly receivedAt: string
  readonly request: string
}

/** The end of one that the table has. */
export interface Finish {
  readonly begin: Begin
  readonly number: number
  readonly answer: string
}

/** JSON in ASCII: exact in whatever encoding the database has, and without U+0000, which no `text` holds. */
export function toAscii(value: RecordedRequest | RecordedAnswer): string {
  return JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/*
 * One statement is one transaction and one round trip. It may be said again when nobody knows whether it was committed: an
 * id that is there already keeps its row and its number. A server whose commits do not wait for the disk is told to wait.
 */
const durable = `durable AS MATERIALIZED (
  SELECT CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END
)`

const write = `WITH ${durable}, begun AS (
  INSERT INTO ${tableName} (id, received_at, request)
  SELECT b.id, b.received_at, b.request
  FROM unnest($1::text[], $2::timestamptz[], $3::text[]) WITH ORDINALITY AS b (id, received_at, request, place)
  ORDER BY b.place
  ON CONFLICT (id) DO UPDATE SET id = excluded.id
  RETURNING id, number
), finished AS (
  UPDATE ${tableName} AS t SET answer = f.answer
  FROM unnest($4::text[], $5::text[]) AS f (id, answer)
  WHERE t.id = f.id
  RETURNING t.id, t.number
)
SELECT e.id, e.number::text AS number, pg_notify('${channel}', '') IS NULL AS told
FROM durable CROSS JOIN (SELECT id, number FROM begun UNION ALL SELECT id, number FROM finished) AS e`

/** For what was removed between request and answer: the event is kept whole, under its number. */
const restore = `WITH ${durable}, kept AS (
  INSERT INTO ${tableName} (number, id, received_at, request, answer)
  SELECT * FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[], $5::text[])
  ON CONFLICT (id) DO UPDATE SET answer = excluded.answer
  RETURNING id
)
SELECT kept.id, pg_notify('${channel}', '') IS NULL AS told FROM durable CROSS JOIN kept`

/** Commits all of it; resolves to the numbers by id. */
export async function writeBatch(
  connection: InboxConnection,
  begins: readonly Begin[],
  finishes: readonly Finish[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await connection.query(write, [
    begins.map(({ id }) => id),
    begins.map(({ receivedAt }) => receivedAt),
    begins.map(({ request }) => request),
    finishes.map(({ begin }) => begin.id),
    finishes.map(({ answer }) => answer),
  ])
  const numbers = new Map(rows.map(({ id, number }) => [String(id), Number(number)]))
  const gone = finishes.filter(({ begin }) => !numbers.has(begin.id))
  if (gone.length > 0)
    await connection.query(restore, [
      gone.map(({ number }) => number),
      gone.map(({ begin }) => begin.id),
      gone.map(({ begin }) => begin.receivedAt),
      gone.map(({ begin }) => begin.request),
      gone.map(({ answer }) => answer),
    ])
  return numbers
}
