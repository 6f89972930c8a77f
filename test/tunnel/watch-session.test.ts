import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { TunnelError } from '../../src/tunnel/errors.ts'
import { lingerMs } from '../../src/tunnel/give-up.ts'
import { tickMs } from '../../src/tunnel/heartbeat.ts'
import type { TunnelChange } from '../../src/tunnel/provider.ts'
import type { RoundTrip } from '../../src/tunnel/round-trip.ts'
import type { TunnelSession } from '../../src/tunnel/session.ts'
import { graceMs, type TunnelEvent, watchSession } from '../../src/tunnel/watch-session.ts'

const first = 'https://a.example'
const beatEveryMs = 60_000

/** A session whose provider, public URL and clock do what the test says. */
function watchTunnel(changes: Partial<TunnelSession> = {}) {
  const events: TunnelEvent[] = []
  const world = { now: 0, mono: 0, url: first, beats: 0, opened: 0, lastSeen: 0, strayed: [] as string[] }
  let result: RoundTrip = { kind: 'proven', ms: 1 }
  let tell: (change: TunnelChange) => void = () => undefined
  let wake: () => void = () => undefined
  const session = {
    get url() {
      return world.url
    },
    owned: true,
    onStatus(listener: typeof tell) {
      tell = listener
      return () => undefined
    },
    reopen: async () => void world.opened++,
    follow: async () => [],
    strayed: async () => world.strayed,
    ...Object.fromEntries(Object.entries(changes)),
  } as unknown as TunnelSession
  const ending = new AbortController()
  const watching = watchSession(
    {
      session,
      clock: {
        now: () => new Date(world.now),
        monotonicMs: () => world.mono,
        sleep: (_, signal) =>
          new Promise((resolve, reject) => {
            const end = (): void => reject(signal.reason)
            wake = () => {
              signal.removeEventListener('abort', end)
              resolve()
            }
            signal.addEventListener('abort', end)
          }),
      },
      beat: async () => {
        world.beats++
        return result
      },
      lastSeenMs: () => world.lastSeen,
      beatEveryMs,
      tell: (event) => void events.push(event),
    },
    ending.signal,
  )
  const end = async (): Promise<void> => {
    ending.abort()
    await watching
  }
  // One that gave up is told by `watching`.
  onTestFinished(() => end().catch(() => undefined))
  /** Lets time pass in the steps in which the watch looks; `asleep` is time that only the wall clock notices. */
  const pass = async (ms: number, asleep = 0): Promise<void> => {
    world.now += asleep
    for (let passed = 0; passed < Math.max(ms, tickMs); passed += tickMs) {
      world.now += tickMs
      world.mono += tickMs
      wake()
      await turn()
    }
  }
  return {
    events,
    world,
    pass,
    end,
    watching,
    tell: (status: TunnelChange['status'], rest: Partial<TunnelChange> = {}) => {
      if (rest.url !== undefined) world.url = rest.url
      tell({ status, url: world.url, ...rest })
    },
    answer: (next: RoundTrip) => {
      result = next
    },
  }
}

const kinds = (events: readonly TunnelEvent[]) => events.map(({ kind }) => kind)
const failed: RoundTrip = { kind: 'failed', why: 'nobody holds it' }

