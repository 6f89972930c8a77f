import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import type { Observation } from '../../core/probe.ts'
import type { Origin } from '../../core/settings.ts'
import { tunnelProviderOf } from '../../daraja/test-hosts.ts'
import { isOnThisMachine, portOf } from '../../probes/app-endpoints.ts'
import { type AppTarget, appTarget } from '../../probes/app-target.ts'
import { type CallbackTarget, callbackTarget } from '../../probes/callback-target.ts'
import { type DnsFacts, dns } from '../../probes/dns.ts'
import { tunnelAgents } from '../../probes/tunnel-agents.ts'
import type { TunnelEndpoint } from '../../probes/tunnel-endpoint.ts'
import { diagnoseReplies } from '../replies/diagnose-replies.ts'
import { replyProbes } from '../replies/replies-of.ts'

const codes = {
  'tunnel/url-changed': {
    severity: 'error',
    title: 'The tunnel has another URL now',
    why: 'The tunnel on this machine was started again and got another URL; callbacks still go to the old one, where nobody is.',
    fix: "Put the tunnel's present URL into `MPESA_CALLBACK_URL`, and restart the app",
  },
} as const

/** What became of the host of the callback URL. */
type Life = 'alive' | 'gone' | 'unknown'

export const tunnelUrl = defineCheck({
  id: 'tunnel-url',
  family: 'tunnel',
  title: 'The callback URL is the one of the tunnel that runs',
  codes,
  needs: { target: callbackTarget, agents: tunnelAgents },
  wants: { app: appTarget, dns, ...replyProbes },
  judge({ target, agents }, { app, dns: resolved, ...replies }) {
    const own = agents.find(({ host }) => host === target.host)
    if (own !== undefined) return pass(describe(own))
    const provider = tunnelProviderOf(target.host)
    if (provider === undefined) return skip('not-applicable', 'a tunnel as host of the callback URL')
    const life = lifeOf(replies, resolved)
    // Another machine, or a program that cannot be asked, may hold it as well.
    if (life === 'alive') return pass('held by another program')
    const ours = chooseOurs(agents, app)
    // Nothing says that a tunnel of another provider is this one's successor, unless this one is gone.
    if (ours === undefined || (ours.endpoint.provider !== provider && (life !== 'gone' || !ours.isCertain)))
      return skip('not-applicable', 'a tunnel on this machine that leads to the app')
    return found([report(ours, target, agents, life)])
  },
})

/** A resolver that does not answer says nothing about the host. */
function lifeOf(replies: Parameters<typeof diagnoseReplies>[0], resolved: Observation<DnsFacts>): Life {
  const answer = resolved.available ? resolved.value.answer : undefined
  if (answer?.kind === 'failure')
    return answer.code === 'not-found' || answer.code === 'no-address' ? 'gone' : 'unknown'
  if (replies.publicReply?.available !== true) return 'unknown'
  return diagnoseReplies(replies).some(({ code }) => code === 'tunnel/offline') ? 'gone' : 'alive'
}

interface Ours {
  readonly endpoint: TunnelEndpoint
  /** It is seen to lead to the app; else it is just the only one. */
  readonly isCertain: boolean
}

function chooseOurs(agents: readonly TunnelEndpoint[], app: Observation<AppTarget>): Ours | undefined {
  if (app.available) {
    const port = portOf(app.value.url)
    const endpoint = agents.find(
      ({ target }) =>
        target !== null &&
        portOf(target) === port &&
        (isOnThisMachine(target) || target.hostname === app.value.url.hostname),
    )
    return endpoint === undefined ? undefined : { endpoint, isCertain: true }
  }
  const [only, ...others] = agents
  return only === undefined || others.length > 0 ? undefined : { endpoint: only, isCertain: false }
}

function report(
  { endpoint, isCertain }: Ours,
  { url, host, origin }: CallbackTarget,
  agents: readonly TunnelEndpoint[],
  life: Life,
): Finding<keyof typeof codes> {
  const present = new URL(`${url.pathname}${url.search}`, endpoint.url).href
  const name = variableOf(origin)
  const { location } = placeOf(origin)
  return createFinding(
    codes,
    'tunnel/url-changed',
    `The tunnel that runs is ${describe(endpoint)}; the callback URL has ${host}`,
    {
      severity: life === 'gone' || isCertain ? 'error' : 'warning',
      confidence: life === 'gone' && isCertain ? 'certain' : life === 'gone' || isCertain ? 'likely' : 'possible',
      evidence: {
        callbackHost: host,
        tunnels: agents.map(({ url: at, target, provider }) => ({
          provider,
          url: at,
          forwardsTo: target === null ? null : target.origin,
        })),
      },
      location,
      fix: {
        summary: `Put the tunnel's present URL into \`${name}\`, and restart the app`,
        code: `${name}=${present}`,
      },
    },
  )
}

function describe({ url, target }: TunnelEndpoint): string {
  return target === null ? url : `${url} → ${target.host}`
}

function variableOf(origin: Origin): string {
  if (origin.kind === 'env-file') return origin.key
  return origin.kind === 'process' ? origin.name : 'MPESA_CALLBACK_URL'
}

function placeOf(origin: Origin) {
  return { location: origin.kind === 'env-file' ? { file: origin.file, line: origin.line } : undefined }
}
