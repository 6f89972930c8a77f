import { takeSnapshot } from '../snapshot.ts'
import type { Expectation } from './exercise.ts'
import { isReached } from './is-reached.ts'
import type { SentRequest } from './play.ts'
import type { Stage } from './stage.ts'
import type { AuditEffect, Scene, View } from './view.ts'
import { compareViews, fingerprint, takeView } from './view.ts'

const pollMs = 40

/** Sends, then watches the order until it is as expected, or the limit is over, and until nothing moves any more. */
export async function watchStep(
  stage: Stage,
  scene: Scene | null,
  expect: Expectation,
  send: () => Promise<readonly SentRequest[]>,
): Promise<{ readonly sent: readonly SentRequest[]; readonly effect: AuditEffect | null }> {
  const { clock } = stage.ports
  const before = scene && (await takeView(scene, clock.now()))
  const sent = await send()
  if (sent.some(({ outcome }) => outcome.kind === 'failed' && outcome.failure.phase === 'connect')) stage.isDown = true
  if (scene === null || before === null) return { sent, effect: null }
  const answeredMs = clock.monotonicMs()
  const wasTaken = sent.some(({ outcome }) => outcome.kind === 'answered' && outcome.response.status < 500)
  if (expect !== 'unchanged' && wasTaken) await waitFor(stage, scene, before, expect)
  const after = await waitForQuiet(stage, scene)
  return { sent, effect: compareViews(before, after, clock.monotonicMs() - answeredMs) }
}

async function waitFor(stage: Stage, scene: Scene, before: View, expect: Expectation): Promise<void> {
  const { clock, signal } = stage.ports
  const startMs = clock.monotonicMs()
  for (;;) {
    const snapshot = await takeSnapshot(scene, clock.now())
    const passedMs = clock.monotonicMs() - startMs
    if (isReached(before.snapshot.order, snapshot.order, expect)) {
      stage.lagMs = Math.max(stage.lagMs, passedMs)
      return
    }
    if (passedMs >= stage.target.settleMs) return
    await clock.sleep(Math.min(pollMs, stage.target.settleMs - passedMs), signal)
  }
}

/** Until two looks at the database, far enough apart, are the same. */
async function waitForQuiet(stage: Stage, scene: Scene): Promise<View> {
  const { clock, signal } = stage.ports
  const { settleMs, quietMs } = stage.target
  // Work of a queue may come in several pieces, each as late as the first.
  const pauseMs = Math.min(Math.max(quietMs, 2 * stage.lagMs), Math.max(settleMs, quietMs))
  const endMs = clock.monotonicMs() + Math.max(settleMs, 2 * pauseMs)
  let last = await takeView(scene, clock.now())
  for (;;) {
    await clock.sleep(pauseMs, signal)
    const next = await takeView(scene, clock.now())
    if (fingerprint(next) === fingerprint(last) || clock.monotonicMs() >= endMs) return next
    last = next
  }
}
