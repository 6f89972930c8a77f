import { darajaAnswers } from '../checks/daraja/daraja-answers.ts'
import { queryAccepted } from '../checks/daraja/query-accepted.ts'
import { checks } from '../checks/index.ts'
import type { AnyCheck, Judgement } from '../core/check.ts'
import { pass, skip } from '../core/check.ts'

/** What a diagnosis knows before it begins. */
export interface DiagnosisView {
  /** Names behind `--only`. */
  readonly only: readonly string[]
  /** Whether the sandbox would take a query now; it takes one in twelve seconds, and nobody wants to wait for a proof. */
  readonly mayQuery: boolean
}

/**
 * Every check. That Daraja cannot be reached explains no callback that is missing, so it is information here, unless it is
 * what was asked for.
 */
export function diagnosisChecks({ only, mayQuery }: DiagnosisView): readonly AnyCheck[] {
  const isAsked = only.some((name) => name === 'daraja' || name.startsWith('daraja/') || name.startsWith('daraja-'))
  return checks.map((check: AnyCheck) => {
    if (check.id === queryAccepted.id && !mayQuery)
      return { ...check, needs: {}, judge: () => skip('not-applicable', 'its turn: the sandbox was just asked') }
    if (isAsked) return check
    if (check.id === darajaAnswers.id)
      return { ...check, title: 'Daraja was asked', judge: (facts, hints) => asInformation(check.judge(facts, hints)) }
    return check.id === queryAccepted.id
      ? { ...check, judge: (facts, hints) => asInformation(check.judge(facts, hints)) }
      : check
  })
}

function asInformation(judgement: Judgement): Judgement {
  if (judgement.kind !== 'found') return judgement
  const findings = judgement.findings.map((finding) =>
    finding.code === 'daraja/unreachable' ? { ...finding, severity: 'info' as const } : finding,
  )
  return findings.every(({ severity }) => severity === 'info')
    ? pass('no usable answer, which explains no missing callback', findings)
    : { ...judgement, findings }
}
