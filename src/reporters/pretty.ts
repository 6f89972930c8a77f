import type { Topic } from '../core/check.ts'
import { formatDuration } from '../core/duration.ts'
import type { CodeDefinitions, Finding } from '../core/finding.ts'
import type { NetworkFacts } from '../core/network-facts.ts'
import { printable } from '../core/printable.ts'
import type { CheckResult, Report } from '../core/report.ts'
import { explainStack, nameStack } from '../stack/describe-stack.ts'
import { renderComparison } from './comparison.ts'
import { evidenceLines } from './evidence.ts'
import { renderExcerpt } from './excerpt.ts'
import { sections } from './families.ts'
import type { Glyphs } from './glyphs.ts'
import type { Paint } from './paint.ts'
import { groupShownReadings } from './readings.ts'
import { wrapText } from './wrap-text.ts'

export interface PrettyContext {
  readonly paint: Paint
  readonly glyphs: Glyphs
  readonly width: number
  readonly verbose: boolean
  readonly definitions: CodeDefinitions
  /** Loaded only where it is wanted. */
  readonly renderNetwork?: (facts: NetworkFacts, context: PrettyContext) => string
}

const labelIndent = '      '
const labelWidth = 8

/** The report for people: sections, one line for a pass, evidence and fix for the rest, the next step last. */
export function renderPretty(report: Report, context: PrettyContext): string {
  const blocks = [
    renderHeader(report, context),
    report.comparison === undefined ? '' : renderComparison(report.comparison, context),
    ...renderSections(report.checks, context),
    report.network === undefined ? '' : (context.renderNetwork?.(report.network, context) ?? ''),
    renderVerdict(report, context),
  ]
  return context.glyphs.text(`${blocks.filter((block) => block !== '').join('\n\n')}\n`)
}

function renderHeader({ tool, target }: Report, context: PrettyContext): string {
  const { paint, glyphs, width, verbose } = context
  const names = nameStack(target.stack)
  const envFile = target.envFile === null || names === '' ? target.envFile : `${target.envFile} (${names})`
  const parts = [`${paint.bold(tool.name)} ${tool.version}`, envFile, target.environment, target.order]
  const header = parts.filter((part) => part !== null).join(` ${glyphs.separator} `)
  if (!verbose) return header
  const reasons = explainStack(target.stack).map((line) =>
    markCode(wrapText(glyphs.text(printable(line)), Math.max(30, width - 4)).join('\n    '), paint),
  )
  return [header, ...reasons.map((line) => `  ${line}`)].join('\n')
}

function renderSections(checks: readonly CheckResult[], context: PrettyContext): readonly string[] {
  // Where nothing could be checked, what does not apply is the only answer there is.
  const showsAll = context.verbose || checks.every(({ status }) => status === 'skip')
  return sections.flatMap(({ title, families }) => {
    const results = checks.filter((check) => families.includes(check.family) && (showsAll || isShown(check)))
    if (results.length === 0) return []
    return [[context.paint.bold(title), ...renderChecks(results, context)].join('\n')]
  })
}

function isShown({ status, skippedBecause }: CheckResult): boolean {
  return status !== 'skip' || skippedBecause !== 'not-applicable'
}

function renderChecks(results: readonly CheckResult[], context: PrettyContext): readonly string[] {
  const lines: string[] = []
  const merged = new Set<CheckResult>()
  for (const result of results) {
    if (merged.has(result)) continue
    const { topic } = result
    const agreeing = topic === undefined || context.verbose ? [] : results.filter((other) => isPlainPass(other, topic))
    if (agreeing.length > 1 && agreeing.includes(result)) {
      for (const other of agreeing) merged.add(other)
      lines.push(renderTopic(topic as Topic, agreeing.length, results.some(isTroubled(topic)), context))
      continue
    }
    // Ten checks that all lack the same database are one fact, not ten lines.
    const alike =
      result.status === 'skip' && !context.verbose
        ? results.filter((other) => other.status === 'skip' && other.reason === result.reason)
        : [result]
    for (const other of alike) merged.add(other)
    lines.push(...renderCheck(result, alike.length - 1, context))
  }
  return lines
}

