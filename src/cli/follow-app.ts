import { formatDuration } from '../core/duration.ts'
import type { TunnelSession } from '../tunnel/session.ts'
import { untilAnswered } from './app-answer.ts'
import { restartAdvice } from './restart-advice.ts'
import type { Between } from './tunnel-between.ts'
import type { AppAnswer } from './tunnel-proof.ts'
import type { TunnelRun } from './tunnel-run.ts'
import { untilAppListens, untilAppRestarted } from './watch-app.ts'

/** Until the app has read the new URL; says what makes it do so. */
export async function followApp(
  run: TunnelRun,
  session: TunnelSession,
  between: Between | null,
  { answer, changedMs }: { readonly answer: AppAnswer; readonly changedMs: number },
): Promise<void> {
  const { invocation, setup, voice, signal, cleanUp, fail } = run
  const isChanged = session.changes.some(({ changed }) => changed)
  const isDown = answer.kind === 'none' && answer.isDown
  const names = invocation.project.stack.frameworks.map(({ name }) => name)
  const advice = isChanged && !isDown ? restartAdvice(names) : null
  if (advice !== null) voice.hint(advice)
  else if (!isChanged && setup.file !== null)
    voice.hint('The env file had this URL already; the app need not be restarted.')
  const following = (async () => {
    if (isDown) {
      await untilAppListens(invocation, setup.app.port, signal)
      const now = await untilAnswered(run, session, between)
      if (now.kind === 'answer') voice.hint(`The app is up and answered ${now.status} in ${formatDuration(now.ms)}.`)
    } else if (advice !== null) {
      const pid = await untilAppRestarted(invocation, setup.app.port, changedMs, signal)
      if (pid !== undefined) voice.restarted(pid)
    }
  })().catch((error: unknown) => {
    if (!signal.aborted) fail(error)
  })
  cleanUp.later(() => following)
}
