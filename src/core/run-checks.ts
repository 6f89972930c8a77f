import type { AnyCheck } from './check.ts'
import type { Observation, Probe, ProbeContext } from './probe.ts'
import { unavailable } from './probe.ts'
import type { CheckResult, CheckStatus } from './report.ts'

const defaultLimitMs = 30_000

/** Given as the reason, it spares an exception with a stack for every probe. */
const finished = 'the probe has finished'

/** What happens during a run, for a live view. */
export type RunEvent =
  | { readonly kind: 'probe-started'; readonly id: string; readonly activity: string }
  /** It needs another probe, which runs meanwhile; and again as often `probe-resumed`. */
  | { readonly kind: 'probe-waiting' | 'probe-resumed'; readonly id: string }
  | {
      readonly kind: 'probe-finished'
      readonly id: string
      readonly durationMs: number
      /** Missing if the probe crashed. */
      readonly observation?: Observation<unknown>
    }
  | { readonly kind: 'check-finished'; readonly result: CheckResult }

export interface RunOptions extends Omit<ProbeContext, 'observe' | 'defer'> {
  readonly checks: readonly AnyCheck[]
  readonly emit?: (event: RunEvent) => void
}

/** One run: observes each probe once, judges every check, and cleans up. Results keep the order of `checks`. */
export async function runChecks(options: RunOptions): Promise<readonly CheckResult[]> {
  const cleanUps: (() => Promise<void> | void)[] = []
  const observe = createObserver(options, cleanUps)
  try {
    return await Promise.all(
      options.checks.map(async (check) => {
        const result = await runCheck(check, observe, options)
        options.emit?.({ kind: 'check-finished', result })
        return result
      }),
    )
  } finally {
    // In reverse order, and all of them: one that fails must not keep the others from running.
    for (const cleanUp of cleanUps.reverse())
      await Promise.resolve()
        .then(cleanUp)
        .catch(() => undefined)
  }
}

type Observe = <T>(probe: Probe<T>) => Promise<Observation<T>>

function createObserver(options: RunOptions, cleanUps: (() => Promise<void> | void)[]): Observe {
  const memory = new Map<Probe<unknown>, Promise<Observation<unknown>>>()

  async function run<T>(probe: Probe<T>): Promise<Observation<T>> {
    const { clock } = options.ports
    const startedMs = clock.monotonicMs()
    options.emit?.({ kind: 'probe-started', id: probe.id, activity: probe.activity })
    let observation: Observation<T> | undefined
    const finish = (): void =>
      options.emit?.({
        kind: 'probe-finished',
        id: probe.id,
        durationMs: clock.monotonicMs() - startedMs,
        ...(observation === undefined ? {} : { observation }),
      })
    const observeFor: Observe = async (other) => {
      options.emit?.({ kind: 'probe-waiting', id: probe.id })
      try {
        return await observe(other)
      } finally {
        options.emit?.({ kind: 'probe-resumed', id: probe.id })
      }
    }
    if (probe.instant === true) {
      const context: ProbeContext = { ...options, observe: observeFor, defer: (cleanUp) => cleanUps.push(cleanUp) }
      try {
        observation = await probe.run(context)
        return observation
      } finally {
        finish()
      }
    }
    const limitMs = probe.limitMs ?? defaultLimitMs
    // One controller ends the probe, whether its time is up, the run is ended, or it is simply done.
    const ending = new AbortController()
    const endWithRun = (): void => ending.abort(options.signal.reason)
    if (options.signal.aborted) endWithRun()
    else options.signal.addEventListener('abort', endWithRun, { once: true })
    const context: ProbeContext = {
      ...options,
      signal: ending.signal,
      observe: observeFor,
      defer: (cleanUp) => cleanUps.push(cleanUp),
    }
    const ended = clock.sleep(limitMs, ending.signal).then(
      () => unavailable('timed-out', `an answer within ${limitMs / 1_000} s (${probe.activity})`),
      () => unavailable('aborted', 'the run was ended before this was done'),
    )
    try {
      observation = await Promise.race([probe.run(context), ended])
      return observation
    } finally {
      options.signal.removeEventListener('abort', endWithRun)
      ending.abort(finished)
      finish()
    }
  }

  function observe<T>(probe: Probe<T>): Promise<Observation<T>> {
    let observation = memory.get(probe)
    if (observation === undefined) {
      observation = run(probe)
      memory.set(probe, observation)
    }
    return observation as Promise<Observation<T>>
  }

  return observe
}

async function runCheck(check: AnyCheck, observe: Observe, options: RunOptions): Promise<CheckResult> {
  const { clock } = options.ports
  const startedMs = clock.monotonicMs()
  const result = (status: CheckStatus, rest: Partial<CheckResult> = {}): CheckResult => ({
    id: check.id,
    family: check.family,
    title: check.title,
    ...(check.topic === undefined ? {} : { topic: check.topic }),
    status,
    reason: null,
    skippedBecause: null,
    detail: null,
    durationMs: Math.round(clock.monotonicMs() - startedMs),
    findings: [],
    ...rest,
  })
  try {
    const facts: Record<string, unknown> = {}
    const hints: Record<string, unknown> = {}
    const needs = Object.entries(check.needs)
    const wants = Object.entries(check.wants ?? {})
    // Started together, so that what can run at the same time does.
    const [needed, wanted] = await Promise.all([
      Promise.all(needs.map(([, probe]) => observe(probe))),
      Promise.all(wants.map(([, probe]) => observe(probe))),
    ])
    for (const [index, observation] of needed.entries()) {
      if (!observation.available)
        return result('skip', { reason: observation.reason, skippedBecause: observation.kind })
      facts[needs[index]?.[0] ?? ''] = observation.value
    }
    for (const [index, observation] of wanted.entries()) hints[wants[index]?.[0] ?? ''] = observation
    const judgement = check.judge(facts, hints)
    if (judgement.kind === 'skip')
      return result('skip', { reason: judgement.reason, skippedBecause: judgement.because })
    if (judgement.kind === 'pass')
      return result('pass', { detail: judgement.detail ?? null, findings: judgement.notes ?? [] })
    const { findings } = judgement
    return result(findings.some((finding) => finding.severity === 'error') ? 'fail' : 'warn', { findings })
  } catch (error) {
    return result('crash', { reason: error instanceof Error ? error.message : String(error), error })
  }
}
