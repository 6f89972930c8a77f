import type { TunnelSession } from '../tunnel/session.ts'
import type { Between } from './tunnel-between.ts'
import { urlsFor } from './tunnel-plan.ts'
import { type AppAnswer, askApp, gatewayTrouble } from './tunnel-proof.ts'
import type { TunnelRun } from './tunnel-run.ts'

const longestPauseMs = 5_000

/**
 * What the app behind the tunnel answers to the callback of a payment that does not exist. Behind a tunnel that is not
 * ours that is all there is to be seen, so it is asked for until it is one of the app. Rejects with the signal's reason.
 */
export async function untilAnswered(
  run: TunnelRun,
  session: TunnelSession,
  between: Between | null,
): Promise<AppAnswer> {
  const { invocation, setup, voice, signal } = run
  let told = ''
  for (let pauseMs = 200; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const answer = await ask(run, session, between)
    signal.throwIfAborted()
    if (answer.kind === 'answer') return answer
    if (between !== null) {
      if (!answer.isDown) voice.warn(`the app did not answer a callback: ${answer.why}`)
      return answer
    }
    // An agent says itself that it leads to this port; then only the app is missing.
    if (answer.isDown && setup.chosen.via === 'agent') return answer
    const why = answer.wasAsked ? answer.why : await gatewayTrouble(invocation, session.url, signal)
    signal.throwIfAborted()
    if (why === null) return answer
    if (why !== told) voice.notReady(session.url, why)
    told = why
    await invocation.ports.clock.sleep(pauseMs, signal)
  }
}

async function ask(
  { invocation, setup, voice, signal }: TunnelRun,
  session: TunnelSession,
  between: Between | null,
): Promise<AppAnswer> {
  const key = setup.plan.callbackKey
  const url = key === undefined ? undefined : urlsFor(invocation, setup.plan, session.url)[key]
  if (url === undefined) return { kind: 'none', why: 'it was not asked', isDown: false, wasAsked: false }
  const answer = await askApp(invocation, url, between, signal)
  if (answer.kind === 'answer')
    for (const { code, message, fix } of answer.findings)
      voice.warn(`${code}: ${message}${fix === undefined ? '' : `. ${fix.summary}`}`)
  return answer
}
