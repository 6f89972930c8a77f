import type { Excerpt, Fix, Location, Severity } from '../core/finding.ts'
import type { JsonObject } from '../core/json.ts'
import type { LoadDocument } from '../core/load-document.ts'
import type { QueryDocument } from '../core/query-document.ts'
import type { Cause, CheckResult, CheckStatus, Report, Summary, Target } from '../core/report.ts'
import type { ShownReading } from '../core/shown-reading.ts'
import type { Detected, StackSource } from '../core/stack.ts'
import { documentNetwork, type NetworkDocument } from './json-network.ts'
import { redactJson, redactText } from './json-redact.ts'
import type { RenderContext } from './reporter.ts'

/** The report as it is published: plain JSON, redacted, with the general facts of each code filled in. */
export interface ReportDocument {
  readonly schemaVersion: 1
  readonly tool: Report['tool']
  readonly command: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly durationMs: number
  readonly exitCode: number
  readonly target: TargetDocument
  readonly summary: Summary
  readonly verdict: Report['verdict']
  readonly checks: readonly CheckDocument[]
  readonly network?: NetworkDocument
  readonly attempts?: number
  /** An addition of `simulate --count`. */
  readonly load?: LoadDocument
  readonly audit?: AuditDocument
  /** An addition of `query`. */
  readonly query?: QueryDocument
}

/** What `simulate --audit` adds. */
export interface AuditDocument {
  readonly score: { readonly passed: number; readonly played: number; readonly total: number }
  readonly exercises: readonly {
    readonly exercise: string
    readonly title: string
    readonly outcome: 'pass' | 'warn' | 'fail' | 'not-played'
    readonly codes: readonly string[]
    readonly reason: string | null
    readonly deliveries: readonly number[]
    readonly durationMs: number
  }[]
}

/** Names of frameworks and loaders are plain text here: more of them may be known one day. */
export interface TargetDocument extends Omit<Target, 'stack'> {
  readonly stack: {
    readonly source: StackSource
    readonly frameworks: readonly Detected<string>[]
    readonly loaders: readonly Detected<string>[]
  }
}

export interface CheckDocument {
  readonly id: string
  readonly family: string
  readonly title: string
  readonly status: CheckStatus
  readonly reason: string | null
  readonly durationMs: number
  readonly findings: readonly FindingDocument[]
  /** Only for `crash`. Without the stack, which shows paths of the machine. */
  readonly error?: { readonly name: string; readonly message: string }
}

export interface FindingDocument {
  readonly code: string
  readonly severity: Severity
  readonly confidence: Cause['confidence']
  readonly message: string
  readonly why?: string
  readonly evidence: JsonObject
  readonly location?: Location
  readonly excerpt?: Excerpt
  readonly readings?: readonly ShownReading[]
  readonly fix?: Fix
  /** Path inside the package. */
  readonly docs: string
}

/** Where the documentation of a code is, as a path inside the package. */
export function docsPath(code: string): string {
  return `docs/codes/${code.replaceAll('/', '-')}.md`
}

/**
 * Every machine-readable format is made from this document, because a secret must be hidden before it is escaped:
 * nothing recognises `a&b` in `a&amp;b`. Names that belong to the tool (codes, ids, states) are left alone, so that a
 * secret that happens to be the word `warning` cannot make the document invalid.
 */
