import type { Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { findTestHost } from '../daraja/test-hosts.ts'
import { callbackTarget } from './callback-target.ts'
import {
  type AgentAnswer,
  askAgents,
  fieldsOf,
  getJson,
  itemsOf,
  readTarget,
  type TunnelEndpoint,
} from './tunnel-endpoint.ts'

/** The first free one of these is taken (https://developers.cloudflare.com/cloudflare-one/, "Tunnel metrics"). */
const metricsPorts = [20_241, 20_242, 20_243, 20_244, 20_245]

/**
 * What `cloudflared` forwards, told by the server that it has for metrics: `/quicktunnel` gives the name of a tunnel
 * without an account, `/config` the hosts and where each leads.
 */
export const cloudflaredAgent: Probe<readonly TunnelEndpoint[]> = {
  id: 'cloudflared-agent',
  activity: 'asking cloudflared on this machine',
  limitMs: 5_000,
  async run(context) {
    if (!(await mayBeCloudflare(context)))
      return unavailable('not-applicable', 'a callback URL that can be a tunnel of Cloudflare')
    const found = await askCloudflared(context)
    return found === undefined ? unavailable('not-applicable', 'a running cloudflared') : observed(found)
  },
}

/** What the running programs forward; undefined if none answers. */
export function askCloudflared(
  context: Pick<ProbeContext, 'ports' | 'settings' | 'signal'>,
): Promise<readonly TunnelEndpoint[] | undefined> {
  const bases = metricsPorts.map((port) => new URL(`http://127.0.0.1:${port}/`))
  return askAgents(bases, (base) => ask(base, context))
}

async function mayBeCloudflare({ observe }: ProbeContext): Promise<boolean> {
  const callback = await observe(callbackTarget)
  const host = callback.available ? findTestHost(callback.value.host) : undefined
  return host === undefined || host.provider === 'cloudflare'
}

async function ask(base: URL, context: Pick<ProbeContext, 'ports' | 'settings' | 'signal'>): Promise<AgentAnswer> {
  const quick = await getJson(new URL('quicktunnel', base), context)
  if (typeof quick === 'string') return quick === 'closed' ? 'closed' : 'other'
  const { hostname } = fieldsOf(quick.json)
  if (typeof hostname !== 'string') return 'other'
  const config = await getJson(new URL('config', base), context)
  const rules = typeof config === 'string' ? [] : rulesOf(config.json)
  // The rule without a host takes everything, and a quick tunnel has no other.
  if (hostname !== '') return endpointOf(hostname, rules.find((rule) => (rule.hostname ?? '') === '')?.service)
  return rules.flatMap((rule) => (typeof rule.hostname === 'string' ? endpointOf(rule.hostname, rule.service) : []))
}

function rulesOf(json: unknown): readonly Readonly<Record<string, unknown>>[] {
  return itemsOf(fieldsOf(fieldsOf(json).config).ingress) ?? []
}

/** A service is a URL, or a word such as `http_status:404`. */
function endpointOf(host: string, service: unknown): readonly TunnelEndpoint[] {
  if (host === '' || !URL.canParse(`https://${host}`) || host.includes('*')) return []
  const { origin, hostname } = new URL(`https://${host}`)
  const isUrl = typeof service === 'string' && /^https?:\/\//.test(service)
  return [{ provider: 'cloudflare', url: origin, host: hostname, target: isUrl ? readTarget(service) : null }]
}
