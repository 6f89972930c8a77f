import type { Delivery, DeliveryEffect } from '../../callbacks/delivery.ts'
import type { Finding } from '../../core/finding.ts'
import type { JsonObject } from '../../core/json.ts'
import type { OrderTables } from '../../orders/order-tables.ts'
import { appliedTimes, meaningfulChanges } from './changes.ts'
import type { HandlerCode } from './handler-codes.ts'
import { handlerCodes } from './handler-codes.ts'
import { judgeWrite } from './judge-write.ts'

/**
 * What one delivery says of the handler: its answer, and the order before and after. Without an effect only crashes can
 * be told. An order that was already settled before the first delivery says nothing.
 */
export function judgeDelivery(delivery: Delivery, tables: OrderTables | null): readonly Finding<HandlerCode>[] {
  const { outcome, effect, scenario, attempt, together } = delivery
  if (outcome === null) return []
  const evidence = evidenceOf(delivery)
  const crash = judgeCrash(delivery, evidence)
  if (crash !== undefined) return [crash]
  // Not even delivered: the app is down, which is no fault of its handler.
  if (outcome.kind === 'failed' && outcome.failure.phase !== 'reply') return []
  if (effect === null || tables === null) return []
  if (together > 1 && attempt === 1)
    return [...judgeTogether(delivery, effect, evidence), ...judgeFirst(delivery, effect, tables, evidence)]
  // What callbacks sent together did cannot be told apart.
  if (together > 1) return []
  if (attempt > 1) return judgeRepetition(delivery, effect, evidence)
  return scenario.outcome === 'success' || effect.before.state !== 'paid'
    ? judgeFirst(delivery, effect, tables, evidence)
    : []
}

function judgeCrash(delivery: Delivery, evidence: JsonObject): Finding<HandlerCode> | undefined {
  const { outcome, scenario } = delivery
  const code = scenario.resultCode === null ? '' : ` (ResultCode ${scenario.resultCode})`
  const what = `the callback \`${scenario.name}\`${code}`
  if (outcome?.kind === 'answered' && outcome.response.status >= 500)
    return finding('handler/crashes', 'certain', `The app answered ${outcome.response.status} to ${what}`, evidence)
  if (outcome?.kind !== 'failed' || outcome.failure.phase === 'connect' || outcome.failure.phase === 'resolve')
    return undefined
  if (!['reset', 'closed'].includes(outcome.failure.code)) return undefined
  return finding('handler/crashes', 'likely', `The app dropped the connection on ${what}`, evidence)
}

