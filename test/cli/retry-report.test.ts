import { describe, expect, it } from 'vitest'
import { EndedEarly } from '../../src/cli/ended-early.ts'
import { lastingTrouble, retryReport } from '../../src/cli/retry-report.ts'
import type { ClockPort } from '../../src/core/ports.ts'
import type { Report } from '../../src/core/report.ts'
import { fakeClock } from '../helpers/fake-ports.ts'
import { sampleCheck, sampleFinding, sampleReport } from '../helpers/sample-report.ts'

const looksAtText: ReadonlySet<string> = new Set(['url-well-formed'])
const healthy = sampleReport({ exitCode: 0, checks: [] })
const failing = reportWith('app/not-listening', 1)

function reportWith(code: string, exitCode: number, severity: 'error' | 'warning' = 'error'): Report {
  const family = code.slice(0, code.indexOf('/'))
  return sampleReport({
    exitCode,
    checks: [
      sampleCheck({
        id: family === 'url' ? 'url-well-formed' : 'app-route',
        family,
        findings: [sampleFinding({ code, severity })],
      }),
    ],
  })
}

interface Scene {
  /** What the attempts find, and how long each takes; the last one is repeated. */
  readonly attempts: readonly { readonly report: Report; readonly takesMs?: number; readonly during?: () => void }[]
  readonly limitMs: number
  readonly ending?: AbortController
}

/** Time passes only while an attempt or a pause lasts. */
async function play({ attempts, limitMs, ending = new AbortController() }: Scene) {
  const clock = fakeClock()
  const pauses: number[] = []
  const pending: number[] = []
  const lasting: string[] = []
  let count = 0
  const watched: ClockPort = {
    ...clock,
    sleep(ms, signal) {
      const slept = clock.sleep(ms, signal)
      // The end of an attempt has a signal of its own.
      if (signal === ending.signal) {
        pauses.push(Math.round(ms))
        clock.advance(ms)
      }
      return slept
    },
  }
  const report = await retryReport({
    clock: watched,
    signal: ending.signal,
    limitMs,
    looksAtText,
    onLasting: (trouble) => void lasting.push(trouble),
    onPending: (_, elapsedMs) => void pending.push(elapsedMs),
    async attempt(signal) {
      const {
        report: found,
        takesMs = 0,
        during,
      } = attempts[Math.min(count, attempts.length - 1)] ?? { report: healthy }
      count++
      await Promise.resolve()
      clock.advance(takesMs)
      during?.()
      await Promise.resolve()
      if (signal.aborted && signal.reason instanceof EndedEarly && signal.reason.how === 'interrupted')
        throw signal.reason
      return found
    },
  })
  return { report, pauses, pending, lasting, elapsedMs: clock.monotonicMs(), count }
}

