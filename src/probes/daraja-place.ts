import type { Observation, ProbeContext } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import type { DarajaRoute } from '../daraja/client/daraja-client.ts'
import { findConnectTo } from './connect-to.ts'
import { refuseWhenOffline } from './offline.ts'
import { findProxy, type ProxySetting } from './proxy-variables.ts'

/** Where an API of Daraja's is, and the way there. */
export interface DarajaPlace {
  readonly base: string
  readonly host: string
  readonly route: DarajaRoute
  /** One that other programs of this machine would take; this one connects directly. */
  readonly proxy: ProxySetting | null
}

const usualBudgetMs = 8_000

/** The way to an API by the network options of the run; unavailable if `--offline` forbids it. */
export function routeTo(url: string, { settings, project }: ProbeContext): Observation<DarajaPlace> {
  const { protocol, hostname, port: given } = new URL(url)
  const secure = protocol === 'https:'
  const port = given === '' ? (secure ? 443 : 80) : Number(given)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const target = findConnectTo(settings.get('connectTo')?.value ?? [], host, port)
  const refusal = refuseWhenOffline(settings, target?.host ?? host)
  if (refusal !== undefined) return refusal
  const extraTrust = settings.get('cacert')?.value.pem
  const proxy = target === undefined ? findProxy(project.processVariables, { host, port, secure }) : undefined
  return observed({
    base: url,
    host,
    route: {
      limitMs: (settings.get('darajaBudget') ?? settings.get('budget'))?.value ?? usualBudgetMs,
      ...(target === undefined ? {} : { connectTo: { address: target.host, port: target.port } }),
      ...(extraTrust === undefined ? {} : { extraTrust }),
    },
    proxy: proxy ?? null,
  })
}