describe('the watch over a tunnel', () => {
  it('asks the public URL only if nothing else came through', async () => {
    const { world, pass, events } = watchTunnel()
    await pass(beatEveryMs - tickMs)
    expect(world.beats).toBe(0)
    await pass(tickMs)
    expect(world.beats).toBe(1)
    world.lastSeen = world.mono
    await pass(beatEveryMs - tickMs)
    expect({ beats: world.beats, events }).toEqual({ beats: 1, events: [] })
  })

  it('tells a drop, and that it is back only when a request came through', async () => {
    const { tell, pass, answer, events } = watchTunnel()
    tell('closed')
    answer(failed)
    tell('connected')
    await pass(10_000)
    expect(kinds(events)).toEqual(['dropped'])
    answer({ kind: 'proven', ms: 1 })
    await pass(tickMs)
    expect(kinds(events)).toEqual(['dropped', 'back'])
  })

  it('tells each reason why it is not back once', async () => {
    const { tell, events } = watchTunnel()
    const reason = new TunnelError('unreachable', 'offline')
    tell('closed', { reason })
    tell('closed', { reason })
    tell('closed', { reason })
    tell('closed', { reason: new TunnelError('tunnel/limit', 'too many') })
    expect(kinds(events)).toEqual(['dropped', 'waiting', 'waiting'])
  })

  it('has a new URL written before it says so', async () => {
    const written: string[] = []
    const { tell, pass, events } = watchTunnel({
      follow: async () => {
        written.push('written')
        return []
      },
    })
    tell('closed')
    tell('connected', { url: 'https://b.example' })
    await pass(tickMs)
    expect(written).toHaveLength(1)
    expect(events.at(-1)).toMatchObject({ kind: 'moved', url: 'https://b.example' })
  })

  it('opens another one if the provider believes that all is well and nothing comes through', async () => {
    const { world, pass, answer, events } = watchTunnel()
    answer(failed)
    await pass(beatEveryMs + tickMs)
    expect(events).toEqual([{ kind: 'dropped', why: 'nobody holds it' }])
    await pass(tickMs)
    expect(world.opened).toBe(1)
    answer({ kind: 'proven', ms: 1 })
    await pass(tickMs)
    expect(kinds(events)).toEqual(['dropped', 'back'])
  })

  it('opens another one if the provider does not come back by itself, and goes on if that fails', async () => {
    let tries = 0
    const { tell, pass, events } = watchTunnel({
      reopen: async () => {
        if (++tries < 3) throw new TunnelError('domain-in-use', 'taken')
      },
    })
    tell('closed')
    await pass(graceMs - tickMs)
    expect(tries).toBe(0)
    await pass(30_000)
    expect(tries).toBe(3)
    expect(kinds(events)).toEqual(['dropped', 'waiting', 'back'])
  })

  it.each(['tunnel/auth-failed', 'tunnel/limit', 'domain-refused', 'not-installed'] as const)(
    'ends at once with what does not pass by itself: %s',
    async (code) => {
      const opening = watchTunnel({
        reopen: async () => {
          throw new TunnelError(code, 'no')
        },
      })
      const failed = expect(opening.watching).rejects.toMatchObject({ code })
      opening.tell('closed')
      await opening.pass(graceMs)
      await failed
      expect(kinds(opening.events)).toEqual(['dropped'])

      const told = watchTunnel()
      const alsoFailed = expect(told.watching).rejects.toMatchObject({ code })
      told.tell('closed')
      told.tell('closed', { reason: new TunnelError(code, 'no'), isFinal: true })
      await alsoFailed
      expect(told.world.opened).toBe(0)
    },
  )

  it('ends with a domain that somebody else holds only if that goes on', async () => {
    let tries = 0
    const { tell, pass, watching } = watchTunnel({
      reopen: async () => {
        tries++
        throw new TunnelError('domain-in-use', 'taken')
      },
    })
    const failed = expect(watching).rejects.toMatchObject({ code: 'domain-in-use', category: 'conflict' })
    tell('closed')
    await pass(graceMs + lingerMs * 2)
    await failed
    expect(tries).toBeGreaterThan(3)
  })

  it('ends if the public URL says what does not pass by itself, and not for a page of somebody else', async () => {
    const { pass, answer, watching, events } = watchTunnel()
    const failed = expect(watching).rejects.toMatchObject({ code: 'tunnel/limit' })
    answer({ kind: 'failed', why: 'a login page', error: new TunnelError('leads-elsewhere', 'a login page') })
    await pass(beatEveryMs + 10 * lingerMs)
    expect(kinds(events)).toEqual(['dropped'])
    answer({ kind: 'failed', why: 'used up', error: new TunnelError('tunnel/limit', 'used up') })
    await pass(graceMs)
    await failed
  })

  it('leaves a tunnel of somebody else to its owner', async () => {
    const { tell, pass, world, events } = watchTunnel({ owned: false })
    tell('closed')
    await pass(graceMs + 10_000)
    expect(world.opened).toBe(0)
    expect(kinds(events)).toEqual(['dropped', 'back'])
  })

  it('notices that this machine slept, and looks at once', async () => {
    const { world, pass, events } = watchTunnel()
    await pass(tickMs, 3_600_000)
    expect(events).toEqual([{ kind: 'woke', sleptMs: 3_600_000 }])
    expect(world.beats).toBe(1)
    // A clock that was put back, or a little late, is no sleep.
    await pass(tickMs, -3_600_000)
    await pass(tickMs, 5_000)
    expect(kinds(events)).toEqual(['woke'])
  })

  it('says once that somebody else has changed a variable', async () => {
    const { world, pass, events } = watchTunnel()
    world.strayed = ['MPESA_CALLBACK_URL']
    await pass(20_000)
    expect(events).toEqual([{ kind: 'strayed', keys: ['MPESA_CALLBACK_URL'] }])
  })

  it('ends at once', async () => {
    const { end, pass, world } = watchTunnel()
    await pass(tickMs)
    await end()
    expect(world.beats).toBe(0)
  })
})
