import { describe, expect, it } from 'vitest'
import { defineCheck, found, type Judgement, pass, skip } from '../../src/core/check.ts'
import { createFinding } from '../../src/core/finding.ts'
import { observed, type Probe, unavailable } from '../../src/core/probe.ts'
import { type RunEvent, runChecks } from '../../src/core/run-checks.ts'
import { createSettings } from '../../src/core/settings.ts'
import { fakeClock, fakePorts } from '../helpers/fake-ports.ts'
import { projectFacts } from '../helpers/project-facts.ts'

const codes = { 'app/broken': { severity: 'error', title: 'Broken', why: 'so', fix: 'mend it' } } as const

function probeOf<T>(run: Probe<T>['run'], rest: Partial<Probe<T>> = {}): Probe<T> {
  return { id: 'probe', activity: 'probing', run, ...rest }
}

function checkOf<T>(probe: Probe<T>, judge: (value: T) => Judgement<'app/broken'> = () => pass()) {
  return defineCheck({
    id: 'check',
    family: 'app',
    title: 'It works',
    codes,
    needs: { value: probe },
    judge: ({ value }) => judge(value as T),
  })
}

function options(overrides: Partial<Parameters<typeof runChecks>[0]> = {}): Parameters<typeof runChecks>[0] {
  return {
    checks: [],
    ports: fakePorts(),
    settings: createSettings([]),
    project: projectFacts(),
    signal: new AbortController().signal,
    ...overrides,
  }
}

describe('runChecks', () => {
  it('observes a probe once for all checks and probes that need it', async () => {
    let runs = 0
    const base = probeOf(async () => observed(++runs))
    const derived = probeOf(async ({ observe }) => observe(base))
    await runChecks(options({ checks: [checkOf(base), checkOf(base), checkOf(derived)] }))
    expect(runs).toBe(1)
  })

  it('tells which probe only waits for another one, and what became of each', async () => {
    const base = probeOf(async () => observed(1), { id: 'base' })
    const derived = probeOf(async ({ observe }) => observe(base), { id: 'derived' })
    const events: RunEvent[] = []
    await runChecks(options({ checks: [checkOf(derived)], emit: (event) => events.push(event) }))
    expect(events.flatMap((event) => ('id' in event ? [`${event.kind} ${event.id}`] : []))).toEqual([
      'probe-started derived',
      'probe-waiting derived',
      'probe-started base',
      'probe-finished base',
      'probe-resumed derived',
      'probe-finished derived',
    ])
    expect(events.find(({ kind }) => kind === 'probe-finished')).toMatchObject({ observation: observed(1) })
  })

  it('skips with the reason of the probe that could not be made', async () => {
    const [result] = await runChecks(
      options({ checks: [checkOf(probeOf(async () => unavailable('blocked', 'a host that resolves')))] }),
    )
    expect(result).toMatchObject({ status: 'skip', reason: 'a host that resolves', skippedBecause: 'blocked' })
  })

  it('judges by the worst finding', async () => {
    const value = probeOf(async () => observed(1))
    const finding = createFinding(codes, 'app/broken', 'seen')
    const statuses = await runChecks(
      options({
        checks: [
          checkOf(value, () => found([finding])),
          checkOf(value, () => found([{ ...finding, severity: 'warning' }])),
          checkOf(value, () => found([{ ...finding, severity: 'info' }])),
          checkOf(value, () => skip('not-applicable', 'something else')),
        ],
      }),
    )
    expect(statuses.map(({ status }) => status)).toEqual(['fail', 'warn', 'pass', 'skip'])
  })

  it('makes a crash of a check or of its probe a result, and goes on with the others', async () => {
    const crash = (): never => {
      throw new Error('boom')
    }
    const results = await runChecks(
      options({
        checks: [
          checkOf(
            probeOf(async () => observed(1)),
            crash,
          ),
          checkOf(probeOf(async () => crash())),
          checkOf(probeOf(async () => observed(1))),
        ],
      }),
    )
    expect(results.map(({ status, reason }) => [status, reason])).toEqual([
      ['crash', 'boom'],
      ['crash', 'boom'],
      ['pass', null],
    ])
  })

  it('gives up on a probe after its limit and aborts what it was doing', async () => {
    const clock = fakeClock()
    let aborted = false
    const never = probeOf<number>(
      ({ signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            aborted = true
          })
        }),
      { limitMs: 500 },
    )
    const running = runChecks(options({ checks: [checkOf(never)], ports: fakePorts({ clock }) }))
    clock.advance(500)
    const [result] = await running
    expect(result).toMatchObject({ status: 'skip', skippedBecause: 'timed-out' })
    expect(aborted).toBe(true)
  })

  it('ends at once when the run is aborted', async () => {
    const ending = new AbortController()
    const never = probeOf<number>(() => new Promise(() => undefined))
    const running = runChecks(options({ checks: [checkOf(never)], signal: ending.signal }))
    ending.abort()
    expect((await running)[0]).toMatchObject({ status: 'skip', skippedBecause: 'aborted' })
  })

  it('cleans up after everything, in reverse order, also when a clean-up fails', async () => {
    const done: string[] = []
    const first = probeOf(async ({ defer }) => {
      defer(() => void done.push('first'))
      return observed(1)
    })
    const second = probeOf(async ({ observe, defer }) => {
      await observe(first)
      defer(async () => {
        done.push('second')
        throw new Error('clean-up failed')
      })
      return observed(2)
    })
    await runChecks(options({ checks: [checkOf(second)] }))
    expect(done).toEqual(['second', 'first'])
  })

  it('passes wants as observations, whether they could be made or not', async () => {
    const wanted = probeOf(async () => unavailable('offline', 'the network'))
    let seen: unknown
    const check = defineCheck({
      id: 'check',
      family: 'app',
      title: 'It works',
      codes,
      needs: {},
      wants: { wanted },
      judge: (_, hints) => {
        seen = hints.wanted
        return pass()
      },
    })
    const [result] = await runChecks(options({ checks: [check] }))
    expect(result?.status).toBe('pass')
    expect(seen).toMatchObject({ available: false, kind: 'offline' })
  })

  it('tells listeners what is going on and keeps the order of the checks', async () => {
    const events: RunEvent['kind'][] = []
    const results = await runChecks(
      options({
        checks: [
          { ...checkOf(probeOf(async () => observed(1))), id: 'a' },
          { ...checkOf(probeOf(async () => observed(1))), id: 'b' },
        ],
        emit: ({ kind }) => events.push(kind),
      }),
    )
    expect(results.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(events.filter((kind) => kind === 'check-finished')).toHaveLength(2)
    expect(events[0]).toBe('probe-started')
  })
})