describe('trying again', () => {
  it('ends with the first attempt that finds nothing wrong', async () => {
    const { report, pauses, count } = await play({ attempts: [{ report: healthy }], limitMs: 60_000 })
    expect({ exitCode: report.exitCode, attempts: report.attempts, pauses, count }).toEqual({
      exitCode: 0,
      attempts: 1,
      pauses: [],
      count: 1,
    })
  })

  it('goes on while something fails, with pauses that grow to five seconds', async () => {
    const attempts = [...Array.from({ length: 7 }, () => ({ report: failing, takesMs: 100 })), { report: healthy }]
    const { report, pauses, pending, elapsedMs } = await play({ attempts, limitMs: 60_000 })
    expect(pauses).toEqual([1_000, 1_500, 2_250, 3_375, 5_000, 5_000, 5_000])
    expect(report).toMatchObject({ exitCode: 0, attempts: 8, durationMs: elapsedMs })
    expect(pending).toHaveLength(7)
  })

  it('is exit 4 with the last error when the time is up, and never later than that', async () => {
    const { report, elapsedMs, pauses } = await play({ attempts: [{ report: failing, takesMs: 10 }], limitMs: 10_000 })
    expect(report).toMatchObject({ exitCode: 4, verdict: failing.verdict, checks: failing.checks })
    expect(elapsedMs).toBe(10_000)
    expect(pauses.every((ms) => ms > 500)).toBe(true)
  })

  it('looks once more shortly before the end', async () => {
    const attempts = [{ report: failing }, { report: failing }, { report: healthy }]
    const { report, elapsedMs } = await play({ attempts, limitMs: 3_000 })
    expect({ exitCode: report.exitCode, elapsedMs }).toEqual({ exitCode: 0, elapsedMs: 2_000 })
  })

  it('ends the first attempt with the time, too, and reports what that one saw until then', async () => {
    const ended: number[] = []
    const clock = fakeClock()
    const report = await retryReport({
      clock,
      signal: new AbortController().signal,
      limitMs: 1_000,
      looksAtText,
      onLasting: () => undefined,
      onPending: () => ended.push(-1),
      attempt: (signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            ended.push(clock.monotonicMs())
            resolve(failing)
          })
          // A server that stays silent for eight seconds.
          clock.advance(1_000)
        }),
    })
    expect(ended).toEqual([1_000])
    expect(report).toMatchObject({ exitCode: 4, attempts: 1, durationMs: 1_000, verdict: failing.verdict })
  })

  it('says what no time mends even if the first attempt was cut short', async () => {
    const malformed = reportWith('url/malformed', 1)
    const { report, lasting } = await play({ attempts: [{ report: malformed, takesMs: 8_000 }], limitMs: 10 })
    expect({ exitCode: report.exitCode, lasting }).toEqual({ exitCode: 1, lasting: ['url/malformed'] })
  })

  it('throws away what the end of the time cut through', async () => {
    const cut = reportWith('dns/failed', 1)
    const { report, count } = await play({
      attempts: [{ report: failing }, { report: cut, takesMs: 60_000 }],
      limitMs: 10_000,
    })
    expect({ count, attempts: report.attempts, checks: report.checks }).toEqual({
      count: 2,
      attempts: 1,
      checks: failing.checks,
    })
  })

  it('ends at once on Ctrl-C, in a pause and in an attempt', async () => {
    const ending = new AbortController()
    const interrupt = () => ending.abort(new EndedEarly('interrupted'))
    const playing = play({
      attempts: [{ report: failing }, { report: failing, during: interrupt }],
      limitMs: 60_000,
      ending,
    })
    await expect(playing).rejects.toThrow(EndedEarly)
    const early = new AbortController()
    const clock = fakeClock()
    const waiting = retryReport({
      attempt: async () => failing,
      clock,
      signal: early.signal,
      limitMs: 60_000,
      looksAtText,
      onLasting: () => undefined,
      onPending: () => early.abort(new EndedEarly('interrupted')),
    })
    await expect(waiting).rejects.toMatchObject({ how: 'interrupted' })
    expect(clock.monotonicMs()).toBe(0)
  })

  it('is exit 4 as well when --timeout ends the command first', async () => {
    const ending = new AbortController()
    const during = () => ending.abort(new EndedEarly('timedOut'))
    const { report } = await play({
      attempts: [{ report: failing }, { report: healthy, during }],
      limitMs: 60_000,
      ending,
    })
    expect(report).toMatchObject({ exitCode: 4, attempts: 1 })
  })
})

describe('what waiting cannot mend', () => {
  it('comes before the end of the time', async () => {
    const ending = new AbortController()
    const during = () => ending.abort(new EndedEarly('timedOut'))
    const attempts = [{ report: reportWith('url/malformed', 1), during }]
    expect((await play({ attempts, limitMs: 60_000, ending })).report.exitCode).toBe(1)
  })

  it.each([
    ['a fault of the URL itself', reportWith('url/malformed', 1), 1],
    ['a crash', sampleReport({ exitCode: 70 }), 70],
    ['what --offline forbids', skipped('offline'), 3],
    ['with --strict, a warning about the URL', reportWith('url/suspicious-word', 7, 'warning'), 7],
  ])('ends at once: %s', async (_, report, exitCode) => {
    const {
      report: last,
      count,
      lasting,
    } = await play({ attempts: [{ report }, { report: healthy }], limitMs: 60_000 })
    expect({ exitCode: last.exitCode, count, said: lasting.length }).toEqual({ exitCode, count: 1, said: 1 })
  })

  it.each([
    ['an app that does not run', failing],
    ['a name that does not resolve yet', reportWith('dns/not-found', 1)],
    ['a certificate that is not there yet', reportWith('tls/self-signed', 1)],
    ['what did not answer in time', skipped('timed-out')],
    ['with --strict, a warning', reportWith('edge/slow', 7, 'warning')],
    ['what the app answers at another path', seenAt('url-path-case', 'url/odd-path')],
    ['a warning about the URL beside an error of the app', withUrlWarning(failing)],
  ])('does not end at once: %s', (_, report) => {
    expect(lastingTrouble(report, looksAtText)).toBeUndefined()
  })
})

function skipped(kind: 'offline' | 'timed-out'): Report {
  return sampleReport({ exitCode: 3, checks: [sampleCheck({ status: 'skip', reason: 'x', skippedBecause: kind })] })
}

function withUrlWarning(report: Report): Report {
  const warned = sampleCheck({
    id: 'url-well-formed',
    family: 'url',
    findings: [sampleFinding({ code: 'url/x', severity: 'warning' })],
  })
  return { ...report, checks: [...report.checks, warned] }
}

function seenAt(id: string, code: string): Report {
  return sampleReport({
    exitCode: 1,
    checks: [sampleCheck({ id, family: 'url', findings: [sampleFinding({ code })] })],
  })
}
