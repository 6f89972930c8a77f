import type { Graded } from '../../callbacks/audit/audit.ts'
import type { ExerciseName } from '../../callbacks/audit/exercise.ts'
import { isReached } from '../../callbacks/audit/is-reached.ts'
import type { Played, PlayedStep } from '../../callbacks/audit/play.ts'
import { toDelivery } from '../../callbacks/audit/play.ts'
import type { AuditEffect } from '../../callbacks/audit/view.ts'
import { formatDuration } from '../../core/duration.ts'
import type { Finding } from '../../core/finding.ts'
import { auditFinding, judgeCrashIn } from './audit-finding.ts'
import { meaningfulChanges } from './changes.ts'
import { judgeAtOnce } from './judge-at-once.ts'
import type { AuditFacts, Earlier, Judged } from './judge-exercise.ts'
import { describeChanges, doneBeside, doneTooOften } from './side-effects.ts'

/** A step that decides an exercise, with what it did. */
interface Decision {
  readonly step: PlayedStep
  readonly effect: AuditEffect
  /** What a single success did to another order, as the exercise `success` has shown it. */
  readonly single: AuditEffect | undefined
  readonly first: PlayedStep
}

type DecisionJudge = (decision: Decision) => readonly Finding[]

const judges: Partial<Record<ExerciseName, readonly [what: string, judge: DecisionJudge]>> = {
  duplicate: ['an identical callback', judgeDuplicate],
  'late-success': ['a success after a failure', judgeLateSuccess],
  'late-failure': ['a failure after the success', judgeLateFailure],
  underpaid: ['a payment of KES 1', judgeUnderpaid],
  'reused-receipt': ['a receipt that was used before', judgeReused],
  'c2b-and-stk': ['an STK callback after the C2B confirmation', judgeBoth],
  race: ['a callback that came before the order', judgeRace],
}

/** Exercises of which the last step decides, by the state before and after it: a refusal that changes nothing is no fault. */
export function judgeSequence({ exercise, steps }: Played, earlier: Earlier, { tables }: AuditFacts): Judged {
  const [first] = steps
  const step = steps.at(-1)
  if (exercise.name === 'duplicates-at-once' && step !== undefined)
    return [judgeAtOnce(step, effectOf(earlier.get('success')), tables)]
  const [what, judge] = judges[exercise.name] ?? []
  if (first === undefined || step === undefined || judge === undefined || what === undefined) return 'an order'
  const crashes = judgeCrashIn(step, what)
  if (crashes.length > 0 && exercise.name !== 'race') return [crashes]
  if (step.effect === null) return 'a database'
  const single = effectOf(earlier.get('success'))
  if (exercise.name === 'late-success' && single !== undefined && !isReached(single.before, single.after, 'paid'))
    return 'a success that settles an order (see `success`)'
  return [judge({ step, effect: step.effect, single, first })]
}

function effectOf(graded: Graded | undefined): AuditEffect | undefined {
  return graded?.play.kind === 'played' ? (graded.play.steps[0]?.effect ?? undefined) : undefined
}

function judgeDuplicate({ step, effect }: Decision): readonly Finding[] {
  const columns = meaningfulChanges(effect).map((column) => `\`${column}\``)
  const rows = effect.paymentRows[1] - effect.paymentRows[0]
  const done = [
    ...(columns.length === 0 ? [] : [`${columns.join(', ')} of the order`]),
    ...(rows === 0 ? [] : [`${rows} more payment rows`]),
    ...(doneBeside(effect).length === 0 ? [] : [describeChanges(doneBeside(effect))]),
  ]
  if (done.length === 0) return []
  return [auditFinding('handler/not-idempotent', `The second, identical callback changed: ${done.join('; ')}`, step)]
}

function judgeLateSuccess({ step, effect }: Decision): readonly Finding[] {
  const { after } = effect
  if (after === null || isReached(effect.before, after, 'paid')) return []
  const passed = formatDuration(effect.observedMs)
  const message = `The order was \`${effect.before.rawState}\` after the time-out, and ${passed} after the success it is \`${after.rawState}\``
  return [auditFinding('handler/late-success-lost', message, step)]
}

function judgeLateFailure({ step, effect }: Decision): readonly Finding[] {
  const { before, after } = effect
  const isUndone = after === null || after.state !== before.state || after.paymentState !== before.paymentState
  const isReceiptGone = before.receipt !== null && after?.receipt !== before.receipt
  if (!isUndone && !isReceiptGone) return []
  const what = isUndone ? `is \`${after?.rawState ?? 'gone'}\`` : 'has lost its receipt'
  return [
    auditFinding('handler/late-failure-wins', `The order was paid, and ${what} after a failure that came later`, step),
  ]
}

function judgeUnderpaid({ step, effect }: Decision): readonly Finding[] {
  const { before, after } = effect
  if (after?.state !== 'paid' || before.state === 'paid') return []
  const message = `KES ${step.callback.payment?.amount ?? 1} made an order of KES ${before.amount} \`${after.rawState}\``
  return [auditFinding('handler/accepts-wrong-amount', message, step)]
}

function judgeReused({ step, effect, first }: Decision): readonly Finding[] {
  const { before, after } = effect
  if (after?.state !== 'paid' || before.state === 'paid') return []
  const message = `The receipt that paid order ${first.effect?.before.id ?? 'one'} made order ${after.id} \`${after.rawState}\`, too`
  return [auditFinding('handler/accepts-reused-receipt', message, step)]
}

function judgeBoth({ step, effect, single, first }: Decision): readonly Finding[] {
  if (first.effect === null || first === step) return []
  const delivery = toDelivery(step)
  // Both together, as if it had been one.
  const both = {
    ...effect,
    before: first.effect.before,
    side: [...first.effect.side, ...effect.side].reduce(joinTables, []),
  }
  const rows = [first.effect.paymentRows[0], effect.paymentRows[1]] as const
  const how = delivery && doneTooOften(delivery, { ...both, paymentRows: rows }, single)
  if (how === undefined) return []
  return [
    auditFinding(
      'c2b/double-notice',
      `C2B confirmation and STK callback of one receipt were both counted: ${how}`,
      step,
    ),
  ]
}

function joinTables(joined: AuditEffect['side'], change: AuditEffect['side'][number]): AuditEffect['side'] {
  const same = joined.find(({ table }) => table === change.table)
  if (same === undefined) return [...joined, change]
  const sum = {
    table: same.table,
    added: [...same.added, ...change.added],
    removed: same.removed + change.removed,
    changed: [...same.changed, ...change.changed],
  }
  return joined.map((one) => (one === same ? sum : one))
}

function judgeRace({ step, effect }: Decision): readonly Finding[] {
  const { after } = effect
  if (after === null || (after.state !== 'pending' && after.state !== 'failed')) return []
  const message = `The callback came before the order was stored; ${formatDuration(effect.observedMs)} later the order is \`${after.rawState}\``
  return [auditFinding('handler/loses-race', message, step)]
}
