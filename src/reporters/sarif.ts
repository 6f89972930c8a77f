import type { CodeDefinition, Severity } from '../core/finding.ts'
import type { FindingDocument, ReportDocument } from './json-document.ts'
import { docsPath, documentReport } from './json-document.ts'
import { printJson } from './json-text.ts'
import type { RenderContext, Reporter } from './reporter.ts'
import { sarifLocation } from './sarif-location.ts'

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' }

/**
 * SARIF 2.1.0. Findings at a place in the project's files are results. What was seen elsewhere (a tunnel, the running
 * app) is a notification of the run: GitHub refuses a whole file for the sake of one result without a place.
 */
export const sarifReporter: Reporter = {
  name: 'sarif',
  render(report, context) {
    const document = documentReport(report, context)
    const findings = document.checks.flatMap((check) => check.findings)
    const codes = [...new Set(findings.map((finding) => finding.code))].sort()
    const run = {
      tool: {
        driver: {
          name: document.tool.name,
          version: document.tool.version,
          semanticVersion: document.tool.version,
          rules: codes.map((code) => describeRule(code, context)),
        },
      },
      columnKind: 'unicodeCodePoints',
      invocations: [describeInvocation(document, codes)],
      results: findings.filter(isPlaced).map((finding) => describeResult(finding, codes)),
      properties: { verdict: document.verdict },
    }
    const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }
    return `${printJson(log, 2)}\n`
  },
}

function isPlaced({ location }: FindingDocument): boolean {
  return location !== undefined && sarifLocation(location) !== undefined
}

function describeRule(code: string, context: RenderContext): object {
  const definition: CodeDefinition | undefined = context.definitions[code]
  if (definition === undefined) return { id: code }
  return {
    id: code,
    shortDescription: { text: definition.title },
    fullDescription: { text: definition.why },
    help: { text: definition.fix },
    defaultConfiguration: { level: levels[definition.severity] },
    properties: { docs: docsPath(code) },
  }
}

function describeResult(finding: FindingDocument, codes: readonly string[]): object {
  const location = finding.location && sarifLocation(finding.location)
  return {
    ruleId: finding.code,
    ruleIndex: codes.indexOf(finding.code),
    level: levels[finding.severity],
    message: { text: describeFinding(finding) },
    locations: location === undefined ? [] : [location],
    properties: { confidence: finding.confidence, evidence: finding.evidence },
  }
}

function describeInvocation(document: ReportDocument, codes: readonly string[]): object {
  const startedMs = Date.parse(document.startedAt)
  const crashed = document.checks.filter((check) => check.status === 'crash')
  const elsewhere = document.checks.flatMap((check) => check.findings).filter((finding) => !isPlaced(finding))
  return {
    executionSuccessful: crashed.length === 0,
    exitCode: document.exitCode,
    startTimeUtc: document.startedAt,
    endTimeUtc: new Date(startedMs + document.durationMs).toISOString(),
    toolExecutionNotifications: [
      ...elsewhere.map((finding) => ({
        level: levels[finding.severity],
        message: { text: describeFinding(finding) },
        associatedRule: { id: finding.code, index: codes.indexOf(finding.code) },
        properties: { confidence: finding.confidence, evidence: finding.evidence },
      })),
      ...crashed.map((check) => ({
        level: 'error',
        message: { text: plainMessage(`The check ${check.id} crashed: ${check.error?.name}: ${check.error?.message}`) },
      })),
    ],
  }
}

function describeFinding({ message, fix }: FindingDocument): string {
  const lines = [message, ...(fix === undefined ? [] : [`Fix: ${fix.summary}`]), fix?.command]
  return plainMessage(lines.filter((line) => line !== undefined).join('\n'))
}

/** `[text](target)` is a link even in the plain text of a message; nobody but us may put one there. */
function plainMessage(text: string): string {
  return text.replaceAll('](', '] (')
}
