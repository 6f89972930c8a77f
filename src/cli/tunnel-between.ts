import { describeRefusal, describeRestLost } from '../inbox/describe-event.ts'
import type { InboxEvent } from '../inbox/event.ts'
import type { TurnedAway } from '../inbox/inbox-server.ts'
import type { InboxStore } from '../inbox/inbox-store.ts'
import { unkept, withoutOwn } from '../inbox/own-request.ts'
import { createEcho, type Echo } from '../tunnel/round-trip.ts'
import type { Invocation } from './command.ts'
import { openTunnelStore } from './tunnel-store.ts'

/** The inbox between tunnel and app: sees, shows and keeps what comes through. */
export interface Between {
  /** Where the tunnel leads. */
  readonly url: string
  /** Where callbacks are kept, for people; null if they are not. */
  readonly keptIn: string | null
  readonly echo: Echo
  /** When the last request came, in milliseconds of the monotonic clock. */
  readonly lastSeenMs: number
  /** The next request that holds this text is a probe of ours: it is not shown and not kept. */
  expectOwn(text: string): OwnRequest
  close(): Promise<void>
}

/** A request of this tool's own, seen on its way to the app. */
export interface OwnRequest {
  /** Null as long as it has not come. */
  readonly event: InboxEvent | null
}

export interface BetweenWatcher {
  arrived(event: Omit<InboxEvent, 'answer'>): void
  answered(event: InboxEvent): void
  turnedAway(turnedAway: TurnedAway): void
  warn(text: string): void
}

/** An app may take as long as this; then the inbox answers 504. */
const limitMs = 60_000

export async function startBetween(invocation: Invocation, app: string, watcher: BetweenWatcher): Promise<Between> {
  const { deps, ports, settings } = invocation
  const { store, shown } = await openTunnelStore(invocation, watcher.warn)
  const echo = createEcho(ports.random)
  const extraTrust = settings.get('cacert')?.value.pem
  const own = new Map<string, { event: InboxEvent | null }>()
  let lastSeenMs = 0
  try {
    const server = await deps.inbox.serve(withoutExpected(withoutOwn(store), own), {
      host: '127.0.0.1',
      port: 0,
      forward: app,
      limitMs,
      ...(extraTrust === undefined ? {} : { extraTrust }),
      answerItself: (target) => echo.reply(target),
      watch: {
        arrived(event) {
          lastSeenMs = ports.clock.monotonicMs()
          if (event.number !== unkept) watcher.arrived(event)
        },
        answered(event) {
          const expected = own.get(event.id)
          if (expected === undefined) return event.number === unkept ? undefined : watcher.answered(event)
          expected.event = event
          own.delete(event.id)
        },
        refused: (error, appStatus) => watcher.warn(describeRefusal(error, appStatus)),
        restLost: (error) => watcher.warn(describeRestLost(error)),
        turnedAway: watcher.turnedAway,
      },
    })
    return {
      url: server.url,
      keptIn: shown,
      echo,
      get lastSeenMs() {
        return lastSeenMs
      },
      expectOwn(text) {
        const expected: { event: InboxEvent | null } = { event: null }
        own.set(text, expected)
        return expected
      },
      async close() {
        await server.close()
        await store.close()
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Keeps everything but what was announced; that has its text as its id. */
function withoutExpected(store: InboxStore, own: ReadonlyMap<string, unknown>): InboxStore {
  return {
    ...store,
    begin(request, receivedAt) {
      const { encoding, content } = request.body
      const text = encoding === 'utf8' ? [...own.keys()].find((key) => content.includes(key)) : undefined
      if (text === undefined) return store.begin(request, receivedAt)
      return Promise.resolve({ id: text, number: unkept, finish: async () => undefined })
    },
  }
}
