import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Listener } from '../core/processes-port.ts'
import { acceptingAddresses, hostOf, isOnThisMachine, portOf } from './app-endpoints.ts'
import { projectListeners } from './project-listeners.ts'
import { ownTunnel } from './tunnel-agents.ts'
import type { TunnelEndpoint } from './tunnel-endpoint.ts'

/** Where the tunnel of the callback URL hands requests on to, and who is there. */
export interface TunnelForwarding {
  readonly tunnel: TunnelEndpoint
  readonly target: URL
  /** Loopback addresses that the tunnel tries. */
  readonly tried: readonly string[]
  /** Loopback addresses on which the target's port accepts connections. */
  readonly accepting: readonly string[]
  /** Where processes of this project listen; undefined where that cannot be told. */
  readonly listeners: readonly Listener[] | undefined
}

export const tunnelForwarding: Probe<TunnelForwarding> = {
  id: 'tunnel-forwarding',
  activity: 'looking where the tunnel leads to',
  limitMs: 15_000,
  async run(context) {
    const found = await context.observe(ownTunnel)
    if (!found.available) return found
    const tunnel = found.value
    const { target } = tunnel
    // What a program in a container calls `localhost` is told as it is; other machines are none of ours.
    if (target === null || !isOnThisMachine(target) || hostOf(target) === 'host.docker.internal')
      return unavailable('not-applicable', 'a tunnel that leads to this machine')
    const accepting = await acceptingAddresses(portOf(target), context)
    const listeners = await context.observe(projectListeners)
    return observed({
      tunnel,
      target,
      tried: triedFor(hostOf(target)),
      accepting,
      listeners: listeners.available ? listeners.value : undefined,
    })
  },
}

/** `localhost` is resolved, and both answers are tried. */
function triedFor(host: string): readonly string[] {
  if (host.includes(':')) return ['::1']
  return host === 'localhost' ? ['127.0.0.1', '::1'] : ['127.0.0.1']
}
