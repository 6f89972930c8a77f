import { setMaxListeners } from 'node:events'
import type { ClockPort } from '../core/ports.ts'
import type { Report } from '../core/report.ts'
import { EndedEarly } from './ended-early.ts'
import { exitCodes } from './exit-codes.ts'

export interface RetryOptions {
  /** Checks everything anew; ends early, with what it has, when the signal is aborted: then the time is up. */
  readonly attempt: (signal: AbortSignal) => Promise<Report>
  readonly clock: ClockPort
  /** Ctrl-C and `--timeout`. */
  readonly signal: AbortSignal
  /** Ids of checks that judge only what was read before the first attempt. */
  readonly looksAtText: ReadonlySet<string>
  /** Milliseconds from the start, for all attempts and pauses together. */
  readonly limitMs: number
  /** Called after every attempt that was not the last one. */
  readonly onPending: (report: Report, elapsedMs: number) => void
  /** Called if it ends because waiting mends nothing. */
  readonly onLasting: (trouble: string) => void
}

const shortestPauseMs = 1_000
const longestPauseMs = 5_000
const growth = 1.5
/** An app that came up at the last moment is not missed for the sake of a long pause. */
const lastLookMs = 1_000

/**
 * Tries until all is well, until what is wrong cannot change by waiting, or until the time is up. The report is the last
 * complete one: what the end of the time cut through says less than what was seen before. Only if there is none it is that
 * of the attempt that was cut, with what it saw until then.
 */
export async function retryReport(options: RetryOptions): Promise<Report> {
  const { attempt, clock, signal, limitMs, onPending } = options
  const startedMs = clock.monotonicMs()
  const elapsed = (): number => clock.monotonicMs() - startedMs
  const finish = (report: Report, attempts: number, exitCode = report.exitCode): Report => ({
    ...report,
    attempts,
    durationMs: Math.round(elapsed()),
    exitCode,
  })
  const first = await attemptUntil(limitMs)
  let { report } = first
  let pauseMs = shortestPauseMs
  for (let attempts = 1; ; attempts++) {
    if (report.exitCode === exitCodes.ok.code) return finish(report, attempts)
    const lasting = lastingTrouble(report, options.looksAtText)
    if (lasting !== undefined) {
      options.onLasting(lasting)
      return finish(report, attempts)
    }
    const leftMs = limitMs - elapsed()
    if (first.isCut || leftMs <= 0) return finish(report, attempts, exitCodes.timedOut.code)
    onPending(report, elapsed())
    const untilLastLookMs = leftMs > lastLookMs ? leftMs - lastLookMs : leftMs
    if (!(await pause(Math.min(pauseMs, untilLastLookMs), clock, signal)))
      return finish(report, attempts, exitCodes.timedOut.code)
    pauseMs = Math.min(pauseMs * growth, longestPauseMs)
    const lookMs = limitMs - elapsed()
    if (lookMs <= 0) return finish(report, attempts, exitCodes.timedOut.code)
    const latest = await attemptUntil(lookMs)
    if (latest.isCut) return finish(report, attempts, exitCodes.timedOut.code)
    report = latest.report
  }

  /** It is cut if the time was up before the attempt was done. */
  async function attemptUntil(leftMs: number): Promise<{ readonly report: Report; readonly isCut: boolean }> {
    const ending = new AbortController()
    const done = new AbortController()
    clock.sleep(leftMs, AbortSignal.any([signal, done.signal])).then(
      () => ending.abort(new EndedEarly('timedOut')),
      () => undefined,
    )
    try {
      const either = AbortSignal.any([signal, ending.signal])
      // Every probe listens to it; that is not a leak.
      setMaxListeners(0, either)
      const latest = await attempt(either)
      return { report: latest, isCut: either.aborted }
    } finally {
      done.abort()
    }
  }
}

/** False if the time of the whole command was up; Ctrl-C is thrown. */
async function pause(ms: number, clock: ClockPort, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal)
    return true
  } catch (error) {
    if (error instanceof EndedEarly && error.how === 'timedOut') return false
    throw error
  }
}

/**
 * What another look would find again: a fault of the URL's text, what nobody allowed to be looked at, a crash of this
 * program. Undefined if time may mend it.
 */
export function lastingTrouble(
  { exitCode, checks }: Pick<Report, 'exitCode' | 'checks'>,
  looksAtText: ReadonlySet<string>,
): string | undefined {
  if (exitCode === exitCodes.internal.code) return 'a check crashed'
  if (exitCode === exitCodes.inconclusive.code) {
    const isLate = checks.some(({ skippedBecause }) => skippedBecause === 'timed-out')
    return isLate ? undefined : 'something that was asked for cannot be checked here'
  }
  const counts = exitCode === exitCodes.warnings.code ? 'warning' : 'error'
  const lasting = checks.filter(({ id }) => looksAtText.has(id)).flatMap(({ findings }) => findings)
  return lasting.find(({ severity }) => severity === counts)?.code
}
