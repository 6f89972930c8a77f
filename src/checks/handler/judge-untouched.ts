import type { Exercise, ExerciseName } from '../../callbacks/audit/exercise.ts'
import type { PlayedStep } from '../../callbacks/audit/play.ts'
import type { Finding } from '../../core/finding.ts'
import { auditFinding, crashesIn } from './audit-finding.ts'
import { meaningfulChanges } from './changes.ts'
import type { Earlier, Judged } from './judge-exercise.ts'

const mostNamed = 4

/** A callback that belongs to no order: it may be refused in any way but a crash, and no order may change. */
export function judgeUntouched({ name }: Exercise, step: PlayedStep, earlier: Earlier): Judged {
  const { effect, sent } = step
  const findings: Finding[] = []
  const what = name === 'malformed' ? 'a body that is no callback' : 'a callback with an unknown id'
  const other = effect?.others.find(([, now]) => isTouched(now, step, earlier))
  if (effect && (meaningfulChanges(effect).length > 0 || other !== undefined)) {
    const id = other?.[1].id ?? effect.before.id
    const state = other?.[1].rawState ?? effect.after?.rawState ?? 'gone'
    findings.push(
      auditFinding('handler/wrong-order', `On ${what} order ${id} changed (\`${state}\`)`, step, {
        evidence: { other: id },
      }),
    )
  }
  const crashes = crashesIn(step)
  if (crashes.length > 0) {
    const named = crashes.slice(0, mostNamed).map(({ label, how }) => (label === '' ? how : `${label}: ${how}`))
    const rest = crashes.length > mostNamed ? `, and ${crashes.length - mostNamed} more` : ''
    findings.push(
      auditFinding(
        'handler/crashes',
        `On ${crashes.length} of ${sent.length} tries with ${what}: ${named.join(', ')}${rest}`,
        step,
        {
          evidence: { crashes: crashes.map((crash) => ({ ...crash })) },
        },
      ),
    )
  }
  const detail = name === 'malformed' ? `${sent.length} bodies` : undefined
  return [findings, effect === null && findings.length === 0 ? 'the orders were not looked at' : detail]
}

/**
 * Whether what became of another order looks like the work of this callback: it has the receipt, or the very state that the
 * app gives to orders that were paid or failed. Anything else may be a job of the app that ends old orders.
 */
function isTouched(
  { receipt, rawState }: { readonly receipt: string | null; readonly rawState: string | null },
  { callback, plan }: PlayedStep,
  earlier: Earlier,
): boolean {
  if (plan.callback.kind !== 'malformed' && receipt !== null && receipt === callback.payment?.receipt) return true
  const name: ExerciseName = plan.callback.kind === 'malformed' ? 'failure' : 'success'
  const usual = earlier.get(name)?.play
  const state = usual?.kind === 'played' ? usual.steps[0]?.effect?.after?.rawState : undefined
  return rawState !== null && rawState === state
}