/** A pass that has no more to say than its title. */
function isPlainPass({ status, topic, detail }: CheckResult, wanted: Topic): boolean {
  return status === 'pass' && topic === wanted && detail === null
}

function isTroubled(wanted: Topic | undefined): (result: CheckResult) => boolean {
  return ({ topic, status }) => topic === wanted && status !== 'pass' && status !== 'skip'
}

/** Conditions that all hold are one fact; beside one that does not hold they are only the others. */
function renderTopic({ holds, subject }: Topic, count: number, isPart: boolean, context: PrettyContext): string {
  const { paint, glyphs } = context
  const text = isPart ? `${count} more checks of ${subject}` : `${holds} (${count} checks)`
  return `  ${paint.green(glyphs.pass)} ${markCode(wrapHanging(text, context), paint)}`
}

function renderCheck(result: CheckResult, more: number, context: PrettyContext): readonly string[] {
  const { paint, glyphs, verbose } = context
  const [first, ...others] = shownFindings(result, verbose)
  switch (result.status) {
    case 'pass': {
      const detail = result.detail === null ? '' : ` (${result.detail})`
      const lines = markCode(wrapHanging(`${result.title}${detail}`, context), paint)
      return [`  ${paint.green(glyphs.pass)} ${lines}`, ...notes(result, context)]
    }
    case 'skip': {
      const title = more === 0 ? result.title : `${result.title}, and ${more} more`
      return [
        `  ${paint.dim(glyphs.skip)} ${paint.dim(plainCode(wrapHanging(`${title} (needs: ${result.reason ?? '?'})`, context), paint))}`,
      ]
    }
    case 'crash':
      return [
        `  ${paint.red(glyphs.crash)} ${wrapHanging(`${result.title} (the check itself crashed)`, context)}`,
        ...row('found', printable(result.reason ?? 'an error without a message'), context),
      ]
    default: {
      if (first === undefined) return []
      return [
        headline(result.title, first, context),
        ...details(first, context, others),
        ...others.flatMap((other, index) => [
          ...(isSameKind(other, index === 0 ? first : others[index - 1]) ? [] : otherHeadline(other, context)),
          ...details(other, context, others.slice(index + 1)),
        ]),
      ]
    }
  }
}

/** Errors before warnings; information only with `-v`. */
function shownFindings(result: CheckResult, verbose: boolean): readonly Finding[] {
  const rank = { error: 0, warning: 1, info: 2 }
  return result.findings
    .filter((finding) => verbose || finding.severity !== 'info')
    .toSorted((a, b) => rank[a.severity] - rank[b.severity])
}

function notes(result: CheckResult, context: PrettyContext): readonly string[] {
  if (!context.verbose) return []
  return result.findings.flatMap((finding) => [...otherHeadline(finding, context), ...details(finding, context)])
}

function headline(title: string, finding: Finding, context: PrettyContext): string {
  const { paint, width } = context
  const start = `  ${glyphOf(finding, context)} ${markCode(title, paint)}`
  const plainLength = 4 + (paint.colored ? title.replaceAll('`', '') : title).length
  const gap = width - plainLength - finding.code.length
  // The code stands at the right edge; where there is no room it follows on its own line.
  return gap >= 2
    ? `${start}${' '.repeat(gap)}${paint.dim(finding.code)}`
    : `${start}\n${labelIndent}${paint.dim(finding.code)}`
}

function otherHeadline(finding: Finding, context: PrettyContext): readonly string[] {
  return [`    ${glyphOf(finding, context)} ${context.paint.dim(finding.code)}`]
}

function glyphOf(finding: Finding, { paint, glyphs }: PrettyContext): string {
  if (finding.severity === 'error') return paint.red(glyphs.fail)
  return finding.severity === 'warning' ? paint.yellow(glyphs.warn) : paint.cyan(glyphs.info)
}

function isSameKind(left: Finding, right: Finding | undefined): boolean {
  return left.code === right?.code && left.severity === right.severity
}

