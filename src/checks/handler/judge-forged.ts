import type { Graded } from '../../callbacks/audit/audit.ts'
import type { ExerciseName } from '../../callbacks/audit/exercise.ts'
import { isReached } from '../../callbacks/audit/is-reached.ts'
import type { Played } from '../../callbacks/audit/play.ts'
import { auditFinding } from './audit-finding.ts'
import type { Judged } from './judge-exercise.ts'

/**
 * Whether a callback that was made up is taken for a true one. All of an audit's are made up: where the path holds no secret,
 * the success that settled an order has shown it; where it does, one was sent with another secret.
 */
export function judgeForged({ steps }: Played, earlier: ReadonlyMap<ExerciseName, Graded>): Judged {
  const [step] = steps
  if (step !== undefined) {
    const { effect } = step
    if (effect === null) return 'a database'
    if (effect.before.state === 'paid' || !isReached(effect.before, effect.after, 'paid'))
      return [[], 'the path holds a secret, and another one is not taken']
    const message =
      'The path holds what looks like a secret, and with another one in its place the order was settled all the same'
    return [[auditFinding('handler/accepts-anyone', message, step)]]
  }
  const success = earlier.get('success')
  const proof = success?.play.kind === 'played' ? success.play.steps[0] : undefined
  if (proof?.effect?.after?.state !== 'paid') return 'a success that settles an order (see `success`)'
  const message = 'The callback came from this machine, carried nothing secret, and settled the order'
  return [[auditFinding('handler/accepts-anyone', message, proof)]]
}
