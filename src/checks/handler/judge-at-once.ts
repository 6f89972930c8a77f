import { isReached } from '../../callbacks/audit/is-reached.ts'
import type { PlayedStep } from '../../callbacks/audit/play.ts'
import { toDelivery } from '../../callbacks/audit/play.ts'
import type { AuditEffect } from '../../callbacks/audit/view.ts'
import type { Finding } from '../../core/finding.ts'
import type { OrderTables } from '../../orders/order-tables.ts'
import { auditFinding, crashesIn } from './audit-finding.ts'
import { namesOf } from './fixes/sql-names.ts'
import { waitingFix } from './fixes/waiting-fix.ts'
import { doneTooOften } from './side-effects.ts'

/**
 * Identical callbacks at once. What was applied too often and what was answered 5xx are two faults, for either comes
 * without the other. `single` is what one success did to another order, `tables` null without a database.
 */
export function judgeAtOnce(
  step: PlayedStep,
  single: AuditEffect | undefined,
  tables: OrderTables | null,
): readonly Finding[] {
  const tooOften = judgeTooOften(step, single)
  const crashes = crashesIn(step)
  const [first] = crashes
  if (first === undefined) return tooOften
  const { effect, sent } = step
  const isOnce = effect !== null && tooOften.length === 0 && isReached(effect.before, effect.after, 'paid')
  const end = isOnce ? 'All counted as one in the end, but ' : ''
  const message = `On ${crashes.length} of ${sent.length} callbacks at once the app ${first.how}. ${end}Safaricom may not send those again`
  const why =
    'One callback alone is handled. Several at once wait for the same row, table or connection, and whoever waits too long or has to give way gets an exception. With payments of different customers each of them is a payment lost.'
  const fix = waitingFix(tables === null ? undefined : namesOf(tables, []))
  return [
    ...tooOften,
    auditFinding('handler/crashes', message, step, { why, fix, evidence: { together: sent.length } }),
  ]
}

function judgeTooOften(step: PlayedStep, single: AuditEffect | undefined): readonly Finding[] {
  const delivery = toDelivery(step)
  const how = delivery && step.effect ? doneTooOften(delivery, step.effect, single) : undefined
  if (how === undefined) return []
  const message = `${step.sent.length} identical callbacks at once were applied more than once: ${how}`
  return [auditFinding('handler/concurrent-duplicates', message, step)]
}
