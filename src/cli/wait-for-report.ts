import { staticChecks } from '../checks/static.ts'
import { formatDuration } from '../core/duration.ts'
import type { Report } from '../core/report.ts'
import type { Invocation } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { printReport, writeReports } from './render.ts'
import { retryReport } from './retry-report.ts'
import { definitionsOf, makeReport, type ReportPlan } from './run-report.ts'

/** Runs the plan again and again until nothing is wrong or the time is up; prints the last report and returns its code. */
export async function waitForReport(invocation: Invocation, plan: ReportPlan, limitMs: number): Promise<number> {
  const { output, ports, signal } = invocation
  const talk = (line: string): void => {
    if (!output.quiet) output.talk(`${line}\n`)
  }
  let last: string | undefined
  const report = await retryReport({
    async attempt(ending) {
      const seen = await makeReport({ ...invocation, signal: ending }, plan)
      const isCut = ending.aborted && !signal.aborted && seen.verdict.rootCause === null
      return isCut ? { ...seen, next: 'run it again with a longer --wait' } : seen
    },
    clock: ports.clock,
    signal,
    looksAtText: new Set(staticChecks.map(({ id }) => id)),
    limitMs,
    onPending(pending, elapsedMs) {
      const why = nameCause(pending)
      if (why === last) return
      last = why
      talk(`waiting: ${why} … ${describeTime(elapsedMs)} of ${describeTime(limitMs)}`)
    },
    onLasting: (trouble) => talk(`not waiting, for time does not change that: ${trouble}`),
  })
  if (report.exitCode === exitCodes.timedOut.code)
    talk(`gave up after ${describeTime(report.durationMs)}: ${nameCause(report)}${hopeOf(report)}`)
  const definitions = definitionsOf(plan.checks)
  await printReport(report, invocation, definitions)
  await writeReports(report, invocation, definitions)
  return report.exitCode
}

function nameCause({ verdict }: Report): string {
  return verdict.rootCause ?? verdict.causes[0]?.code ?? 'not everything could be checked'
}

/** Somebody has to change these; an app that starts changes none of them. */
const changedByHand =
  /^(?:dns\/(?:not-found|private-answer)|tls\/(?:expired|self-signed|untrusted-root|incomplete-chain|name-mismatch))$/

function hopeOf({ verdict }: Report): string {
  return changedByHand.test(verdict.rootCause ?? '') ? ', which waiting will hardly mend' : ''
}

/** In seconds up to two minutes, so that both sides of an "of" can be compared. */
function describeTime(ms: number): string {
  return ms >= 1_000 && ms < 120_000 ? `${Math.round(ms / 1_000)} s` : formatDuration(ms)
}
