import { describe, expect, it } from 'vitest'
import type { ClockPort } from '../../src/core/ports.ts'
import { TunnelError, type TunnelErrorCode } from '../../src/tunnel/errors.ts'
import { keepOpen, type TunnelLife } from '../../src/tunnel/keep-open.ts'
import type { TunnelChange, TunnelStatus } from '../../src/tunnel/provider.ts'

const NEVER = new AbortController().signal

/** Sleeps take no time and are written down; `atSleep` may throw to end a test that would go on for ever. */
function fakeClock() {
  const pauses: number[] = []
  let nowMs = 0
  const clock: ClockPort = {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    async sleep(ms, signal) {
      signal.throwIfAborted()
      pauses.push(ms)
      nowMs += ms
    },
  }
  return { clock, pauses, pass: (ms: number) => (nowMs += ms) }
}

interface FakeLife {
  readonly life: TunnelLife
  die(code: 'unreachable' | 'failed'): void
  tell(status: TunnelStatus): void
  closed: number
}

function fakeLife(url: string): FakeLife {
  let die: (reason: TunnelError) => void = () => undefined
  const listeners: ((status: TunnelStatus) => void)[] = []
  const fake: FakeLife = {
    closed: 0,
    die: (code) => die(new TunnelError(code, `it ended: ${code}`)),
    tell: (status) => listeners.forEach((listener) => void listener(status)),
    life: {
      url,
      ended: new Promise((resolve) => {
        die = resolve
      }),
      onStatus: (listener) => void listeners.push(listener),
      close: async () => void fake.closed++,
    },
  }
  return fake
}

/** Hands out what is in the list, one a start; a code is a start that fails. */
function starts(plan: readonly (FakeLife | TunnelErrorCode)[]) {
  let count = 0
  return async (): Promise<TunnelLife> => {
    const next = plan[count++]
    if (next === undefined) throw new Error('one start too many')
    if (typeof next === 'string') throw new TunnelError(next, `no start: ${next}`)
    return next.life
  }
}

async function open(plan: Parameters<typeof starts>[0], clock = fakeClock()) {
  const tunnel = await keepOpen({ provider: 'fake', clock: clock.clock, start: starts(plan) }, NEVER)
  const seen: TunnelChange[] = []
  tunnel.onStatus((change) => seen.push(change))
  return { tunnel, seen, clock, said: () => seen.map(({ status, url, reason }) => [status, url, reason?.code]) }
}

describe('a tunnel that is kept open', () => {
  it('starts again when it ends, and tells the new URL', async () => {
    const [first, second] = [fakeLife('https://one.example'), fakeLife('https://two.example')]
    const { tunnel, said, clock } = await open([first, second])
    expect(tunnel).toMatchObject({ url: 'https://one.example', provider: 'fake', owned: true })
    first.die('unreachable')
    await expect.poll(said).toEqual([
      ['closed', 'https://one.example', 'unreachable'],
      ['connected', 'https://two.example', undefined],
    ])
    expect(clock.pauses).toEqual([1_000])
    expect(first.closed).toBe(1)
    await tunnel.close()
    await tunnel.close()
    expect(second.closed).toBe(1)
    expect(said()).toHaveLength(2)
  })

  it('tries on with longer pauses, and says each new reason once', async () => {
    const [first, second] = [fakeLife('https://one.example'), fakeLife('https://one.example')]
    const fails = ['unreachable', 'unreachable', 'failed', 'failed', 'failed', 'unreachable'] as const
    const { tunnel, said, clock } = await open([first, ...fails, second])
    first.die('unreachable')
    await expect.poll(said).toEqual([
      ['closed', 'https://one.example', 'unreachable'],
      ['closed', 'https://one.example', 'failed'],
      ['closed', 'https://one.example', 'unreachable'],
      ['connected', 'https://one.example', undefined],
    ])
    expect(clock.pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    await tunnel.close()
  })

  it.each(['tunnel/auth-failed', 'not-installed', 'domain-refused', 'tunnel/limit', 'host-key', 'outdated'] as const)(
    'gives up at once where trying on is no use: %s',
    async (code) => {
      const first = fakeLife('https://one.example')
      const { tunnel, seen, clock } = await open([first, 'unreachable', code])
      first.die('unreachable')
      await expect.poll(() => seen.at(-1)).toMatchObject({ status: 'closed', isFinal: true, reason: { code } })
      expect(clock.pauses).toEqual([1_000, 2_000])
      await tunnel.close()
      expect(first.closed).toBe(1)
    },
  )

  it('waits a minute for what may be left over from the tunnel that was lost', async () => {
    const first = fakeLife('https://one.example')
    const { tunnel, seen, clock } = await open([first, ...Array<'domain-in-use'>(7).fill('domain-in-use')])
    first.die('unreachable')
    await expect.poll(() => seen.at(-1)).toMatchObject({ isFinal: true, reason: { code: 'domain-in-use' } })
    expect(clock.pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000].slice(0, clock.pauses.length))
    expect(clock.clock.monotonicMs() - 1_000).toBeGreaterThanOrEqual(60_000)
    expect(clock.clock.monotonicMs() - 1_000).toBeLessThan(91_000)
    await tunnel.close()
  })

  it('pauses longer for one that ends at once, and not for one that lived', async () => {
    const lives = Array.from({ length: 4 }, (_, index) => fakeLife(`https://${index}.example`))
    const { tunnel, seen, clock } = await open(lives)
    for (const [index, life] of lives.slice(0, 3).entries()) {
      if (index === 2) clock.pass(60_000)
      life.die('failed')
      await expect.poll(() => seen.length).toBe(2 * index + 2)
    }
    expect(clock.pauses).toEqual([1_000, 2_000, 1_000])
    await tunnel.close()
  })

  it('passes on drops that the program mends itself', async () => {
    const life = fakeLife('https://one.example')
    const { tunnel, said } = await open([life])
    for (const status of ['closed', 'closed', 'connected', 'connected'] as const) life.tell(status)
    expect(said()).toEqual([
      ['closed', 'https://one.example', undefined],
      ['connected', 'https://one.example', undefined],
    ])
    await tunnel.close()
    life.tell('closed')
    expect(said()).toHaveLength(2)
  })

  it('does not open what cannot be opened', async () => {
    await expect(open(['tunnel/limit'])).rejects.toMatchObject({ code: 'tunnel/limit' })
  })

  it('is closed while it starts again: what still came up is put away', async () => {
    const [first, second] = [fakeLife('https://one.example'), fakeLife('https://two.example')]
    let release: () => void = () => undefined
    let count = 0
    const start = async () => {
      if (count++ === 0) return first.life
      await new Promise<void>((resolve) => {
        release = resolve
      })
      return second.life
    }
    const tunnel = await keepOpen({ provider: 'fake', clock: fakeClock().clock, start }, NEVER)
    first.die('failed')
    await expect.poll(() => count).toBe(2)
    const closing = tunnel.close()
    release()
    await closing
    expect([first.closed, second.closed]).toEqual([1, 1])
  })
})
