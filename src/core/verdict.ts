import type { CodeDefinitions, Confidence, Finding } from './finding.ts'
import type { Cause, CheckResult, Verdict } from './report.ts'

/** `cause` accounts for the findings in `explains`; `family/*` names a whole family. */
export interface Explanation {
  readonly cause: string
  readonly explains: readonly string[]
  /** Only where this holds of the two. */
  readonly when?: (effect: Finding, cause: Finding) => boolean
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
 *
 * The verdict is as sure as the finding that it names: what else is wrong is listed beside it, and does not make it less
 * so. What is only possible is named last, unless it explains something that was seen.
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
  const listed = group(causes)
  const definition = rules.definitions[finding.code]
  return {
    rootCause: finding.code,
    confidence: listed[0]?.confidence ?? finding.confidence,
    title: definition?.title ?? finding.message,
    explanation: finding.why ?? definition?.why ?? finding.message,
    fix: finding.fix ?? (definition === undefined ? null : { summary: definition.fix }),
    causes: listed,
    unknowable,
  }
}

/**
 * Findings that no other finding explains, in the order of the path. Of findings that explain each other the earliest
 * counts, so that each finding is a cause or has one.
 */
function independent(seen: readonly Seen[], rules: VerdictRules): readonly Seen[] {
  const ordered = seen
    .map((entry, index) => ({ entry, index, rank: pathRank(entry.finding.code, rules) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ entry }) => entry)
  const accounts = ordered.map(({ finding }) => accountedFor(finding, ordered, rules))
  const roots = ordered.filter((_, index) =>
    accounts.every((effects, cause) => !effects.has(index) || (accounts[index]?.has(cause) === true && cause >= index)),
  )
  const lateness = ({ finding }: Seen): number => {
    if (rules.definitions[finding.code]?.aside === true) return 2
    const explained = accounts[ordered.findIndex((entry) => entry.finding === finding)]?.size ?? 0
    return finding.confidence === 'possible' && explained === 0 ? 1 : 0
  }
  return roots.toSorted((one, other) => lateness(one) - lateness(other))
}

/** The places in the list of everything that a finding explains, directly or through others. */
function accountedFor(cause: Finding, all: readonly Seen[], rules: VerdictRules): ReadonlySet<number> {
  const found = new Set<number>()
  const open = [cause]
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const [index, { finding }] of all.entries())
      if (!found.has(index) && finding.code !== next.code && explains(next, finding, rules)) {
        found.add(index)
        open.push(finding)
      }
  return found
}

function explains(cause: Finding, effect: Finding, rules: VerdictRules): boolean {
  return rules.explanations.some(
    (rule) =>
      matches(rule.cause, cause.code) &&
      rule.explains.some((pattern) => matches(pattern, effect.code)) &&
      (rule.when === undefined || rule.when(effect, cause)),
  )
}

function matches(pattern: string, code: string): boolean {
  return pattern.endsWith('/*') ? code.startsWith(pattern.slice(0, -1)) : pattern === code
}

function pathRank(code: string, rules: VerdictRules): number {
  const rank = rules.familyOrder.indexOf(code.slice(0, code.indexOf('/')))
  return rank === -1 ? rules.familyOrder.length : rank
}

/** One cause for each code, as sure as the surest of its findings. */
function group(seen: readonly Seen[]): readonly Cause[] {
  const causes = new Map<string, { code: string; confidence: Confidence; checks: string[] }>()
  for (const { finding, check } of seen) {
    const { code, confidence } = finding
    const cause = causes.get(code) ?? { code, confidence, checks: [] }
    if (sureness.indexOf(confidence) > sureness.indexOf(cause.confidence)) cause.confidence = confidence
    if (!cause.checks.includes(check.id)) cause.checks.push(check.id)
    causes.set(code, cause)
  }
  return [...causes.values()]
}

const sureness: readonly Confidence[] = ['possible', 'likely', 'certain']
