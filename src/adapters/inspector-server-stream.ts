import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { EventJournal } from '../inbox/inspector/event-journal.ts'
import type { EventSummary } from '../inbox/inspector-api.ts'

export interface StreamOptions {
  readonly journal: EventJournal
  readonly heartbeatMs: number
  readonly patienceMs: number
  /** Tells the journals of two runs apart: ids of one mean nothing to the other. */
  readonly run: string
}

/** Where a reader is: `number` counts events, `lastId` is what it was told last. */
export interface StreamStart {
  readonly number: number
  readonly lastId: string | undefined
}

const batch = 100

/**
 * Server-sent events, until the reader goes. Nothing is queued for it: as fast as it takes them, the next ones are looked up
 * in the journal. One that is too slow for that, or takes nothing at all, is let go and comes back by itself.
 */
export async function streamEvents(
  response: ServerResponse,
  start: StreamStart,
  options: StreamOptions,
): Promise<void> {
  const { journal, heartbeatMs, patienceMs, run } = options
  const gone = new AbortController()
  let wake: () => void = () => undefined
  const unwatch = journal.watch(() => wake())
  response.on('close', () => {
    gone.abort()
    wake()
  })
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': still here\n\n')
  }, heartbeatMs)
  try {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' })
    await write('retry: 1000\n\n')
    let revision = resumeAt(start.lastId, run, journal)
    if (revision === null) {
      revision = journal.revision
      await catchUp(start.number, revision)
    }
    while (!gone.signal.aborted) {
      const changed = journal.changesSince(revision, batch)
      if (changed === null) return
      if (changed.length === 0 && revision === journal.revision) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        continue
      }
      revision = Math.min(journal.revision, revision + batch)
      await writeAll(changed, revision)
    }
  } finally {
    clearInterval(heartbeat)
    unwatch()
    response.end()
  }

  /** Everything behind the number that the reader has, and answers that it may have missed before. */
  async function catchUp(number: number, revision: number): Promise<void> {
    await writeAll(journal.answeredUpTo(number), revision)
    for (let after = number; !gone.signal.aborted; ) {
      const { events } = journal.page(after, batch)
      const last = events.at(-1)
      if (last === undefined) return
      await writeAll(events, revision)
      after = last.number
    }
  }

  async function writeAll(events: readonly EventSummary[], revision: number): Promise<void> {
    // The id stands at the end: a reader that breaks off in the middle gets all of it again.
    const texts = events.map(
      (event) => `event: ${event.answer === null ? 'arrived' : 'answered'}\ndata: ${JSON.stringify(event)}\n\n`,
    )
    if (texts.length > 0) await write(`${texts.join('')}id: ${run}-${revision}\n\n`)
  }

  async function write(text: string): Promise<void> {
    if (gone.signal.aborted || response.write(text)) return
    const limit = AbortSignal.any([gone.signal, AbortSignal.timeout(patienceMs)])
    await once(response, 'drain', { signal: limit }).catch(() => response.destroy())
  }
}

/** The revision in an id of this run, if the journal still knows what came after it. */
function resumeAt(lastId: string | undefined, run: string, journal: EventJournal): number | null {
  const [itsRun, text = ''] = lastId?.split('-') ?? []
  if (itsRun !== run || !/^\d{1,15}$/.test(text)) return null
  const revision = Number(text)
  return journal.changesSince(revision, 1) === null ? null : revision
}
