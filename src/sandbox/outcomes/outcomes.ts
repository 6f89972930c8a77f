import type { SimulatedKind } from '../../daraja/callback-kind.ts'
import { findScenario } from '../../daraja/stk-scenarios.ts'
import type { OutcomeMatch, OutcomeName, OutcomeRule } from '../outcome.ts'
import type { Decision, Outcomes, PaymentQuestion } from '../world.ts'

/** Outcomes whose rules can be changed while the sandbox runs. */
export interface ChangingOutcomes extends Outcomes {
  /** In front of the others. */
  add(rule: OutcomeRule): void
  clear(): void
  list(): readonly OutcomeRule[]
}

/** `standard` is what happens where neither a rule nor the number of the phone says anything. */
export function createOutcomes(rules: readonly OutcomeRule[], standard: OutcomeName): ChangingOutcomes {
  let active = rules.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }))
  function find(kind: SimulatedKind, question: PaymentQuestion): Decision | null {
    for (const entry of active) {
      const { match, outcome, afterMs = null } = entry.rule
      if (entry.left <= 0 || (match.kind ?? 'stk') !== kind || !matches(match, question)) continue
      entry.left -= 1
      return { outcome, afterMs }
    }
    return null
  }

  return {
    decide: (question) =>
      find('stk', question) ?? { outcome: outcomeOfPhone(question.phone) ?? standard, afterMs: null },
    decideOther: find,
    add(rule) {
      active = [{ rule, left: rule.times ?? Number.POSITIVE_INFINITY }, ...active.filter(({ left }) => left > 0)]
    },
    clear() {
      active = []
    },
    list: () =>
      active
        .filter(({ left }) => left > 0)
        .map(({ rule, left }) => (rule.times === undefined ? rule : { ...rule, times: left })),
  }
}

function matches({ phone, amount, account, shortcode }: OutcomeMatch, question: PaymentQuestion): boolean {
  return (
    (phone === undefined || question.phone.endsWith(phone)) &&
    (amount === undefined || question.amount === amount) &&
    (account === undefined || question.account === account) &&
    (shortcode === undefined || question.shortcode === shortcode)
  )
}

/**
 * Numbers whose last digits are a ResultCode, so that a test needs no rule: `254700001032` cancels, `254700000001` has too
 * little money, `254700001037` cannot be reached. Undefined for all other numbers.
 */
export function outcomeOfPhone(phone: string): OutcomeName | undefined {
  const digits = /^2547000(\d{5})$/.exec(phone)?.[1]
  if (digits === undefined || Number(digits) === 0) return undefined
  return findScenario(String(Number(digits)))?.name
}