export function documentReport(report: Report, context: RenderContext): ReportDocument {
  const { tool, target, summary, verdict } = report
  const text = (value: string) => redactText(value, context.redact)
  const textOrNull = (value: string | null) => (value === null ? null : text(value))
  return {
    schemaVersion: 1,
    tool: { name: tool.name, version: tool.version, node: tool.node },
    command: report.command,
    startedAt: report.startedAt.toISOString(),
    durationMs: report.durationMs,
    exitCode: report.exitCode,
    target: {
      environment: textOrNull(target.environment),
      envFile: textOrNull(target.envFile),
      callbackUrl: textOrNull(target.callbackUrl),
      appUrl: textOrNull(target.appUrl),
      order: textOrNull(target.order),
      stack: {
        source: target.stack.source,
        frameworks: target.stack.frameworks.map((found) => documentDetected(found, text)),
        loaders: target.stack.loaders.map((found) => documentDetected(found, text)),
      },
    },
    summary: {
      pass: summary.pass,
      warn: summary.warn,
      fail: summary.fail,
      skip: summary.skip,
      crash: summary.crash,
    },
    verdict: {
      rootCause: verdict.rootCause,
      confidence: verdict.confidence,
      title: text(verdict.title),
      explanation: text(verdict.explanation),
      fix: verdict.fix === null ? null : documentFix(verdict.fix, text),
      causes: verdict.causes.map(({ code, confidence, checks }) => ({ code, confidence, checks: [...checks] })),
      unknowable: verdict.unknowable.map(text),
    },
    checks: report.checks.map((check) => documentCheck(check, context)),
    ...(report.network === undefined ? {} : { network: documentNetwork(report.network, context) }),
    ...(report.attempts === undefined ? {} : { attempts: report.attempts }),
  }
}

function documentDetected(found: Detected<string>, text: (value: string) => string): Detected<string> {
  return { name: found.name, file: text(found.file), because: text(found.because) }
}

function documentCheck(check: CheckResult, context: RenderContext): CheckDocument {
  const text = (value: string) => redactText(value, context.redact)
  return {
    id: check.id,
    family: check.family,
    title: text(check.title),
    status: check.status,
    reason: check.reason === null ? null : text(check.reason),
    durationMs: check.durationMs,
    findings: check.findings.map((finding) => documentFinding(finding, context)),
    ...(check.status === 'crash' ? { error: documentError(check, text) } : {}),
  }
}

function documentFinding(finding: CheckResult['findings'][number], context: RenderContext): FindingDocument {
  const text = (value: string) => redactText(value, context.redact)
  const definition = context.definitions[finding.code]
  const why = finding.why ?? definition?.why
  const fix = finding.fix ?? (definition === undefined ? undefined : { summary: definition.fix })
  return {
    code: finding.code,
    severity: finding.severity,
    confidence: finding.confidence,
    message: text(finding.message),
    ...(why === undefined ? {} : { why: text(why) }),
    evidence: redactJson(finding.evidence, context.redact) as JsonObject,
    ...(finding.location === undefined ? {} : { location: documentLocation(finding.location, text) }),
    ...(finding.excerpt === undefined ? {} : { excerpt: { ...finding.excerpt, text: text(finding.excerpt.text) } }),
    ...(finding.readings === undefined
      ? {}
      : { readings: finding.readings.map((reading) => documentReading(reading, text)) }),
    ...(fix === undefined ? {} : { fix: documentFix(fix, text) }),
    docs: docsPath(finding.code),
  }
}

function documentLocation({ file, line, column }: Location, text: (value: string) => string): Location {
  return {
    file: text(file),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  }
}

/** Also used for what `check-env --compare` adds. */
export function documentReading(reading: ShownReading, text: (value: string) => string): ShownReading {
  const { value, reason } = reading
  return {
    ...reading,
    ...(value === undefined ? {} : { value: text(value) }),
    ...(reason === undefined ? {} : { reason: text(reason) }),
  }
}

function documentFix({ summary, command, code, automatic }: Fix, text: (value: string) => string): Fix {
  return {
    summary: text(summary),
    ...(command === undefined ? {} : { command: text(command) }),
    ...(code === undefined ? {} : { code: text(code) }),
    ...(automatic === undefined ? {} : { automatic }),
  }
}

function documentError(check: CheckResult, text: (value: string) => string): NonNullable<CheckDocument['error']> {
  const { error, reason } = check
  if (error instanceof Error) return { name: text(String(error.name)), message: text(String(error.message)) }
  return { name: 'Error', message: text(reason ?? '') }
}
