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
  const usual = sent.filter(({ attack }) => attack !== true)
  const attacks = sent.filter(({ attack }) => attack === true)
  const crashes = crashesIn({ sent: usual })
  if (crashes.length > 0) {
    const message = `On ${crashes.length} of ${usual.length} tries with ${what}: ${listCrashes(crashes)}`
    const evidence = { crashes: crashes.map((crash) => ({ ...crash })) }
    findings.push(auditFinding('handler/crashes', message, step, { evidence }))
  }
  const harmed = crashesIn({ sent: attacks })
  const isDown = attacks.some(({ outcome }) => outcome.kind === 'failed' && outcome.failure.phase === 'connect')
  if (isDown && crashes.length === 0) findings.push(attackedFinding(harmed, step))
  const harm =
    harmed.length === 0 || isDown
      ? ''
      : `; ${harmed.length} more that are not from Safaricom, but anybody can send them (${listCrashes(harmed)})`
  const detail = name === 'malformed' ? `${sent.length - (isDown ? 0 : harmed.length)} bodies${harm}` : undefined
  const isUnseen = effect === null && findings.length === 0
  return [findings, isUnseen ? `the orders were not looked at${harm}` : detail]
}

type Crashes = ReturnType<typeof crashesIn>

function listCrashes(crashes: Crashes): string {
  const named = crashes.slice(0, mostNamed).map(({ label, how }) => (label === '' ? how : `${label}: ${how}`))
  const rest = crashes.length > mostNamed ? `, and ${crashes.length - mostNamed} more` : ''
  return `${named.join(', ')}${rest}`
}

/** One request of a stranger ends the app, and every callback that comes before it is started again is lost. */
function attackedFinding(harmed: Crashes, step: PlayedStep): Finding {
  return auditFinding(
    'handler/crashes',
    `A body that is not from Safaricom, and that anybody can send, ended the app: ${listCrashes(harmed)}`,
    step,
    {
      severity: 'warning',
      confidence: 'likely',
      why: 'Whoever knows the URL can send such a body. Callbacks that come before the app is started again are lost.',
      fix: { summary: 'Catch every exception in the route, and let the process be started again when it ends' },
      evidence: { crashes: harmed.map((crash) => ({ ...crash })) },
    },
  )
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
