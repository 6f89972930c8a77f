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
    attempt: (ending) => makeReport({ ...invocation, signal: ending }, plan),
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
    talk(`gave up after ${describeTime(report.durationMs)}: ${nameCause(report)}`)
  const definitions = definitionsOf(plan.checks)
  await printReport(report, invocation, definitions)
  await writeReports(report, invocation, definitions)
  return report.exitCode
}

function nameCause({ verdict }: Report): string {
  return verdict.rootCause ?? verdict.causes[0]?.code ?? 'not everything could be checked'
}

/** In seconds up to two minutes, so that both sides of an "of" can be compared. */
function describeTime(ms: number): string {
  return ms >= 1_000 && ms < 120_000 ? `${Math.round(ms / 1_000)} s` : formatDuration(ms)
}
