import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { callbackTarget } from './callback-target.ts'
import { cloudflaredAgent } from './cloudflared-agent.ts'
import { ngrokAgent } from './ngrok-agent.ts'
import type { TunnelEndpoint } from './tunnel-endpoint.ts'

/** The tunnels that programs on this machine hold, each host once, `https` before `http`. */
export const tunnelAgents: Probe<readonly TunnelEndpoint[]> = {
  id: 'tunnel-agents',
  activity: 'looking for a tunnel that runs on this machine',
  limitMs: 10_000,
  async run({ observe }) {
    const answers = await Promise.all([observe(ngrokAgent), observe(cloudflaredAgent)])
    const found = answers.flatMap((answer) => (answer.available ? answer.value : []))
    // That none runs is no fault; that the one which the user named does not answer is worth a word.
    const blocked = answers.find((answer) => !answer.available && answer.kind === 'blocked')
    if (!answers.some(({ available }) => available))
      return blocked?.available === false
        ? blocked
        : unavailable('not-applicable', 'a tunnel that runs on this machine')
    const byHost = new Map<string, TunnelEndpoint>()
    for (const endpoint of found)
      if (!byHost.has(endpoint.host) || endpoint.url.startsWith('https:')) byHost.set(endpoint.host, endpoint)
    return observed([...byHost.values()])
  },
}

/** The one that has the host of the callback URL. */
export const ownTunnel: Probe<TunnelEndpoint> = {
  id: 'own-tunnel',
  activity: 'looking for the tunnel of the callback URL on this machine',
  limitMs: 10_000,
  async run({ observe }) {
    const callback = await observe(callbackTarget)
    if (!callback.available) return callback
    const agents = await observe(tunnelAgents)
    if (!agents.available) return agents
    const own = agents.value.find(({ host }) => host === callback.value.host)
    return own === undefined
      ? unavailable('not-applicable', 'a tunnel on this machine that has the host of the callback URL')
      : observed(own)
  },
}
