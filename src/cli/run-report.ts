import type { AnyCheck } from '../core/check.ts'
import type { Comparison } from '../core/comparison.ts'
import type { CodeDefinitions } from '../core/finding.ts'
import type { UnavailableKind } from '../core/probe.ts'
import { type CheckResult, type Report, summarise, type Verdict } from '../core/report.ts'
import { type RunEvent, runChecks } from '../core/run-checks.ts'
import { concludeVerdict, type Explanation } from '../core/verdict.ts'
import { familyOrder } from '../reporters/families.ts'
import type { Invocation } from './command.ts'
import { EndedEarly } from './ended-early.ts'
import { type ExitName, exitCodeFor } from './exit-codes.ts'
import { startProgress } from './progress.ts'
import { printReport, writeReports } from './render.ts'
import { createTargetWatch } from './report-target.ts'
import { selectChecks } from './select-checks.ts'
import type { NetworkWatch } from './watch-network.ts'

/** What a command wants checked and how it speaks about the result. */
export interface ReportPlan {
  readonly checks: readonly AnyCheck[]
  /** All checks that exist, for the names behind `--only` and `--skip`. Loaded only when such names are given. */
  readonly allChecks: () => Promise<readonly AnyCheck[]>
  readonly explanations: readonly Explanation[]
  /** True for checks that are the command's own subject, or that an option asked for by name. */
  readonly isSubject: (check: CheckResult) => boolean
  readonly healthy: { readonly title: string; readonly explanation: string }
  /** What to say where every check was skipped, if the command knows better. */
  readonly nothingChecked?: { readonly title: string; readonly explanation: string }
  readonly unknowable?: (results: readonly CheckResult[]) => readonly string[]
  readonly next: (verdict: Verdict, results: readonly CheckResult[]) => string
  /** Additions to the report that the checks do not produce, and findings of the command's own. */
  readonly extra?: Readonly<Record<string, unknown>>
  readonly comparison?: Comparison | undefined
  /** Given by commands that connect to something: where it is shown, what was seen on the network joins the report. */
  readonly watchNetwork?: (checks: readonly AnyCheck[]) => NetworkWatch | undefined
  readonly ownResults?: readonly CheckResult[]
  /** What only all results together tell, put into them. */
  readonly revise?: (results: readonly CheckResult[]) => readonly CheckResult[]
  /** Definitions of codes that none of `checks` owns. */
  readonly definitions?: CodeDefinitions
}

const inconclusiveKinds: ReadonlySet<UnavailableKind> = new Set(['offline', 'unsupported', 'denied', 'timed-out'])

/** Runs the plan's checks, prints the report in the format asked for, and returns the exit code. */
export async function runReport(invocation: Invocation, plan: ReportPlan): Promise<number> {
  const report = await makeReport(invocation, plan)
  const definitions = definitionsOf([...plan.checks])
  await printReport(report, invocation, definitions)
  sayWhereComparisonIs(report, invocation)
  await writeReports(report, invocation, definitions)
  return report.exitCode
}

const formatsWithComparison: ReadonlySet<string> = new Set(['pretty', 'short', 'markdown', 'json'])

function sayWhereComparisonIs({ comparison }: Report, invocation: Invocation): void {
  const format = formatOf(invocation)
  if (comparison === undefined || formatsWithComparison.has(format)) return
  const names = [...formatsWithComparison].map((name) => `\`${name}\``).join(', ')
  invocation.output.talk(`\`${format}\` has no place for what --compare found; it is in ${names}\n`)
}

