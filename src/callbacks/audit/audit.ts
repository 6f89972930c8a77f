import { KnownError } from '../../core/errors.ts'
import type { Finding } from '../../core/finding.ts'
import type { Exercise, ExerciseName } from './exercise.ts'
import type { OrderSource } from './order-source.ts'
import type { FreshOrder, OrderSupply } from './order-supply.ts'
import { createOrderSupply } from './order-supply.ts'
import type { NotPlayed, Play } from './play.ts'
import { playExercise } from './play-exercise.ts'
import { playRace } from './play-race.ts'
import { secretIn } from './secret-path.ts'
import type { AuditPorts, AuditTarget, Stage } from './stage.ts'

/** What an exercise says of the handler. */
export interface Grade {
  readonly outcome: 'pass' | 'warn' | 'fail' | 'not-played'
  readonly findings: readonly Finding[]
  /** Shown behind a pass, or why it was not played. */
  readonly detail: string | null
}

export interface Graded {
  readonly exercise: Exercise
  readonly play: Play
  readonly grade: Grade
  readonly durationMs: number
}

/** Grades a play by what was seen in it and in those before. */
export type Judge = (play: Play, earlier: ReadonlyMap<ExerciseName, Graded>) => Grade

export interface AuditOptions {
  readonly exercises: readonly Exercise[]
  readonly orders: OrderSource
  readonly target: AuditTarget
  readonly judge: Judge
  readonly onGraded?: (graded: Graded) => void
}

/**
 * Plays the exercises one after the other, each on an order of its own. Throws a `KnownError` if not even the first order
 * can be had or is not pending, `DatabaseQueryError`, and the signal's reason.
 */
export async function audit(options: AuditOptions, ports: AuditPorts): Promise<readonly Graded[]> {
  const { exercises, orders, target, judge, onGraded } = options
  const stage: Stage = { ports, target, lagMs: 0, isDown: false }
  const supply = createOrderSupply(orders, { ...ports, settleMs: target.settleMs })
  const results = new Map<ExerciseName, Graded>()
  for (const exercise of exercises) {
    ports.signal.throwIfAborted()
    const startMs = ports.clock.monotonicMs()
    const play = await withStrays(await playOne(exercise, { orders, supply, stage, results }), supply)
    const durationMs = Math.round(ports.clock.monotonicMs() - startMs)
    const graded = { exercise, play, grade: judge(play, results), durationMs }
    results.set(exercise.name, graded)
    onGraded?.(graded)
  }
  return [...results.values()]
}

/** A spare order that was paid for another one shows in no step: it may be younger than the first look at the database. */
async function withStrays(play: Play, supply: OrderSupply): Promise<Play> {
  if (play.kind === 'not-played' || play.steps.length === 0) return play
  const own = new Set(play.steps.map(({ effect }) => effect?.before.id))
  const strays = (await supply.touched()).filter(({ id }) => !own.has(id))
  return strays.length === 0 ? play : { ...play, strays }
}

interface Course {
  readonly orders: OrderSource
  readonly supply: OrderSupply
  readonly stage: Stage
  readonly results: ReadonlyMap<ExerciseName, Graded>
}

async function playOne(exercise: Exercise, { orders, supply, stage, results }: Course): Promise<Play> {
  const { database } = stage.ports
  const not = (because: NotPlayed['because'], reason: string): NotPlayed => ({
    kind: 'not-played',
    exercise,
    because,
    reason,
  })
  if (exercise.order === 'none') return { kind: 'played', exercise, steps: [] }
  if (stage.isDown) return not('ended', 'an app that still answers')
  if (database === null && exercise.withoutDatabase === 'not-played')
    return not('no-database', 'a database, to see what becomes of the order (set `DATABASE_URL`)')
  const spoiler = exercise.after?.find((name) =>
    ['fail', 'not-played'].includes(results.get(name)?.grade.outcome ?? ''),
  )
  if (spoiler !== undefined) return not('spoilt', `the exercise \`${spoiler}\` to pass first`)
  if (exercise.name === 'c2b-and-stk' && stage.target.confirmation === undefined)
    return not('not-applicable', 'the C2B confirmation URL of the app (`MPESA_C2B_CONFIRMATION_URL`)')
  // Without a secret in the path the exercises before have shown already that anybody can post.
  if (exercise.name === 'forged' && secretIn(stage.target.url) === undefined)
    return { kind: 'played', exercise, steps: [] }

  const none = (): NotPlayed =>
    supply.failure === null
      ? not('no-order', 'one more pending order')
      : not('ended', `an order: ${supply.failure.message}`)
  try {
    if (exercise.order === 'race') return await playRace(exercise, orders, supply, await supply.bystander(), stage)
    if (exercise.order === 'bystander') {
      const bystander = await supply.bystander()
      return bystander === null ? none() : await playExercise(exercise, [bystander], stage)
    }
    const taken: FreshOrder[] = []
    for (let missing = exercise.order === 'two-fresh' ? 2 : 1; missing > 0; missing--) {
      const next = await supply.take()
      if (next === null) {
        for (const order of taken.reverse()) supply.giveBack(order)
        return none()
      }
      taken.push(next)
    }
    if (exercise.name === 'underpaid' && !((taken[0]?.order?.amount ?? 0) > 1)) {
      for (const order of taken) supply.giveBack(order)
      return not('not-applicable', 'an order of more than KES 1 whose amount is in the database')
    }
    return await playExercise(exercise, taken, stage)
  } catch (error) {
    // Only the very first order may end everything: later on, what was seen so far still counts.
    if (error instanceof KnownError && results.size > 0) return not('ended', `an order: ${error.message}`)
    throw error
  }
}
