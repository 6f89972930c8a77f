import { makeProbeCheckoutRequestId } from '../../daraja/checkout-request-id.ts'
import { findScenarioOf } from '../../daraja/scenarios/find-scenario.ts'
import type { BuiltCallback, CallbackRequest } from '../build-delivery.ts'
import { buildOtherCallback } from '../build-other.ts'
import type { Route } from '../deliver.ts'
import { deliverCallback } from '../deliver.ts'
import type { AuditedOrder } from './build-step.ts'
import { buildStep, prepareOrder } from './build-step.ts'
import type { Exercise, StepPlan } from './exercise.ts'
import { isReached } from './is-reached.ts'
import { malformedBodies } from './malformed-bodies.ts'
import type { FreshOrder } from './order-supply.ts'
import type { NotPlayed, Play, PlayedStep, SentRequest } from './play.ts'
import type { Stage } from './stage.ts'
import { randomOf } from './stage.ts'
import type { Scene } from './view.ts'
import { watchStep } from './watch-step.ts'

/** Plays the steps of an exercise on its orders, one after the other. */
export async function playExercise(exercise: Exercise, orders: readonly FreshOrder[], stage: Stage): Promise<Play> {
  const unknownId = makeProbeCheckoutRequestId(stage.ports.random.hex(17))
  const audited = orders.map((order) => auditedOrder(order, stage))
  const [first] = audited
  const steps: PlayedStep[] = []
  if (first === undefined) return { kind: 'played', exercise, steps }
  const references = [
    unknownId,
    ...audited.flatMap(({ checkoutRequestId, base }) => [checkoutRequestId, base.payment?.receipt ?? '']),
  ].filter((text) => text !== '')
  for (const plan of exercise.steps) {
    stage.ports.signal.throwIfAborted()
    const own = audited[plan.order ?? 0] ?? first
    const step = await playStep(plan, own, first, { stage, references, unknownId })
    steps.push(step)
    const missed = plan.setUp === true ? missedSetUp(exercise, step) : undefined
    if (missed !== undefined) return missed
    if (stage.isDown) break
  }
  return { kind: 'played', exercise, steps }
}

export function auditedOrder({ checkoutRequestId, order }: FreshOrder, { ports, target }: Stage): AuditedOrder {
  const { url, wishes } = target
  return prepareOrder({ checkoutRequestId, order, url, wishes, now: ports.clock.now(), random: randomOf(ports) })
}

interface Surroundings {
  readonly stage: Stage
  readonly references: readonly string[]
  readonly unknownId: string
}

async function playStep(
  plan: StepPlan,
  own: AuditedOrder,
  first: AuditedOrder,
  { stage, references, unknownId }: Surroundings,
): Promise<PlayedStep> {
  const { route } = stage.target
  const scene = sceneOf(own, references, stage)
  if (plan.callback.kind === 'malformed') {
    const callback = buildStep({ kind: 'success' }, own, first, unknownId)
    const watched = await watchStep(stage, scene, plan.expect, () => sendMalformed(unknownId, callback.request, stage))
    return { plan, callback, ...watched }
  }
  const isC2b = plan.callback.kind === 'c2b-confirmation'
  const callback = isC2b ? confirmation(own, stage) : buildStep(plan.callback, own, first, unknownId)
  const way = isC2b ? (stage.target.confirmation?.route ?? route) : route
  const together = Array.from({ length: plan.together ?? 1 }, () => callback.request)
  const watched = await watchStep(stage, scene, plan.expect, () =>
    Promise.all(together.map((request) => send('', request, way, stage))),
  )
  return { plan, callback, ...watched }
}

export function sceneOf(own: AuditedOrder, references: readonly string[], { ports }: Stage): Scene | null {
  const { order, checkoutRequestId } = own
  if (ports.database === null || order === null) return null
  const payers = own.base.payment === null ? [] : [own.base.payment.phone]
  return { ...ports.database, orderId: order.id, checkoutRequestId, references, payers }
}

export async function send(
  label: string,
  request: CallbackRequest,
  route: Route,
  { ports }: Stage,
): Promise<SentRequest> {
  return { label, request, outcome: await deliverCallback(ports.http, request, route, ports.signal) }
}

/** One after the other, so that it is known which one was too much; none more once nobody listens. */
async function sendMalformed(id: string, usual: CallbackRequest, stage: Stage): Promise<readonly SentRequest[]> {
  const sent: SentRequest[] = []
  for (const { label, body, contentType, attack } of malformedBodies(id)) {
    const headers = usual.headers.map(([name, value]): readonly [string, string] =>
      contentType !== undefined && /^content-type$/i.test(name) ? [name, contentType] : [name, value],
    )
    const one = await send(label, { ...usual, headers, body }, stage.target.route, stage)
    sent.push(attack === true ? { ...one, attack } : one)
    if (one.outcome.kind === 'failed' && one.outcome.failure.phase === 'connect') break
  }
  return sent
}

/** The C2B confirmation of the payment that the STK callback reports, too. */
function confirmation({ base, order }: AuditedOrder, { ports, target }: Stage): BuiltCallback {
  const { wishes, confirmation: to } = target
  const { payment } = base
  const scenario = findScenarioOf('c2b-confirmation', 'paybill')
  if (scenario === undefined) throw new RangeError('there is no C2B confirmation of a paybill')
  const built = buildOtherCallback({
    kind: 'c2b-confirmation',
    checkoutRequestId: order?.orderNumber ?? order?.id ?? '',
    scenario,
    url: to?.url ?? target.url,
    order,
    wishes: { ...wishes, ...(payment === null ? {} : { amount: payment.amount, receipt: payment.receipt }) },
    now: ports.clock.now(),
    random: randomOf(ports),
    sha256: (text) => ports.digest.sha256(text),
  })
  return { ...built, checkoutRequestId: base.checkoutRequestId }
}

/** What goes before did not happen, so that the rest would prove nothing. */
function missedSetUp(exercise: Exercise, { plan, effect }: PlayedStep): NotPlayed | undefined {
  if (effect === null || isReached(effect.before, effect.after, plan.expect)) return undefined
  const reason =
    plan.expect === 'paid'
      ? 'a success that settles the order, which is its first step'
      : 'a failure that ends the attempt, which is its first step'
  return { kind: 'not-played', exercise, because: 'spoilt', reason }
}
