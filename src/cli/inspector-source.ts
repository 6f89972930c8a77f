import { setImmediate } from 'node:timers/promises'
import { curlLine } from '../callbacks/curl-line.ts'
import { headersToSend, prepareReplay, replayUrl } from '../callbacks/replay-event.ts'
import { judgeRecordedAnswer } from '../checks/replies/judge-recorded.ts'
import type { InboxEvent } from '../inbox/event.ts'
import { InboxError } from '../inbox/inbox-store.ts'
import { detailEvent } from '../inbox/inspector/event-detail.ts'
import { createEventJournal } from '../inbox/inspector/event-journal.ts'
import type { InspectorSource } from '../inbox/inspector/inspector-server.ts'
import { type SummaryMeans, summariseEvent } from '../inbox/inspector/summarise-event.ts'
import type { EventSummary } from '../inbox/inspector-api.ts'
import type { Seal } from '../inbox/protect.ts'
import type { Invocation } from './command.ts'
import { inboxPlace } from './inbox-folder.ts'
import { createReplayer } from './inspector-replay.ts'

/** What the page is to show besides the inbox of the project. */
export interface InspectorSubject {
  /** Scheme, host and port of the app that gets what is sent again; null if there is none. */
  readonly origin: string | null
  /** Others write to the inbox: what they keep is looked for, too. */
  readonly others: boolean
  readonly warn: (text: string) => void
}

export interface OpenedSource extends InspectorSource {
  /** An event that came, or its answer. Never throws. */
  record(event: InboxEvent): void
  close(): Promise<void>
}

const mostEvents = 50_000
/** So many are read in one go; then callbacks that wait have their turn. */
const batch = 250
/** Events before the newest one that may be without their answer only because it is still to come. */
const mayBeOpen = 100

export function createInspectorSource(invocation: Invocation, subject: InspectorSubject): OpenedSource {
  const { deps, redactor } = invocation
  const place = inboxPlace(invocation)
  const journal = createEventJournal({ mostEvents })
  const stop = new AbortController()
  const signal = AbortSignal.any([invocation.signal, stop.signal])
  const replayer = createReplayer(invocation, subject.origin, sealOf)
  const means: SummaryMeans = { mask: redactor.text, judge: judgeRecordedAnswer }
  const loaded = load().catch(complain)
  const following = subject.others ? loaded.then(follow).catch(complain) : Promise.resolve()

  async function load(): Promise<void> {
    const events = await deps.inbox.read(place, { last: mostEvents })
    const summaries: EventSummary[] = []
    for (let at = 0; at < events.length && !signal.aborted; at += batch) {
      for (const event of events.slice(at, at + batch)) summaries.push(summariseEvent(event, means))
      await setImmediate()
    }
    journal.seed(summaries)
  }

  async function follow(): Promise<void> {
    const { last } = journal.page(Number.MAX_SAFE_INTEGER - 1, 0)
    const open = journal.page(last - mayBeOpen, mayBeOpen).events.find(({ answer }) => answer === null)
    for await (const event of deps.inbox.follow(place, open === undefined ? last : open.number - 1, signal))
      record(event)
  }

  function record(event: InboxEvent): void {
    // A tunnel that cannot keep a callback still hands it on; there is nothing to ask for later.
    if (event.number <= 0) return
    try {
      journal.record(summariseEvent(event, means))
    } catch (error) {
      complain(error)
    }
  }

  function complain(error: unknown): void {
    if (signal.aborted) return
    const why = error instanceof InboxError ? `${error.message}: ${error.where}` : String(error)
    subject.warn(`the page cannot show everything, because ${why}`)
  }

  /** Opened for events only that need it: where there is no key yet, one would be made. */
  async function sealOf({ request }: InboxEvent): Promise<Seal | null> {
    return request.sealed === undefined ? null : deps.inbox.seal()
  }

  async function find(number: number): Promise<InboxEvent | null> {
    const events = await deps.inbox.read(place, { afterNumber: number - 1, beforeNumber: number + 1, first: 1 })
    return events.find((event) => event.number === number) ?? null
  }

  return {
    journal,
    loaded,
    record,
    failed: complain,
    async detail(number) {
      const event = await find(number)
      if (event === null) return null
      const seal = await sealOf(event)
      return detailEvent(event, {
        ...means,
        curl: (request) => {
          const body = request.body.encoding === 'utf8' ? request.body.content : bytesOf(request.body.content)
          const url = replayUrl(request, subject.origin ?? 'http://127.0.0.1')
          return curlLine({ method: request.method, url, headers: headersToSend(request.headers), body })
        },
        cannotReplay: (recorded) => {
          const prepared = prepareReplay(recorded, seal)
          return replayer.refusal()?.why ?? (prepared.kind === 'refused' ? prepared.why : null)
        },
      })
    },
    async replay(number, request) {
      const event = await find(number)
      return event === null ? null : replayer.replay(event, request)
    },
    async close() {
      stop.abort()
      await Promise.all([loaded, following])
    },
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