/** What a later finding of the same kind says word for word is said there, once. */
function details(finding: Finding, context: PrettyContext, later: readonly Finding[] = []): readonly string[] {
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
  lines.push(...row('found', printable(finding.message), context))
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

function row(label: string, text: string, context: PrettyContext): readonly string[] {
  const { paint, width, glyphs } = context
  const indent = labelIndent.length + labelWidth
  // Before it is wrapped, for plain characters may be more of them.
  return wrapText(glyphs.text(text), Math.max(30, width - indent)).map((line, index) => {
    const start = index === 0 ? paint.dim(label.padEnd(labelWidth)) : ' '.repeat(labelWidth)
    return `${labelIndent}${start}${markCode(line, paint)}`
  })
}

/** Code and commands are pasted: they keep their lines and are never wrapped. */
function verbatim(text: string, { paint }: PrettyContext): readonly string[] {
  return text.split('\n').map((line) => `${labelIndent}${' '.repeat(labelWidth)}${paint.cyan(printable(line))}`)
}

/** With colour the backticks give way to it; without, they stay. */
function markCode(line: string, paint: Paint): string {
  return paint.colored ? line.replace(/`([^`]+)`/g, (_, code: string) => paint.cyan(code)) : line
}

/** Where the whole line has one colour already, the backticks only go. */
function plainCode(text: string, paint: Paint): string {
  return paint.colored ? text.replaceAll('`', '') : text
}

function wrapHanging(text: string, { width, glyphs }: PrettyContext): string {
  return wrapText(glyphs.text(text), Math.max(30, width - 4)).join('\n    ')
}

function renderVerdict(report: Report, context: PrettyContext): string {
  const { paint, width, glyphs, definitions, verbose } = context
  const { verdict, summary } = report
  const wrapped = (text: string, hang = ''): string =>
    wrapText(glyphs.text(text), Math.max(30, width - hang.length)).join(`\n${hang}`)
  const lines: string[] = []
  if (verdict.rootCause === null) lines.push(paint.bold(wrapped(verdict.title)))
  else {
    const sentence = `Root cause: ${lowerFirst(verdict.title)} (${verdict.rootCause}, ${verdict.confidence})`
    // Broken first and coloured then: escape sequences have no width.
    lines.push(markCode(wrapped(sentence), paint).replace('Root cause:', paint.bold(paint.red('Root cause:'))))
  }
  if (verdict.rootCause === null && verdict.explanation !== '')
    lines.push(markCode(wrapped(verdict.explanation), paint))
  const others = verdict.causes.slice(verdict.rootCause === null ? 0 : 1)
  const label = verdict.rootCause === null ? 'Warning' : 'Also'
  for (const { code } of others) {
    const title = lowerFirst(definitions[code]?.title ?? code)
    lines.push(markCode(wrapped(`${label}: ${title} (${code})`, ' '.repeat(label.length + 2)), paint))
  }
  if (verdict.unknowable.length > 0 && (verbose || verdict.rootCause === null))
    lines.push(...verdict.unknowable.map((entry) => paint.dim(wrapped(`Not visible from here: ${entry}`, '  '))))
  const counts = [
    `${summary.pass} passed`,
    summary.warn > 0 ? `${summary.warn} with warnings` : '',
    summary.fail > 0 ? `${summary.fail} failed` : '',
    summary.skip > 0 ? `${summary.skip} skipped` : '',
    summary.crash > 0 ? `${summary.crash} crashed` : '',
  ]
  lines.push(paint.dim(`${counts.filter((part) => part !== '').join(', ')} (${describeEffort(report)})`))
  if (report.next !== '')
    lines.push(markCode(wrapped(`Next: ${report.next}`, '      ').replace('Next:', paint.bold('Next:')), paint))
  return lines.join('\n')
}

function describeEffort({ durationMs, attempts }: Report): string {
  const time = formatDuration(durationMs)
  return attempts === undefined ? time : `${time}, ${attempts} ${attempts === 1 ? 'try' : 'tries'}`
}

/** A title becomes part of a sentence, unless it begins with a name or an abbreviation. */
function lowerFirst(title: string): string {
  return /^[A-Z](?:[a-z]|\s)/.test(title) &&
    !/^(Django|Laravel|Flask|Express|Safaricom|Daraja|Cloudflare|PostgreSQL|CheckoutRequestID)\b/.test(title)
    ? `${title.charAt(0).toLowerCase()}${title.slice(1)}`
    : title
}
