import { startInspectorServer } from '../../src/adapters/inspector-server-node.ts'
import type { InboxEvent } from '../../src/inbox/event.ts'
import { detailEvent } from '../../src/inbox/inspector/event-detail.ts'
import { createEventJournal } from '../../src/inbox/inspector/event-journal.ts'
import { summariseEvent } from '../../src/inbox/inspector/summarise-event.ts'
import type { EventFinding, ReplayRequest, ReplayResult } from '../../src/inbox/inspector-api.ts'

export interface Inspector {
  readonly url: string
  /** An event comes in, or gets its answer. */
  readonly record: (event: InboxEvent) => void
  /** What the page asked to send again. */
  readonly replays: readonly { readonly number: number; readonly request: ReplayRequest }[]
  readonly close: () => Promise<void>
}

export interface InspectorOfTest {
  readonly folder: string
  readonly events?: readonly InboxEvent[]
  readonly replay?: (number: number, request: ReplayRequest) => ReplayResult
  readonly port?: number
  /** By default nothing is masked. */
  readonly mask?: (text: string) => string
}

/** The real server over events that are only in memory. */
export async function startInspector({
  folder,
  events = [],
  replay,
  port = 0,
  mask = (text) => text,
}: InspectorOfTest): Promise<Inspector> {
  const known = new Map(events.map((event) => [event.number, event]))
  const journal = createEventJournal()
  const replays: { number: number; request: ReplayRequest }[] = []
  const means = {
    mask,
    judge,
    curl: ({ method, target }: InboxEvent['request']) =>
      `curl -X ${method} 'http://127.0.0.1:5000${target}' --data-binary @-`,
    cannotReplay: ({ request }: InboxEvent) => (request.body.exact ? null : 'its body was cut off.'),
  }
  journal.seed(events.map((event) => summariseEvent(event, means)))
  const server = await startInspectorServer({
    port,
    orAnyOther: false,
    folder,
    source: {
      journal,
      loaded: Promise.resolve(),
      detail: async (number) => {
        const event = known.get(number)
        return event === undefined ? null : detailEvent(event, means)
      },
      replay: async (number, request) => {
        replays.push({ number, request })
        return replay?.(number, request) ?? { kind: 'answered', status: 200, ms: 31, body: '{"ResultCode":0}' }
      },
      failed: (error) => {
        throw error
      },
    },
  })
  return {
    url: server.url,
    replays,
    record: (event) => {
      known.set(event.number, event)
      journal.record(summariseEvent(event, means))
    },
    close: server.close,
  }
}

/** A few of the findings that the inbox has, with sentences of its kind. */
function judge({ answer }: InboxEvent): readonly EventFinding[] {
  if (answer?.kind !== 'answer') return []
  if (answer.status >= 500)
    return [
      {
        code: 'app/server-error',
        severity: 'error',
        message: `The app crashed: it answered ${answer.status}, ${answer.body.content.slice(0, 90)}. Safaricom may not send this callback again.`,
      },
    ]
  if (answer.ms > 8000)
    return [
      {
        code: 'app/slow-ack',
        severity: 'error',
        message: `The answer took ${(answer.ms / 1000).toFixed(1)} s. Safaricom stops waiting after about 8 s and counts the delivery as failed. Answer first, work later.`,
      },
    ]
  return []
}