/** The report without printing it; `demo` looks into it. */
export async function makeReport(invocation: Invocation, plan: ReportPlan): Promise<Report> {
  const { globals, ports, settings, project, signal, output } = invocation
  const startedMs = ports.clock.monotonicMs()
  const [only, skip] = [flatten(globals.only), flatten(globals.skip)]
  const known = only.length + skip.length > 0 ? await plan.allChecks() : plan.checks
  const selection = selectChecks(plan.checks, known, only, skip)
  const progress = startProgress(output, formatOf(invocation) === 'pretty')
  const watch = showsNetwork(invocation) ? plan.watchNetwork?.(selection.checks) : undefined
  const checks = watch === undefined ? selection.checks : [...selection.checks, watch.check]
  const target = createTargetWatch(invocation)
  const emit = (event: RunEvent): void => {
    target.listen(event)
    if (event.kind === 'check-finished' || event.id !== watch?.probeId) progress.listen(event)
  }
  let checked: readonly CheckResult[]
  try {
    checked = await runChecks({ checks, ports, settings, project, signal, emit })
  } finally {
    progress.stop()
  }
  if (signal.aborted && signal.reason instanceof EndedEarly && signal.reason.how !== 'timedOut') throw signal.reason
  const judged = checked.slice(0, selection.checks.length)
  const revised = plan.revise?.(judged) ?? judged
  const results = [...revised.map(selection.filter), ...(plan.ownResults ?? [])]
  const summary = summarise(results)
  const isOpen = results.some((result) => leftOpen(result, selection.isNamed(result.id), plan.isSubject(result)))
  const applying: ExitName[] = []
  if (summary.crash > 0) applying.push('internal')
  if (summary.fail > 0) applying.push('problem')
  if (globals.strict === true && summary.warn > 0) applying.push('warnings')
  if (signal.aborted) applying.push('timedOut')
  if (isOpen) applying.push('inconclusive')
  const incomplete = whyIncomplete({ endedEarly: signal.aborted, isOpen, isSelection: only.length + skip.length > 0 })
  const network = watch?.facts()
  const verdict = concludeVerdict(
    results,
    {
      familyOrder,
      explanations: plan.explanations,
      definitions: { ...definitionsOf(plan.checks), ...plan.definitions },
      healthy: incomplete ?? plan.healthy,
      ...(incomplete === undefined ? { warned: countWarnings } : {}),
      nothingChecked: plan.nothingChecked ?? {
        title: 'Nothing could be checked',
        explanation: 'Everything was skipped; each line says what it needs.',
      },
    },
    plan.unknowable?.(results) ?? [],
  )
  return {
    tool: { name: 'mpesa-doctor', version: invocation.deps.version, node: invocation.deps.nodeVersion },
    command: invocation.command,
    startedAt: invocation.startedAt,
    durationMs: Math.round(ports.clock.monotonicMs() - startedMs),
    exitCode: exitCodeFor(applying),
    target: target.describe(),
    summary,
    verdict,
    checks: results,
    next: verdict.rootCause === null && incomplete !== undefined ? incomplete.next : plan.next(verdict, results),
    extra: plan.extra ?? {},
    ...(plan.comparison === undefined ? {} : { comparison: plan.comparison }),
    ...(network === undefined ? {} : { network }),
  }
}

function countWarnings(count: number): { readonly title: string; readonly explanation: string } {
  return { title: `No error, but ${count === 1 ? 'one warning' : `${count} warnings`}`, explanation: '' }
}

/** What to say instead of "all is well" when not all of it was looked at. */
function whyIncomplete(run: {
  readonly endedEarly: boolean
  readonly isOpen: boolean
  readonly isSelection: boolean
}): { readonly title: string; readonly explanation: string; readonly next: string } | undefined {
  if (run.endedEarly)
    return {
      title: 'The run ended before it was done',
      explanation: 'No error was found until then.',
      next: 'run it again with a longer --timeout',
    }
  if (run.isOpen)
    return {
      title: 'No error found, but not everything that was asked for could be checked',
      explanation: 'The skipped lines say what is missing.',
      next: 'provide what the skipped lines need, then run it again',
    }
  if (run.isSelection)
    return {
      title: 'No fault found in what was selected',
      explanation: '',
      next: 'run `mpesa-doctor` for everything else',
    }
  return undefined
}

/** For what `--only` names: where the fault that blocks it is reported as an error, that decides the exit code anyway. */
const openIfNamed: ReadonlySet<UnavailableKind> = new Set(['not-configured', 'blocked'])

/** Whether something that was asked for could not be told. */
function leftOpen({ skippedBecause }: CheckResult, isNamed: boolean, isSubject: boolean): boolean {
  if (skippedBecause === null) return false
  return inconclusiveKinds.has(skippedBecause) ? isNamed || isSubject : isNamed && openIfNamed.has(skippedBecause)
}

/** Whether somebody will read what was seen on the network: in JSON, and in the pretty report behind -v. */
function showsNetwork(invocation: Pick<Invocation, 'globals'>): boolean {
  const { report = [], verbose = false } = invocation.globals
  const formats = [formatOf(invocation), ...report.map(({ format }) => format)]
  return formats.includes('json') || (verbose && formats.includes('pretty'))
}

export function formatOf({ globals }: Pick<Invocation, 'globals'>): string {
  return globals.format ?? (globals.quiet === true ? 'short' : 'pretty')
}

function flatten(lists: readonly (readonly string[])[] | undefined): readonly string[] {
  return lists?.flat() ?? []
}

export function definitionsOf(checks: readonly AnyCheck[]): CodeDefinitions {
  return Object.assign({}, ...checks.map(({ codes }) => codes)) as CodeDefinitions
}
