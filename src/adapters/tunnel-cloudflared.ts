import type { ClockPort } from '../core/ports.ts'
import { keepOpen, type TunnelLife } from '../tunnel/keep-open.ts'
import type { TunnelProvider } from '../tunnel/provider.ts'
import { cloudflaredArguments, cloudflaredEnvironment } from '../tunnel/providers/cloudflared.ts'
import { createCloudflaredReader } from '../tunnel/providers/cloudflared-reader.ts'
import { systemClock } from './clock-system.ts'
import { startTunnelProgram } from './tunnel-program.ts'

export interface CloudflaredProviderOptions {
  /** Path of the program. */
  readonly file: string
  /** Of the caller's environment. */
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly platform: string
  readonly clock?: ClockPort
  /** From the start to a URL with a connection; the service itself takes up to 15 s to give one. */
  readonly limitMs?: number
}

/** Quick tunnels of `cloudflared`: no account, and another URL with every start. */
export function createCloudflaredProvider(options: CloudflaredProviderOptions): TunnelProvider {
  const { file, platform, clock = systemClock, limitMs = 40_000 } = options
  const variables = cloudflaredEnvironment(options.variables)
  // Quick tunnels use QUIC and nothing else unless they are told to.
  let protocol: 'http2' | undefined

  async function start(target: string, signal: AbortSignal): Promise<TunnelLife> {
    const reader = createCloudflaredReader()
    const args = cloudflaredArguments(target, platform, protocol)
    try {
      return await startTunnelProgram({ file, args, variables, reader, clock, limitMs }, signal)
    } catch (error) {
      if (!reader.isQuicBlocked || protocol !== undefined || isProtocolChosen(variables)) throw error
      protocol = 'http2'
      return await start(target, signal)
    }
  }

  return {
    name: 'cloudflared',
    open: ({ target }, signal) =>
      keepOpen({ provider: 'cloudflared', clock, start: (stop) => start(target, stop) }, signal),
  }
}

function isProtocolChosen(variables: CloudflaredProviderOptions['variables']): boolean {
  return (variables.TUNNEL_TRANSPORT_PROTOCOL ?? '') !== ''
}
