import type { Comparison } from '../core/comparison.ts'
import type { CheckDocument, FindingDocument, ReportDocument } from './json-document.ts'
import { documentReading, documentReport } from './json-document.ts'
import { redactText } from './json-redact.ts'
import { describeSummary } from './json-summary.ts'
import { escapeMarkdown, fencedBlock } from './markdown-text.ts'
import { describeReading } from './readings.ts'
import type { RenderContext, Reporter } from './reporter.ts'

/** The verdict with its fix and a table of all checks; for a pull request or GitHub's step summary. */
export const markdownReporter: Reporter = {
  name: 'markdown',
  render(report, context) {
    const { tool, command, verdict, summary, checks } = documentReport(report, context)
    const blocks = [
      `## ${tool.name} ${command}: ${describeSummary(summary)}`,
      // In one paragraph that begins with our own words, so that no text of a server can open a list or a heading.
      [headline(verdict), escapeMarkdown(verdict.explanation)].filter((part) => part !== '').join('<br>'),
      ...(verdict.fix === null ? [] : [`**Fix:** ${escapeMarkdown(verdict.fix.summary)}`]),
      ...(verdict.fix?.command === undefined ? [] : [fencedBlock(verdict.fix.command, 'sh')]),
      ...(verdict.fix?.code === undefined ? [] : [fencedBlock(verdict.fix.code, '')]),
      ...(verdict.unknowable.length === 0
        ? []
        : [`**Cannot be known from here:** ${escapeMarkdown(verdict.unknowable.join('; '))}`]),
      ...(report.comparison === undefined ? [] : [comparisonTable(report.comparison, context)]),
      ...(checks.length === 0
        ? []
        : [['| Result | Family | Check | Found |', '| --- | --- | --- | --- |', ...checks.map(row)].join('\n')]),
    ]
    return `${blocks.join('\n\n')}\n`
  },
}

function comparisonTable({ key, rows }: Comparison, { redact }: RenderContext): string {
  const cell = (text: string): string => escapeMarkdown(redactText(text, redact))
  return [
    `| Loader | ${cell(key)} | Read from | In use |`,
    '| --- | --- | --- | --- |',
    ...rows.map((reading) => {
      const shows = describeReading(documentReading(reading, (text) => redactText(text, redact)))
      return `| ${reading.loader} | ${cell(shows)} | ${cell(reading.files.join(', '))} | ${reading.inUse ? 'yes' : ''} |`
    }),
  ].join('\n')
}

function headline({ rootCause, title, confidence }: ReportDocument['verdict']): string {
  if (rootCause === null) return `**Verdict:** ${escapeMarkdown(title)}`
  return `**Root cause:** ${escapeMarkdown(title)} (\`${rootCause}\`, ${confidence})`
}

function row(check: CheckDocument): string {
  const status = check.status === 'pass' || check.status === 'skip' ? check.status : `**${check.status}**`
  return `| ${status} | ${escapeMarkdown(check.family)} | ${escapeMarkdown(check.title)} | ${found(check)} |`
}

function found(check: CheckDocument): string {
  if (check.status === 'skip') return escapeMarkdown(check.reason ?? '')
  if (check.status === 'crash') return escapeMarkdown(`${check.error?.name ?? 'Error'}: ${check.error?.message ?? ''}`)
  return check.findings
    .filter((finding) => finding.severity !== 'info')
    .map(describeFinding)
    .join('<br>')
}

function describeFinding({ code, message, location, fix }: FindingDocument): string {
  const place = [location?.file, location?.line].filter((part) => part !== undefined).join(':')
  return [
    `\`${code}\` ${escapeMarkdown(message)}${place === '' ? '' : ` (${escapeMarkdown(place)})`}`,
    ...(fix === undefined ? [] : [`Fix: ${escapeMarkdown(fix.summary)}`]),
    ...(fix?.command === undefined ? [] : [escapeMarkdown(`\`${fix.command}\``)]),
  ].join('<br>')
}
