import { setMaxListeners } from 'node:events'
import type { TunnelSession } from '../tunnel/session.ts'
import { untilAnswered } from './app-answer.ts'
import { bothTold } from './both-told.ts'
import { createCleanUp } from './clean-up.ts'
import { type Invocation, optionValue } from './command.ts'
import { EndedEarly } from './ended-early.ts'
import { exitCodes } from './exit-codes.ts'
import { followApp } from './follow-app.ts'
import { guardVoice } from './guard-voice.ts'
import { inboxPlace } from './inbox-folder.ts'
import type { Inspector } from './inspector.ts'
import { openSession, watchTunnel } from './open-tunnel.ts'
import { startBetween } from './tunnel-between.ts'
import { startCommand } from './tunnel-command.ts'
import { proveRoundTrip } from './tunnel-proof.ts'
import { keysOf, type TunnelRun, type TunnelSetup } from './tunnel-run.ts'
import type { TunnelVoice } from './tunnel-voice.ts'
import { wantsPage } from './ui-options.ts'
import { untilAppListens } from './watch-app.ts'

/** Opens the tunnel, and holds it until Ctrl-C, the end of the command, or an error. Whatever happens, all is undone. */
export async function holdTunnel(invocation: Invocation, setup: TunnelSetup, voice: TunnelVoice): Promise<number> {
  const cleanUp = createCleanUp()
  const stop = new AbortController()
  const signal = AbortSignal.any([invocation.signal, stop.signal])
  // Everything that goes on beside the tunnel listens to it; that is not a leak.
  setMaxListeners(0, signal)
  const run: TunnelRun = {
    invocation,
    setup,
    cleanUp,
    signal,
    state: { isReady: false, failure: null, exitCode: null, conflict: false },
    stop: () => stop.abort(),
    fail(error) {
      run.state.failure ??= { error }
      stop.abort()
    },
    voice: guardVoice(voice, (error) => run.fail(error)),
  }
  try {
    await hold(run)
  } catch (error) {
    // What is thrown once the end has begun is only its echo.
    if (!signal.aborted) run.fail(error)
  }
  stop.abort()
  await cleanUp.run().catch((error: unknown) => run.fail(error))
  return outcomeOf(run)
}

function outcomeOf({ invocation: { signal }, state }: TunnelRun): number {
  if (state.failure !== null) throw state.failure.error
  if (state.exitCode !== null) return state.exitCode
  if (!state.isReady && signal.reason instanceof EndedEarly) throw signal.reason
  return state.conflict ? exitCodes.conflict.code : exitCodes.ok.code
}

async function hold(run: TunnelRun): Promise<void> {
  const { invocation, setup, voice, signal, cleanUp, state } = run
  const { app, chosen, readyFile } = setup
  const inspector = await openPage(run)
  const watcher = inspector === null ? voice : bothTold(voice, inspector)
  const between = chosen.owned ? await startBetween(invocation, app.connect, watcher) : null
  if (between !== null) cleanUp.later(() => between.close())
  const session = await openSession(run, between)
  const changedMs = invocation.ports.clock.now().getTime()
  watchTunnel(run, session, between)
  const roundTripMs = await proveRoundTrip(
    invocation,
    () => session.url,
    between,
    (why) => voice.notReady(session.url, why),
    signal,
  )
  if (invocation.passedThrough.length > 0) {
    await startCommand(run, session)
    await untilAppListens(invocation, app.port, signal)
  }
  const answer = await untilAnswered(run, session, between)
  signal.throwIfAborted()
  const facts = {
    url: session.url,
    provider: session.provider,
    target: app.url,
    targetSeen: chosen.via !== 'url',
    keys: keysOf(run, session),
    roundTripMs: between === null ? null : roundTripMs,
    app: answer.kind === 'answer' ? { status: answer.status, ms: answer.ms } : null,
    inbox: between?.keptIn ?? null,
    ms: Math.round(invocation.ports.clock.now().getTime() - invocation.startedAt.getTime()),
  }
  await readyFile?.write({ ...facts, pid: process.pid })
  if (readyFile !== null) cleanUp.later(() => readyFile.remove())
  state.isReady = true
  voice.ready(facts, endOf(run, session))
  await followApp(run, session, between, { answer, changedMs })
  await untilAborted(signal)
}

/** The page, if it was asked for. */
async function openPage({ invocation, setup, voice, cleanUp }: TunnelRun): Promise<Inspector | null> {
  if (!wantsPage(invocation)) return null
  const { openInspector } = await import('./inspector.ts')
  const others = inboxPlace(invocation).kind === 'postgres'
  const inspector = await openInspector(invocation, { origin: setup.app.connect, others, warn: voice.warn })
  cleanUp.later(() => inspector.close())
  if (!setup.chosen.owned)
    voice.warn('this tunnel does not lead through the inbox, so the page shows only what was recorded before')
  return inspector
}

function endOf({ invocation, setup }: TunnelRun, { changes }: TunnelSession): string {
  if (invocation.passedThrough.length > 0) return 'Ctrl-C ends the command and closes the tunnel.'
  const isRestored = setup.file !== null && changes.some(({ changed }) => changed)
  if (!isRestored || optionValue(invocation, 'keep') === true) return 'Ctrl-C closes the tunnel.'
  return 'Ctrl-C closes the tunnel and puts the old value back.'
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
