import { describe, expect, it, onTestFinished } from 'vitest'
import { startInspectorServer } from '../../src/adapters/inspector-server-node.ts'
import type { Invocation } from '../../src/cli/command.ts'
import { createInspectorSource } from '../../src/cli/inspector-source.ts'
import { createRedactor } from '../../src/core/redact.ts'
import type { InboxEvent } from '../../src/inbox/event.ts'
import type { EventRange } from '../../src/inbox/inbox-store.ts'
import { pageSize } from '../../src/inbox/inspector-api.ts'
import { ask, makePage } from '../helpers/inspector-client.ts'

const body = (content: string) => ({ encoding: 'utf8' as const, content, bytes: content.length, exact: true })
const event = (number: number, status: number | null = 200): InboxEvent => ({
  id: `id-${number}`,
  number,
  receivedAt: '2026-10-06T11:19:53.000Z',
  request: { method: 'POST', target: '/cb', headers: [], body: body('{}'), peer: '127.0.0.1', from: null },
  answer:
    status === null ? null : { kind: 'answer', status, statusText: '', headers: [], body: body('{"ok":true}'), ms: 1 },
})

/** As much of a run as the page needs, with an inbox that counts what is asked of it. */
function makeSource(
  events: readonly InboxEvent[],
  { others = false, follow = [] }: { others?: boolean; follow?: readonly InboxEvent[] } = {},
) {
  const asked: EventRange[] = []
  const followed: number[] = []
  const ended = new AbortController()
  const invocation = {
    signal: ended.signal,
    project: { folder: '/project' },
    values: new Map(),
    settings: { get: () => undefined },
    redactor: createRedactor(),
    keptRedactor: createRedactor(),
    deps: {
      inbox: {
        seal: async () => null,
        async read(_: unknown, range: EventRange = {}) {
          asked.push(range)
          const { afterNumber = 0, beforeNumber = Number.POSITIVE_INFINITY } = range
          return events.filter(({ number }) => number > afterNumber && number < beforeNumber)
        },
        async *follow(_: unknown, afterNumber: number) {
          followed.push(afterNumber)
          yield* follow
        },
      },
    },
  } as unknown as Invocation
  const warnings: string[] = []
  const source = createInspectorSource(invocation, { origin: null, others, warn: (text) => void warnings.push(text) })
  onTestFinished(() => source.close())
  return { source, asked, followed, warnings }
}

describe('what the page shows', () => {
  it('is read once, however often ten thousand events are asked for', async () => {
    const { source, asked } = makeSource(Array.from({ length: 10_000 }, (_, index) => event(index + 1)))
    const server = await startInspectorServer({ source, port: 0, orAnyOther: false, folder: makePage() })
    onTestFinished(() => server.close())
    const base = new URL(server.url).pathname
    const list = async (after: number) =>
      JSON.parse((await ask(server.url, `${base}api/events?after=${after}`)).text) as { events: { number: number }[] }
    const seen: number[] = []
    for (let round = 0; round < 2; round++)
      for (let after = 0; ; ) {
        const { events } = await list(after)
        const last = events.at(-1)
        if (last === undefined) break
        expect(events.length).toBeLessThanOrEqual(pageSize)
        seen.push(...events.map(({ number }) => number))
        after = last.number
      }
    expect(seen.length).toBe(20_000)
    expect(new Set(seen).size).toBe(10_000)
    expect(asked).toEqual([{ last: 50_000 }])
    // One in full is looked up alone.
    expect((await ask(server.url, `${base}api/events/9000`)).status).toBe(200)
    expect(asked.at(-1)).toEqual({ afterNumber: 8_999, beforeNumber: 9_001, first: 1 })
    expect((await ask(server.url, `${base}api/events/10001`)).status).toBe(404)
  })

  it('has what came while the rest was still read', async () => {
    const { source } = makeSource([event(1), event(2)])
    source.record(event(3, 500))
    await source.loaded
    expect(source.journal.page(0, 9).events.map(({ number }) => number)).toEqual([1, 2, 3])
  })

  it('goes on with what others keep, from the first event that has no answer yet', async () => {
    const { source, followed } = makeSource([event(1), event(2, null), event(3)], {
      others: true,
      follow: [event(2), event(4)],
    })
    await source.loaded
    await new Promise<void>((resolve) => {
      const look = () => source.journal.page(3, 1).events.length === 1 && resolve()
      source.journal.watch(look)
      look()
    })
    expect(followed).toEqual([1])
    expect(source.journal.page(0, 9).events.map(({ answer }) => answer?.status)).toEqual([200, 200, 200, 200])
  })

  it('leaves out what could not be kept', () => {
    const { source } = makeSource([])
    source.record(event(0))
    expect(source.journal.revision).toBe(0)
  })

  it('is what there is if the inbox cannot be read, and that is said', async () => {
    const { source, warnings } = makeSource(
      new Proxy([], {
        get: () => {
          throw new Error('broken')
        },
      }),
    )
    await source.loaded
    source.record(event(1))
    expect(source.journal.page(0, 9).events.length).toBe(1)
    expect(warnings).toEqual([expect.stringContaining('broken')])
  })
})
