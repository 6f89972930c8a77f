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

const defaultApi = 'http://127.0.0.1:4040'
/** Agents beyond the first take the next free port for their API. */
const mostAgents = 4

/**
 * What the ngrok agents of this machine forward, told by their local API (https://ngrok.com/docs/agent/api):
 * `/api/endpoints` since 3.30, `/api/tunnels` before. That none runs is the usual case and no fault.
 */
export const ngrokAgent: Probe<readonly TunnelEndpoint[]> = {
  id: 'ngrok-agent',
  activity: 'asking the ngrok agent on this machine',
  limitMs: 5_000,
  async run(context) {
    const setting = context.settings.get('ngrokApi')
    const isNamed = setting !== undefined && setting.origin.kind !== 'default'
    if (!isNamed && !(await mayBeNgrok(context)))
      return unavailable('not-applicable', 'a callback URL that can be a tunnel of ngrok')
    const base = new URL(setting?.value ?? defaultApi)
    const found = await askNgrokAgents(context)
    if (found !== undefined) return observed(found)
    return isNamed
      ? unavailable('blocked', `an ngrok agent that answers at ${base.origin}`)
      : unavailable('not-applicable', 'a running ngrok agent')
  },
}

/** What the agents forward; undefined if none answers. One whose address the user named is asked alone. */
export async function askNgrokAgents(
  context: Pick<ProbeContext, 'ports' | 'settings' | 'signal'>,
): Promise<readonly TunnelEndpoint[] | undefined> {
  return askAgents(ngrokApis(context.settings), (api) => ask(api, context))
}

/** Where agents may be asked, the likeliest first. */
export function ngrokApis(settings: ProbeContext['settings']): readonly URL[] {
  const setting = settings.get('ngrokApi')
  const base = new URL(setting?.value ?? defaultApi)
  const isNamed = setting !== undefined && setting.origin.kind !== 'default'
  return isNamed ? [base] : neighbours(base)
}

/** A domain of one's own can be ngrok's, that of another provider cannot. */
async function mayBeNgrok({ observe }: ProbeContext): Promise<boolean> {
  const callback = await observe(callbackTarget)
  const host = callback.available ? findTestHost(callback.value.host) : undefined
  return host === undefined || host.provider === 'ngrok'
}

function neighbours(base: URL): readonly URL[] {
  return Array.from({ length: mostAgents }, (_, index) => {
    const url = new URL(base)
    url.port = String(Number(base.port || 80) + index)
    return url
  })
}

async function ask(base: URL, context: Pick<ProbeContext, 'ports' | 'settings' | 'signal'>): Promise<AgentAnswer> {
  const folder = base.pathname.replace(/\/(?:api\/?)?$/, '')
  const endpoints = await getJson(new URL(`${folder}/api/endpoints`, base), context)
  if (endpoints === 'closed' || endpoints === 'silent') return endpoints === 'closed' ? 'closed' : 'other'
  const found = endpoints === 'other' ? undefined : readEndpoints(endpoints.json)
  if (found !== undefined) return found
  const tunnels = await getJson(new URL(`${folder}/api/tunnels`, base), context)
  return typeof tunnels === 'string' ? 'other' : (readTunnels(tunnels.json) ?? 'other')
}

function readEndpoints(json: unknown): readonly TunnelEndpoint[] | undefined {
  return itemsOf(fieldsOf(json).endpoints)?.flatMap(({ url, upstream }) => endpointOf(url, fieldsOf(upstream).url))
}

function readTunnels(json: unknown): readonly TunnelEndpoint[] | undefined {
  return itemsOf(fieldsOf(json).tunnels)?.flatMap(({ public_url, config }) =>
    endpointOf(public_url, fieldsOf(config).addr),
  )
}

/** TCP and TLS endpoints take no callbacks. */
function endpointOf(url: unknown, target: unknown): readonly TunnelEndpoint[] {
  if (typeof url !== 'string' || !URL.canParse(url)) return []
  const { protocol, hostname, origin } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') return []
  return [{ provider: 'ngrok', url: origin, host: hostname, target: readTarget(target) }]
}
