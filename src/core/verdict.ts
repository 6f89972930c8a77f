import type { CodeDefinitions, Finding } from './finding.ts'
import type { Cause, CheckResult, Verdict } from './report.ts'

/** `cause` accounts for the findings in `explains`; `family/*` names a whole family. */
export interface Explanation {
  readonly cause: string
  readonly explains: readonly string[]
}

export interface VerdictRules {
  /** Families in the order in which a callback meets them. */
  readonly familyOrder: readonly string[]
  readonly explanations: readonly Explanation[]
  readonly definitions: CodeDefinitions
  /** What to say when nothing is wrong. */
  readonly healthy: { readonly title: string; readonly explanation: string }
  /** What to say when there are warnings and no error; without it the same as when nothing is wrong. */
  readonly warned?: (count: number) => { readonly title: string; readonly explanation: string }
  /** What to say when nothing at all could be checked. */
  readonly nothingChecked: { readonly title: string; readonly explanation: string }
}

interface Seen {
  readonly finding: Finding
  readonly check: CheckResult
}

/**
 * Names the earliest error on the callback's path that explains the later ones. Errors that do not explain each other
 * are separate causes. Without an error the warnings are the causes and the root cause is null.
 */
export function concludeVerdict(
  results: readonly CheckResult[],
  rules: VerdictRules,
  unknowable: readonly string[],
): Verdict {
  const seen = results.flatMap((check) => check.findings.map((finding) => ({ finding, check })))
  const errors = seen.filter(({ finding }) => finding.severity === 'error')
  const warnings = seen.filter(({ finding }) => finding.severity === 'warning')
  const causes = independent(errors.length > 0 ? errors : warnings, rules)
  const first = errors.length > 0 ? causes[0] : undefined
  if (first === undefined) {
    const healthy = causes.length === 0 ? rules.healthy : (rules.warned?.(warnings.length) ?? rules.healthy)
    const text = results.some((result) => result.status !== 'skip') ? healthy : rules.nothingChecked
    return { rootCause: null, confidence: null, ...text, fix: null, causes: group(causes), unknowable }
  }
  const { finding } = first
  const definition = rules.definitions[finding.code]
  return {
    rootCause: finding.code,
    confidence: finding.confidence,
    title: definition?.title ?? finding.message,
    explanation: finding.why ?? definition?.why ?? finding.message,
    fix: finding.fix ?? (definition === undefined ? null : { summary: definition.fix }),
    causes: group(causes),
    unknowable,
  }
}

/** Findings that no other finding explains, in the order of the path. */
function independent(seen: readonly Seen[], rules: VerdictRules): readonly Seen[] {
  const ordered = seen
    .map((entry, index) => ({ entry, index, rank: pathRank(entry.finding.code, rules) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ entry }) => entry)
  const codes = new Set(ordered.map(({ finding }) => finding.code))
  const roots = ordered.filter(
    ({ finding }) => ![...codes].some((code) => code !== finding.code && explains(code, finding.code, rules)),
  )
  // Two that explain each other would leave nothing; then the earlier one on the path is the cause.
  return roots.length > 0 ? roots : ordered.slice(0, 1)
}

function explains(cause: string, effect: string, rules: VerdictRules): boolean {
  return rules.explanations.some(
    (rule) => matches(rule.cause, cause) && rule.explains.some((pattern) => matches(pattern, effect)),
  )
}

function matches(pattern: string, code: string): boolean {
  return pattern.endsWith('/*') ? code.startsWith(pattern.slice(0, -1)) : pattern === code
}

function pathRank(code: string, rules: VerdictRules): number {
  if (rules.definitions[code]?.aside === true) return rules.familyOrder.length + 1
  const rank = rules.familyOrder.indexOf(code.slice(0, code.indexOf('/')))
  return rank === -1 ? rules.familyOrder.length : rank
}

function group(seen: readonly Seen[]): readonly Cause[] {
  const causes = new Map<string, { code: string; confidence: Finding['confidence']; checks: string[] }>()
  for (const { finding, check } of seen) {
    const cause = causes.get(finding.code)
    if (cause === undefined)
      causes.set(finding.code, { code: finding.code, confidence: finding.confidence, checks: [check.id] })
    else if (!cause.checks.includes(check.id)) cause.checks.push(check.id)
  }
  return [...causes.values()]
}
