import type { Comparison } from '../core/comparison.ts'
import { formatDuration } from '../core/duration.ts'
import { printable } from '../core/printable.ts'
import type { CheckResult, Report } from '../core/report.ts'
import type { PrettyContext } from './pretty-context.ts'
import { describeReadFiles, groupShownReadings } from './readings.ts'

/** One line for each problem; one line when there is none. */
export function renderShort(report: Report, context: Pick<PrettyContext, 'paint' | 'glyphs'>): string {
  const problems = report.checks.flatMap((check) => problemLines(check, context))
  const lines = [...(report.comparison === undefined ? [] : comparisonLines(report.comparison)), ...problems]
  const { summary, durationMs, verdict } = report
  const checked = summary.pass + summary.warn + summary.fail
  if (verdict.rootCause !== null) lines.push(`root cause: ${verdict.rootCause} (${verdict.confidence})`)
  else if (checked === 0) lines.push(`nothing was checked${whatAllNeed(report.checks)}`)
  else if (problems.length === 0)
    lines.push(`ok: ${summary.pass} ${summary.pass === 1 ? 'check' : 'checks'} passed (${formatDuration(durationMs)})`)
  return context.glyphs.text(`${lines.join('\n')}\n`)
}

/** What is missing, where every check is skipped for the same lack of it. */
function whatAllNeed(checks: readonly CheckResult[]): string {
  const [reason, ...others] = new Set(checks.map((check) => check.reason))
  return typeof reason === 'string' && others.length === 0 ? printable(` (needs: ${reason})`) : ''
}

/** One line for each group of loaders that read the same. */
function comparisonLines({ key, rows }: Comparison): readonly string[] {
  const files = describeReadFiles(rows)
  return [
    ...groupShownReadings(rows).map(({ loaders, shows }) => `${key}  ${loaders}: ${shows}`),
    ...(files === undefined ? [] : [printable(`${key}  read from ${files}`)]),
  ]
}

function problemLines(
  check: CheckResult,
  { paint, glyphs }: Pick<PrettyContext, 'paint' | 'glyphs'>,
): readonly string[] {
  if (check.status === 'crash')
    return [`${paint.red(glyphs.crash)} ${check.id} crashed: ${printable(check.reason ?? '')}`]
  return check.findings
    .filter((finding) => finding.severity !== 'info')
    .map((finding) => {
      const glyph = finding.severity === 'error' ? paint.red(glyphs.fail) : paint.yellow(glyphs.warn)
      const { location } = finding
      const where =
        location === undefined ? '' : `${location.file}${location.line === undefined ? '' : `:${location.line}`}: `
      return `${glyph} ${finding.code}  ${printable(where + finding.message).replaceAll('\n', ' ')}`
    })
}
