import type { AnyCheck } from '../core/check.ts'
import { usageError } from '../core/errors.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { CheckResult } from '../core/report.ts'

/** What `--only` and `--skip` leave of a list of checks. */
export interface Selection {
  readonly checks: readonly AnyCheck[]
  /** True for checks that `--only` names; that they could not run is then a result of its own. */
  isNamed(checkId: string): boolean
  /** Drops findings whose code was not asked for. */
  filter(result: CheckResult): CheckResult
}

/** Names are families, check ids and codes; an unknown one is a usage error with the nearest name. */
export function selectChecks(
  candidates: readonly AnyCheck[],
  known: readonly AnyCheck[],
  only: readonly string[],
  skip: readonly string[],
): Selection {
  if (only.length + skip.length === 0) return { checks: candidates, isNamed: () => false, filter: (result) => result }
  const names = namesOf(known)
  for (const name of [...only, ...skip]) {
    if (names.has(name)) continue
    const near = nearestName(name, names)
    const fix =
      near === undefined
        ? '`mpesa-doctor list` shows all names'
        : `did you mean \`${near}\`? \`mpesa-doctor list\` shows all names`
    throw usageError('unknown-name', `No code, check or family is called \`${name}\``, { summary: fix })
  }
  const wanted = new Set(only)
  const unwanted = new Set(skip)
  const named = (check: AnyCheck): boolean =>
    [check.id, check.family, ...Object.keys(check.codes)].some((name) => wanted.has(name))
  const checks = candidates
    .filter((check) => wanted.size === 0 || named(check))
    .filter((check) => !unwanted.has(check.id) && !unwanted.has(check.family))
  if (wanted.size > 0 && checks.length === 0)
    throw candidates.some(named)
      ? usageError('nothing-selected', '--skip leaves nothing of what --only names', {
          summary: 'leave out one of the two',
        })
      : usageError('nothing-selected', 'This command runs none of the checks that --only names', {
          summary: 'run them with `mpesa-doctor --only …`, which knows all checks',
        })
  const namedIds = new Set(checks.filter(named).map(({ id }) => id))
  return { checks, isNamed: (id) => namedIds.has(id), filter: (result) => filterFindings(result, wanted, unwanted) }
}

function namesOf(checks: readonly AnyCheck[]): ReadonlySet<string> {
  return new Set(
    checks.flatMap((check) => [
      check.id,
      check.family,
      ...Object.keys(check.codes),
      ...Object.keys(check.codes).map(familyOf),
    ]),
  )
}

function familyOf(code: string): string {
  return code.slice(0, code.indexOf('/'))
}

function filterFindings(result: CheckResult, wanted: ReadonlySet<string>, unwanted: ReadonlySet<string>): CheckResult {
  const whole = wanted.size === 0 || wanted.has(result.id) || wanted.has(result.family)
  const findings = result.findings.filter(
    ({ code }) => (whole || wanted.has(code)) && !unwanted.has(code) && !unwanted.has(familyOf(code)),
  )
  if (findings.length === result.findings.length || result.status === 'skip' || result.status === 'crash') return result
  const severities = new Set(findings.map(({ severity }) => severity))
  return { ...result, findings, status: severities.has('error') ? 'fail' : severities.has('warning') ? 'warn' : 'pass' }
}
