import type { Severity } from '../core/finding.ts'
import type { Annotation, AnnotationLevel } from './github-command.ts'
import { annotationCommand, plainLine } from './github-command.ts'
import type { FindingDocument, ReportDocument } from './json-document.ts'
import { documentReport } from './json-document.ts'
import { describeSummary } from './json-summary.ts'
import type { RenderContext, Reporter } from './reporter.ts'

/** GitHub shows ten errors and ten warnings of a step and drops the others without a word. */
const shownPerLevel = 10

/** Annotations as workflow commands: errors with the root cause first, warnings, the verdict, and one plain line. */
export const githubReporter: Reporter = {
  name: 'github',
  render(report, context) {
    const document = documentReport(report, context)
    const errors = [...annotate(document, 'error', context), ...annotateCrashes(document)]
    const warnings = annotate(document, 'warning', context)
    const lines = [
      ...[...errors.slice(0, shownPerLevel), ...warnings.slice(0, shownPerLevel)].map(annotationCommand),
      ...describeLeftOut(errors.length - shownPerLevel, warnings.length - shownPerLevel),
      annotationCommand(annotateVerdict(document)),
      plainLine(
        `${document.tool.name} ${document.command}: ${describeSummary(document.summary)}. ${conclusion(document)}`,
      ),
    ]
    return `${lines.join('\n')}\n`
  },
}

function annotate(
  document: ReportDocument,
  severity: Severity & AnnotationLevel,
  context: RenderContext,
): Annotation[] {
  const findings = document.checks.flatMap((check) => check.findings).filter((finding) => finding.severity === severity)
  const isRoot = (finding: FindingDocument) => finding.code === document.verdict.rootCause
  return [...findings.filter(isRoot), ...findings.filter((finding) => !isRoot(finding))].map((finding) => ({
    level: severity,
    title: [finding.code, context.definitions[finding.code]?.title].filter((part) => part !== undefined).join(': '),
    message: [
      finding.message,
      ...(finding.fix === undefined ? [] : [`Fix: ${finding.fix.summary}`]),
      ...[finding.fix?.command, finding.fix?.code].filter((part) => part !== undefined),
    ].join('\n'),
    ...finding.location,
  }))
}

function annotateCrashes(document: ReportDocument): Annotation[] {
  return document.checks
    .filter((check) => check.status === 'crash')
    .map((check) => ({
      level: 'error',
      title: `The check ${check.id} crashed`,
      message: `${check.error?.name ?? 'Error'}: ${check.error?.message ?? check.reason ?? ''}`,
    }))
}

function annotateVerdict(document: ReportDocument): Annotation {
  const { verdict } = document
  return {
    level: 'notice',
    title: conclusion(document),
    message: [
      verdict.explanation,
      ...(verdict.fix === null ? [] : [`Fix: ${verdict.fix.summary}`]),
      ...[verdict.fix?.command, verdict.fix?.code].filter((part) => part !== undefined),
      ...(verdict.unknowable.length === 0 ? [] : [`Cannot be known from here: ${verdict.unknowable.join('; ')}`]),
    ].join('\n'),
  }
}

function conclusion({ verdict }: ReportDocument): string {
  return verdict.rootCause === null
    ? verdict.title
    : `Root cause: ${verdict.title} (${verdict.rootCause}, ${verdict.confidence})`
}

function describeLeftOut(errors: number, warnings: number): readonly string[] {
  const parts = [
    ...(errors > 0 ? [`${errors} more ${errors === 1 ? 'error' : 'errors'}`] : []),
    ...(warnings > 0 ? [`${warnings} more ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
  ]
  return parts.length === 0 ? [] : [`${parts.join(' and ')} not annotated: GitHub shows ten of a kind for each step.`]
}
