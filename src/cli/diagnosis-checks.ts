import { darajaAnswers } from '../checks/daraja/daraja-answers.ts'
import { queryAccepted } from '../checks/daraja/query-accepted.ts'
import { checks } from '../checks/index.ts'
import { diagnosis, sidesAgree } from '../checks/payment/sides-agree.ts'
import type { AnyCheck, Judgement } from '../core/check.ts'
import { pass, skip } from '../core/check.ts'

/** What a diagnosis knows before it begins. */
export interface DiagnosisView {
  /** Names behind `--only`. */
  readonly only: readonly string[]
  /** Whether the sandbox would take a query now; it takes one in twelve seconds, and nobody wants to wait for a proof. */
  readonly mayQuery: boolean
  /** Whether it is one payment that is looked at. */
  readonly isAboutOrder: boolean
}

/** Whether a name behind `--only` is Daraja's family, one of its codes or one of its checks. */
export function asksForDaraja(only: readonly string[]): boolean {
  return only.some((name) => name === 'daraja' || name.startsWith('daraja/') || name.startsWith('daraja-'))
}

/**
 * Every check. That Daraja cannot be reached explains no callback that is missing, so it is information here, unless it is
 * what was asked for.
 */
export function diagnosisChecks({ only, mayQuery, isAboutOrder }: DiagnosisView): readonly AnyCheck[] {
  const isAsked = asksForDaraja(only)
  return checks.map((check: AnyCheck) => {
    if (check.id === queryAccepted.id && !mayQuery)
      return { ...check, needs: {}, judge: () => skip('denied', 'its turn: the sandbox was just asked') }
    // Without a payment there is nothing to compare, and nothing is asked for it.
    if (check.id === sidesAgree.id && !isAboutOrder)
      return { ...check, needs: {}, wants: {}, judge: () => skip('not-applicable', 'a CheckoutRequestID or an order') }
    if (check.id === sidesAgree.id)
      return { ...check, judge: (facts, hints) => withoutDiagnosis(check.judge(facts, hints)) }
    if (isAsked) return check
    if (check.id === darajaAnswers.id)
      return { ...check, title: 'Daraja was asked', judge: (facts, hints) => asInformation(check.judge(facts, hints)) }
    return check.id === queryAccepted.id
      ? { ...check, judge: (facts, hints) => asInformation(check.judge(facts, hints)) }
      : check
  })
}

/** Nobody who runs a diagnosis needs to be sent to one. */
function withoutDiagnosis(judgement: Judgement): Judgement {
  if (judgement.kind !== 'found') return judgement
  const findings = judgement.findings.map((finding) =>
    finding.fix?.command?.startsWith(diagnosis) ? { ...finding, fix: { summary: finding.fix.summary } } : finding,
  )
  return { ...judgement, findings }
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