function judgeFirst(
  delivery: Delivery,
  effect: DeliveryEffect,
  tables: OrderTables,
  evidence: JsonObject,
): readonly Finding<HandlerCode>[] {
  const { before, after } = effect
  if (before.state !== 'pending' && before.state !== 'unknown') return []
  const changed = meaningfulChanges(effect)
  const stray = judgeOthers(delivery, effect, changed.length === 0)
  if (stray !== undefined)
    return [finding('handler/wrong-order', stray.confidence, stray.message, { ...evidence, other: stray.id })]
  const answered =
    delivery.outcome?.kind === 'answered' ? `answered ${delivery.outcome.response.status}` : 'did not answer in time'
  const seconds = `${(effect.observedMs / 1_000).toFixed(1)} s`
  if (delivery.scenario.outcome === 'success') {
    if (changed.length === 0)
      return [
        finding(
          'handler/ignores-success',
          'certain',
          `The app ${answered}, and ${seconds} later the order had not changed`,
          evidence,
        ),
      ]
    if (after?.state === 'failed')
      return [
        finding(
          'handler/marks-success-failed',
          'certain',
          `After a success the order is \`${after.rawState}\``,
          evidence,
        ),
      ]
    return judgeWrite(delivery, effect, tables).map(({ code, message, extra }) =>
      finding(code, code === 'handler/wrong-time' ? 'likely' : 'certain', message, { ...evidence, ...extra }),
    )
  }
  if (after?.state === 'paid')
    return [
      finding(
        'handler/marks-failure-paid',
        'certain',
        `After ResultCode ${delivery.scenario.resultCode} the order is \`${after.rawState}\``,
        evidence,
      ),
    ]
  // In shops with two tables the attempt fails and the order may wait for the next one.
  if (after?.state !== 'pending' || after.paymentState === 'failed') return []
  if (changed.length === 0)
    return [
      finding(
        'handler/ignores-failure',
        'certain',
        `The app ${answered}, and ${seconds} later the order was still \`${after.rawState}\``,
        evidence,
      ),
    ]
  const message = `The order is still \`${after.rawState}\`, although ${changed.map((column) => `\`${column}\``).join(', ')} changed`
  return [{ ...finding('handler/ignores-failure', 'likely', message, evidence), severity: 'warning' }]
}

function judgeOthers(
  { payment, scenario }: Delivery,
  { others }: DeliveryEffect,
  untouched: boolean,
): { readonly id: string; readonly confidence: 'certain' | 'likely'; readonly message: string } | undefined {
  const same = others.find(([, now]) => payment !== null && now.receipt === payment.receipt)?.[1]
  if (same !== undefined)
    return {
      id: same.id,
      confidence: 'certain',
      message: `The receipt of this payment was written to order ${same.id}`,
    }
  const moved = others.find(([old, now]) => old.rawState !== now.rawState)?.[1]
  if (!untouched || moved === undefined) return undefined
  const message = `Order ${moved.id} became \`${moved.rawState}\` on \`${scenario.name}\`, and the order of this id did not change`
  return { id: moved.id, confidence: 'likely', message }
}

function judgeRepetition(
  delivery: Delivery,
  effect: DeliveryEffect,
  evidence: JsonObject,
): readonly Finding<HandlerCode>[] {
  // If the first one did nothing, a later one may well be the first to work.
  if (effect.before.state === 'pending') return []
  const changed = meaningfulChanges(effect)
  const added = effect.paymentRows[1] - effect.paymentRows[0]
  if (changed.length === 0 && added <= 0) return []
  const what =
    changed.length > 0
      ? `changed ${changed.map((column) => `\`${column}\``).join(', ')}`
      : `added ${added} payment row(s)`
  return [
    finding('handler/not-idempotent', 'certain', `Identical callback number ${delivery.attempt} ${what}`, {
      ...evidence,
      addedRows: added,
    }),
  ]
}

function judgeTogether(
  delivery: Delivery,
  effect: DeliveryEffect,
  evidence: JsonObject,
): readonly Finding<HandlerCode>[] {
  const applied = appliedTimes(effect, delivery)
  if (applied === undefined) return []
  const message = `Of ${delivery.together} callbacks that arrived together ${applied.times} were applied (${applied.how})`
  return [finding('handler/concurrent-duplicates', 'certain', message, { ...evidence, applied: applied.times })]
}

function finding(
  code: HandlerCode,
  confidence: Finding['confidence'],
  message: string,
  evidence: JsonObject,
): Finding<HandlerCode> {
  return { code, severity: handlerCodes[code].severity, confidence, message, evidence }
}

function evidenceOf({ scenario, checkoutRequestId, request, outcome, effect, attempt }: Delivery): JsonObject {
  const status = outcome?.kind === 'answered' ? outcome.response.status : null
  return {
    scenario: scenario.name,
    resultCode: scenario.resultCode,
    checkoutRequestId,
    url: request.url,
    attempt,
    status,
    ...(outcome?.kind === 'failed' ? { failure: outcome.failure.code } : {}),
    ...(outcome?.kind === 'answered' && outcome.response.status >= 400
      ? { body: outcome.response.body.slice(0, 300) }
      : {}),
    ...(effect === null
      ? {}
      : {
          order: effect.before.id,
          table: effect.before.table,
          stateBefore: effect.before.rawState,
          stateAfter: effect.after?.rawState ?? null,
          changed: effect.changed,
        }),
  }
}
