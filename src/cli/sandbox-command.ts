import type { Answerer } from '../adapters/sandbox-server-node.ts'
import { apiUrlOf } from '../daraja/api-host.ts'
import { endCommand } from '../tunnel/run-command.ts'
import { type Invocation, optionValue } from './command.ts'
import { EndedEarly } from './ended-early.ts'
import { exitCodes } from './exit-codes.ts'
import { formatOf } from './run-report.ts'

/**
 * Runs the words behind `--` so that their calls to Daraja are answered here, until they end or the signal is aborted.
 * Resolves to the exit code of the program.
 */
export async function runBesideSandbox(invocation: Invocation, answer: Answerer): Promise<number> {
  const { deps, passedThrough, ports, project, signal } = invocation
  const { openInterception } = await import('./open-interception.ts')
  const environments =
    optionValue(invocation, 'productionToo') === true ? (['sandbox', 'production'] as const) : (['sandbox'] as const)
  const interception = await openInterception({
    hosts: environments.map((environment) => new URL(apiUrlOf(environment)).hostname),
    answer,
    variables: deps.variables,
  })
  try {
    const command = await (await deps.tunnel.commands()).start({
      words: passedThrough,
      folder: project.folder,
      variables: interception.variables,
      outputToStderr: formatOf(invocation) === 'json',
    })
    const stopped = new Promise<null>((resolve) => {
      if (signal.aborted) resolve(null)
      else signal.addEventListener('abort', () => resolve(null), { once: true })
    })
    const end = await Promise.race([command.ended, stopped])
    if (end !== null) return end.code
    const { reason } = signal
    const first = reason instanceof EndedEarly && reason.how === 'interrupted' ? 'SIGINT' : 'SIGTERM'
    return (await endCommand(ports.clock, command, first))?.code ?? exitCodes.internal.code
  } finally {
    await interception.close()
  }
}
