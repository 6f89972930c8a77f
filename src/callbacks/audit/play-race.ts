import { buildStep } from './build-step.ts'
import type { Exercise } from './exercise.ts'
import type { OrderSource } from './order-source.ts'
import type { FreshOrder, OrderSupply } from './order-supply.ts'
import { findOrder } from './order-supply.ts'
import type { NotPlayed, Play } from './play.ts'
import { auditedOrder, sceneOf, send } from './play-exercise.ts'
import type { Stage } from './stage.ts'
import { watchStep } from './watch-step.ts'

/**
 * Sends the callback as soon as the order command has printed the id, if the database shows that the order is not stored
 * by then. Whether an app loses a callback that comes even earlier cannot be played from outside.
 *
 * `alike`: an order of the same command, for amount and phone of the one that nobody can read yet.
 */
export async function playRace(
  exercise: Exercise,
  source: OrderSource,
  supply: OrderSupply,
  alike: FreshOrder | null,
  stage: Stage,
): Promise<Play> {
  const { ports, target } = stage
  const { signal, clock, database } = ports
  const notPlayed = (reason: string): NotPlayed => ({ kind: 'not-played', exercise, because: 'not-applicable', reason })
  const [plan] = exercise.steps
  if (!source.canRace || plan === undefined)
    return notPlayed('an order that is only being made (`--order-command`); those of the ids are stored already')
  const printed = await source.next(signal)
  if (printed === null) return notPlayed('one more order')
  const look = (settleMs: number) => findOrder(printed.checkoutRequestId, { clock, signal, database, settleMs })
  const early = await look(0)
  if (early !== undefined) {
    await printed.finished
    supply.giveBack({ checkoutRequestId: printed.checkoutRequestId, order: early })
    return notPlayed('a callback that comes before the order: it was stored already when the command printed its id')
  }
  const own = auditedOrder({ checkoutRequestId: printed.checkoutRequestId, order: alike?.order ?? null }, stage)
  const callback = buildStep({ kind: 'success' }, own, own, '')
  const sent = [await send('', callback.request, target.route, stage)]
  await printed.finished
  const order = await look(target.settleMs)
  if (order === undefined) return notPlayed('an order: the command printed an id that no order in the database has')
  const { payment } = callback
  if (order.amount !== null && order.amount !== Number(payment?.amount))
    return notPlayed('orders of one amount: the callback has to name it before the order can be read')
  const scene = sceneOf({ ...own, order }, [printed.checkoutRequestId, payment?.receipt ?? ''], stage)
  // Everything was sent already: what is left is to watch what becomes of the order.
  const watched = await watchStep(stage, scene, plan.expect, async () => sent)
  return { kind: 'played', exercise, steps: [{ plan, callback, ...watched }] }
}
