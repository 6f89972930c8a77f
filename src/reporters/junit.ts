import type { CheckDocument, FindingDocument, ReportDocument } from './json-document.ts'
import { documentReport } from './json-document.ts'
import { describeEvidence } from './json-text.ts'
import { failedOnWarnings, type Reporter } from './reporter.ts'
import { xmlElement } from './xml-text.ts'

/** JUnit XML as CI servers read it: a family is a suite, a check is a test case. */
export const junitReporter: Reporter = {
  name: 'junit',
  render(report, context) {
    const document = documentReport(report, context)
    const strict = failedOnWarnings(document)
    const families = [...new Set(document.checks.map((check) => check.family))]
    const suites = families.map((family) => {
      const checks = document.checks.filter((check) => check.family === family)
      const durationMs = checks.reduce((sum, check) => sum + check.durationMs, 0)
      return xmlElement(
        'testsuite',
        { name: family, ...count(checks, strict), time: seconds(durationMs), timestamp: timestamp(document) },
        checks.map((check) => testCase(check, strict)),
      )
    })
    const attributes = {
      name: `${document.tool.name} ${document.command}`,
      ...count(document.checks, strict),
      time: seconds(document.durationMs),
    }
    return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', attributes, suites)}\n`
  },
}

function isFailure(check: CheckDocument, strict: boolean): boolean {
  return check.status === 'fail' || (strict && check.status === 'warn')
}

function count(checks: readonly CheckDocument[], strict: boolean): Readonly<Record<string, number>> {
  return {
    tests: checks.length,
    failures: checks.filter((check) => isFailure(check, strict)).length,
    errors: checks.filter((check) => check.status === 'crash').length,
    skipped: checks.filter((check) => check.status === 'skip').length,
  }
}

function testCase(check: CheckDocument, strict: boolean): string {
  const attributes = { name: check.title, classname: `${check.family}.${check.id}`, time: seconds(check.durationMs) }
  return xmlElement('testcase', attributes, outcome(check, strict))
}

function outcome(check: CheckDocument, strict: boolean): readonly string[] {
  if (check.status === 'skip') return [xmlElement('skipped', { message: check.reason ?? '' })]
  if (check.status === 'crash') {
    const { name, message } = check.error ?? { name: 'Error', message: check.reason ?? '' }
    return [xmlElement('error', { message, type: name }, `The check crashed. ${name}: ${message}`)]
  }
  const failing = isFailure(check, strict)
    ? check.findings.filter(({ severity }) => severity === 'error' || (strict && severity === 'warning'))
    : []
  const others = check.findings.filter((finding) => !failing.includes(finding))
  const [first] = failing
  return [
    // One element for all: several CI servers read only the first failure of a case.
    ...(first === undefined
      ? []
      : [xmlElement('failure', { message: `${first.code}: ${first.message}`, type: first.code }, describe(failing))]),
    ...(others.length === 0 ? [] : [xmlElement('system-out', {}, describe(others))]),
  ]
}

function describe(findings: readonly FindingDocument[]): string {
  return findings.map(describeFinding).join('\n\n')
}

function describeFinding({ code, severity, message, evidence, location, fix, docs }: FindingDocument): string {
  const place = [location?.file, location?.line, location?.column].filter((part) => part !== undefined).join(':')
  return [
    `${severity} ${code}: ${message}`,
    ...(place === '' ? [] : [`where: ${place}`]),
    ...describeEvidence(evidence),
    ...(fix === undefined ? [] : [`fix: ${fix.summary}`]),
    ...[fix?.command, fix?.code].filter((part) => part !== undefined),
    `docs: ${docs}`,
  ].join('\n')
}

function seconds(durationMs: number): string {
  return (durationMs / 1_000).toFixed(3)
}

/** The format knows no time zone; UTC without a mark is the custom. */
function timestamp(document: ReportDocument): string {
  return document.startedAt.slice(0, 19)
}
