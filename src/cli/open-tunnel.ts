import { openTunnelSession, type TunnelSession } from '../tunnel/session.ts'
import { watchSession } from '../tunnel/watch-session.ts'
import { optionValue } from './command.ts'
import { announce, sayRestored, shownFile } from './tunnel-announcement.ts'
import type { Between } from './tunnel-between.ts'
import { beatOnce } from './tunnel-proof.ts'
import type { TunnelRun } from './tunnel-run.ts'

/** Requests of ngrok's free plan are counted by the month; the others are not. */
const beatEveryMs = { ngrok: 300_000, agent: 300_000, cloudflared: 60_000, ssh: 60_000, url: 300_000 } as const

/** Opens it, writes its URL into the env file, and says so. */
export async function openSession(run: TunnelRun, between: Between | null): Promise<TunnelSession> {
  const { invocation, setup, cleanUp, signal, state, voice } = run
  const { deps, ports, project } = invocation
  const { chosen, app, file, plan } = setup
  const session = await openTunnelSession(
    { provider: chosen.provider, writer: await deps.tunnel.writer(), clock: ports.clock },
    {
      tunnel: { ...chosen.options, target: between?.url ?? app.url },
      file,
      projectDirectory: project.folder,
      keys: plan.keys,
      followSymlinks: optionValue(invocation, 'followSymlinks') === true,
      keep: optionValue(invocation, 'keep') === true,
    },
    signal,
  )
  cleanUp.later(async () => {
    const { restored, tunnelClosed } = await session.close()
    sayRestored(restored, project.folder, voice)
    state.conflict = restored.some(({ outcome }) => outcome === 'changed')
    if (!tunnelClosed)
      voice.warn(`${session.provider} did not confirm that the tunnel is closed; it ends with this process`)
  })
  announce(run, session, between)
  return session
}

/** In the background, until the end. */
export function watchTunnel(run: TunnelRun, session: TunnelSession, between: Between | null): void {
  const { invocation, setup, voice, signal, cleanUp, fail } = run
  const watching = watchSession(
    {
      session,
      clock: invocation.ports.clock,
      beat: (within) => beatOnce(invocation, session.url, between, within),
      lastSeenMs: () => between?.lastSeenMs ?? 0,
      beatEveryMs: beatEveryMs[setup.chosen.via],
      tell: (event) => {
        voice.happened(event)
        if (event.kind === 'moved') voice.changed(shownFile(session, invocation.project.folder), event.changes)
      },
    },
    signal,
  ).catch((error: unknown) => {
    if (!signal.aborted) fail(error)
  })
  cleanUp.later(() => watching)
}
