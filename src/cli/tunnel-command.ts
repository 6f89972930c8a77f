import { endCommand } from '../tunnel/run-command.ts'
import type { TunnelSession } from '../tunnel/session.ts'
import { EndedEarly } from './ended-early.ts'
import { exitCodes } from './exit-codes.ts'
import { formatOf } from './run-report.ts'
import { urlsFor } from './tunnel-plan.ts'
import type { TunnelRun } from './tunnel-run.ts'

/** Runs the words behind `--` with the URLs in their environment. When the command ends all does, and the other way round. */
export async function startCommand(run: TunnelRun, session: TunnelSession): Promise<void> {
  const { invocation, setup, cleanUp, state, stop } = run
  const { deps, ports, passedThrough, project } = invocation
  const command = await (await deps.tunnel.commands()).start({
    words: passedThrough,
    folder: project.folder,
    variables: urlsFor(invocation, setup.plan, session.url),
    outputToStderr: formatOf(invocation) === 'json',
  })
  void command.ended.then(({ code }) => {
    state.exitCode = code
    stop()
  })
  cleanUp.later(async () => {
    const { reason } = invocation.signal
    const first = reason instanceof EndedEarly && reason.how === 'interrupted' ? 'SIGINT' : 'SIGTERM'
    state.exitCode ??= (await endCommand(ports.clock, command, first))?.code ?? exitCodes.internal.code
  })
}
