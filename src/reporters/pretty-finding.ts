import type { Finding } from '../core/finding.ts'
import { printable } from '../core/printable.ts'
import type { CheckResult } from '../core/report.ts'
import { evidenceLines } from './evidence.ts'
import { renderExcerpt } from './excerpt.ts'
import type { PrettyContext } from './pretty-context.ts'
import { evidenceRow, labelIndent, labelWidth, markCode, row, verbatim } from './pretty-rows.ts'
import { groupShownReadings } from './readings.ts'

/** Errors before warnings; information only with `-v`. */
export function shownFindings(result: CheckResult, verbose: boolean): readonly Finding[] {
  const rank = { error: 0, warning: 1, info: 2 }
  return result.findings
    .filter((finding) => verbose || finding.severity !== 'info')
    .toSorted((a, b) => rank[a.severity] - rank[b.severity])
}

export function headline(title: string, finding: Finding, context: PrettyContext): string {
  const { paint, width } = context
  const start = `  ${glyphOf(finding, context)} ${markCode(title, paint)}`
  const plainLength = 4 + (paint.colored ? title.replaceAll('`', '') : title).length
  const gap = width - plainLength - finding.code.length
  // The code stands at the right edge; where there is no room it follows on its own line.
  return gap >= 2
    ? `${start}${' '.repeat(gap)}${paint.dim(finding.code)}`
    : `${start}\n${labelIndent}${paint.dim(finding.code)}`
}

export function otherHeadline(finding: Finding, context: PrettyContext): readonly string[] {
  return [`    ${glyphOf(finding, context)} ${context.paint.dim(finding.code)}`]
}

function glyphOf(finding: Finding, { paint, glyphs }: PrettyContext): string {
  if (finding.severity === 'error') return paint.red(glyphs.fail)
  return finding.severity === 'warning' ? paint.yellow(glyphs.warn) : paint.cyan(glyphs.info)
}

export function isSameKind(left: Finding, right: Finding | undefined): boolean {
  return left.code === right?.code && left.severity === right.severity
}

/** What a later finding of the same kind says word for word is said there, once. */
export function details(finding: Finding, context: PrettyContext, later: readonly Finding[] = []): readonly string[] {
  const { definitions, verbose } = context
  const alike = later.filter((other) => isSameKind(other, finding))
  const isSaidLater = (part: (one: Finding) => unknown): boolean =>
    alike.some((other) => JSON.stringify(part(other)) === JSON.stringify(part(finding)))
  const { location, fix } = finding
  const definition = definitions[finding.code]
  const why = finding.why ?? definition?.why
  const lines: string[] = []
  if (location !== undefined) lines.push(...row('where', printable(formatLocation(location)), context))
  if (finding.excerpt !== undefined) lines.push(...excerptLines(finding.excerpt, context))
  lines.push(...evidenceRow('found', printable(finding.message), context))
  if (finding.readings !== undefined) lines.push(...readingLines(finding.readings, context))
  if (finding.confidence !== 'certain') lines.push(...row('sure', `${finding.confidence}, not certain`, context))
  if (why !== undefined && !isSaidLater((one) => one.why)) lines.push(...row('why', printable(why), context))
  if (verbose) for (const line of evidenceLines(finding.evidence)) lines.push(...row('', printable(line), context))
  const summary = fix?.summary ?? definition?.fix
  if (!isSaidLater((one) => one.fix)) {
    if (summary !== undefined) lines.push(...row('fix', summary, context))
    if (fix?.code !== undefined) lines.push(...verbatim(fix.code, context))
    if (fix?.command !== undefined) lines.push(...verbatim(fix.command, context))
  }
  if (alike.length === 0) lines.push(...row('more', `mpesa-doctor explain ${finding.code}`, context))
  return lines
}

function excerptLines(
  excerpt: NonNullable<Finding['excerpt']>,
  { paint, width, glyphs }: PrettyContext,
): readonly string[] {
  const indent = ' '.repeat(labelIndent.length + labelWidth)
  return renderExcerpt(excerpt, Math.max(30, width - indent.length)).map((line, index) =>
    `${indent}${index === 0 ? glyphs.text(line) : paint.red(line)}`.trimEnd(),
  )
}

function readingLines(readings: NonNullable<Finding['readings']>, context: PrettyContext): readonly string[] {
  return groupShownReadings(readings).flatMap(({ loaders, shows }, index) =>
    row(index === 0 ? 'reads' : '', `${loaders}: ${shows}`, context),
  )
}

function formatLocation(location: NonNullable<Finding['location']>): string {
  const { file, line, column } = location
  return [file, line, column].filter((part) => part !== undefined).join(':')
}
