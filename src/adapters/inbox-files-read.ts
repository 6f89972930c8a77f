import type { InboxEvent } from '../inbox/event.ts'
import { type LineHead, readLine, toEvent } from '../inbox/event-lines.ts'
import type { EventRange } from '../inbox/inbox-store.ts'
import { toReadError } from './inbox-files-failure.ts'
import { readSegment } from './inbox-files-lines.ts'
import { listSegments } from './inbox-files-segments.ts'

/** Lines of one event as they stand in the files. */
interface EventLines {
  request?: string
  answer?: string
  /** The file that has the last word on the answer: the newest that has one. */
  answeredIn?: string
}

/** Reads the inbox of a project, also while another process writes to it. An inbox that does not exist has no events. */
export async function readInboxFiles(folder: string, range: EventRange = {}): Promise<readonly InboxEvent[]> {
  const { afterNumber = 0, beforeNumber = Number.MAX_SAFE_INTEGER, since, last } = range
  const found = new Map<number, EventLines>()
  let smallest = Number.POSITIVE_INFINITY
  let requests = 0
  const keep = (path: string, { type, number }: LineHead, text: () => string): void => {
    if (type === 'start') return
    if (type === 'request') smallest = Math.min(smallest, number)
    if (number <= afterNumber || number >= beforeNumber) return
    const lines = found.get(number) ?? {}
    if (lines[type] === undefined && type === 'request') requests++
    if (type === 'answer') {
      lines.answeredIn ??= path
      if (lines.answeredIn !== path) return
    }
    lines[type] = text()
    found.set(number, lines)
  }
  try {
    // Numbers only grow, and an answer never stands before its request: from the newest on, one can stop early.
    for (const { path } of (await listSegments(folder)).toReversed()) {
      await readSegment(path, (head, text) => keep(path, head, text))
      if (smallest <= afterNumber + 1) break
      if (last !== undefined && since === undefined && requests >= last) {
        const events = choose(found, range)
        if (events.length >= last) return events
      }
    }
  } catch (error) {
    throw toReadError(error, folder)
  }
  return choose(found, range)
}

function choose(found: ReadonlyMap<number, EventLines>, { since, first, last }: EventRange): readonly InboxEvent[] {
  const numbers = [...found.keys()].sort((one, other) => one - other)
  if (last !== undefined) numbers.reverse()
  const most = Math.min(first ?? Number.POSITIVE_INFINITY, last ?? Number.POSITIVE_INFINITY)
  const events: InboxEvent[] = []
  for (const number of numbers) {
    if (events.length >= most) break
    const event = build(found.get(number) ?? {})
    if (event !== undefined && (since === undefined || new Date(event.receivedAt) >= since)) events.push(event)
  }
  return last === undefined ? events : events.reverse()
}

function build({ request, answer }: EventLines): InboxEvent | undefined {
  const line = request === undefined ? undefined : readLine(request)
  if (line?.type !== 'request') return undefined
  const end = answer === undefined ? undefined : readLine(answer)
  return toEvent(line, end?.type === 'answer' ? end.answer : null)
}
