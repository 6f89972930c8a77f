import type { JsonObject } from '../core/json.ts'
import type { CheckDocument, FindingDocument, ReportDocument } from './json-document.ts'
import { documentReport } from './json-document.ts'
import { describeSummary } from './json-summary.ts'
import { oneLine } from './json-text.ts'
import { failedOnWarnings, type Reporter } from './reporter.ts'
import { yamlLines } from './tap-yaml.ts'

/** TAP version 14: one test point for each check, with its findings as YAML. */
export const tapReporter: Reporter = {
  name: 'tap',
  render(report, context) {
    const document = documentReport(report, context)
    const strict = failedOnWarnings(document)
    const lines = [
      'TAP version 14',
      `1..${document.checks.length}`,
      ...document.checks.flatMap((check, index) => testPoint(check, index + 1, strict)),
      ...conclusion(document).map((line) => `# ${oneLine(line)}`),
    ]
    return `${lines.join('\n')}\n`
  },
}

function testPoint(check: CheckDocument, number: number, strict: boolean): readonly string[] {
  const failed = check.status === 'fail' || check.status === 'crash' || (strict && check.status === 'warn')
  const directive = check.status === 'skip' ? ` # SKIP ${escapeDescription(check.reason ?? '')}`.trimEnd() : ''
  const line = `${failed ? 'not ok' : 'ok'} ${number} - ${escapeDescription(`${check.family}: ${check.title}`)}${directive}`
  const yaml = failed ? ['---', ...yamlLines(diagnose(check)), '...'].map((entry) => `  ${entry}`) : []
  const warnings = failed ? [] : check.findings.filter((finding) => finding.severity === 'warning')
  return [line, ...yaml, ...warnings.flatMap(comment)]
}

function diagnose(check: CheckDocument): JsonObject {
  return {
    check: check.id,
    status: check.status,
    duration_ms: check.durationMs,
    ...(check.error === undefined ? {} : { error: `${check.error.name}: ${check.error.message}` }),
    ...(check.findings.length === 0 ? {} : { findings: check.findings.map(describeFinding) }),
  }
}

function describeFinding({ code, severity, message, evidence, location, fix, docs }: FindingDocument): JsonObject {
  return {
    code,
    severity,
    message,
    evidence,
    ...(location === undefined ? {} : { at: { ...location } }),
    ...(fix === undefined ? {} : { fix: { ...fix } }),
    docs,
  }
}

function comment({ code, message, fix }: FindingDocument): readonly string[] {
  const lines = [`warning ${code}: ${message}`, ...(fix === undefined ? [] : [`fix: ${fix.command ?? fix.summary}`])]
  return lines.map((line) => `# ${oneLine(line)}`)
}

function conclusion({ summary, verdict }: ReportDocument): readonly string[] {
  return [
    describeSummary(summary),
    verdict.rootCause === null
      ? `verdict: ${verdict.title}`
      : `root cause: ${verdict.rootCause} (${verdict.confidence}): ${verdict.title}`,
    ...(verdict.fix === null ? [] : [`fix: ${verdict.fix.command ?? verdict.fix.summary}`]),
  ]
}

/** A `#` would begin a directive, and a backslash an escape. */
function escapeDescription(text: string): string {
  return oneLine(text).replace(/[\\#]/g, '\\$&')
}
