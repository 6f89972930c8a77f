import type { ClockPort } from '../core/ports.ts'
import { keepOpen } from '../tunnel/keep-open.ts'
import type { TunnelProvider } from '../tunnel/provider.ts'
import { sshArguments, sshEnvironment } from '../tunnel/providers/ssh.ts'
import type { SshDestination } from '../tunnel/providers/ssh-destination.ts'
import { createSshReader } from '../tunnel/providers/ssh-reader.ts'
import { systemClock } from './clock-system.ts'
import { startTunnelProgram } from './tunnel-program.ts'

export interface SshProviderOptions {
  /** Path of OpenSSH's client. */
  readonly file: string
  readonly destination: SshDestination
  /** What the server is reachable as; null if it says so itself. */
  readonly url: string | null
  /** Of the caller's environment: the key agent is found through it. */
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly platform: string
  readonly clock?: ClockPort
  /** Put before the others, for a configuration other than the user's. */
  readonly args?: readonly string[]
  /** From the start to the URL. */
  readonly limitMs?: number
}

/** Remote forwarding by the system's `ssh`: to a public service, or to a server of one's own. */
export function createSshProvider(options: SshProviderOptions): TunnelProvider {
  const { file, destination, url, platform, clock = systemClock, limitMs = 30_000 } = options
  const variables = sshEnvironment(destination, options.variables)
  const provider = destination.service?.name ?? destination.host
  return {
    name: 'ssh',
    open: ({ target }, signal) => {
      const args = [
        ...(options.args ?? []),
        ...sshArguments(destination, target, { platform, isUrlGiven: url !== null }),
      ]
      const start = (stop: AbortSignal) =>
        startTunnelProgram({ file, args, variables, reader: createSshReader(destination, url), clock, limitMs }, stop)
      return keepOpen({ provider, clock, start }, signal)
    },
  }
}
