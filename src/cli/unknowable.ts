import type { CheckResult } from '../core/report.ts'
import type { Settings } from '../core/settings.ts'
import { findConnectTo } from '../probes/connect-to.ts'
import { findProxy, type ProxySetting } from '../probes/proxy-variables.ts'

/** Where the run was started from. */
export interface Vantage {
  readonly settings: Settings
  readonly project: { readonly processVariables: Readonly<Record<string, string | undefined>> }
}

const networkFamilies: ReadonlySet<string> = new Set(['dns', 'tcp', 'tls', 'tunnel', 'edge'])

/** What a run from this machine can never see, said only where it matters. */
export function unseenFromHere(results: readonly CheckResult[], vantage?: Vantage): readonly string[] {
  return [...unseenCallback(results), ...unseenNetwork(results, vantage)]
}

const unrecorded: ReadonlySet<string> = new Set(['payment/paid-not-recorded', 'payment/failed-not-recorded'])

/** Of a payment whose end the order does not know, where no inbox tells what came. */
export function unseenCallback(results: readonly CheckResult[]): readonly string[] {
  const isOpen = results.some(({ findings }) =>
    findings.some(({ code, evidence }) => unrecorded.has(code) && (evidence.callback ?? null) === null),
  )
  return isOpen
    ? [
        'whether its callback came, and what the app answered: nothing here kept it (`mpesa-doctor listen` and `tunnel` do)',
      ]
    : []
}

function unseenNetwork(results: readonly CheckResult[], vantage?: Vantage): readonly string[] {
  const usedNetwork = results.some(({ family, status }) => networkFamilies.has(family) && status !== 'skip')
  if (!usedNetwork) return []
  const reachedFromHere = results.some(
    ({ id, status }) => id === 'http-callback' && (status === 'pass' || status === 'warn'),
  )
  const proxy = vantage === undefined ? undefined : proxyIn(vantage)
  return [
    ...(reachedFromHere
      ? ["whether Safaricom's own network can reach this host: a firewall may let only some addresses in"]
      : []),
    ...(isIntercepted(results)
      ? ['which certificate the server shows to Safaricom: here TLS is inspected on the way']
      : []),
    ...(proxy === undefined
      ? []
      : [
          `what the proxy in \`${proxy.variable}\` (${proxy.address}) makes of this host: the connection was made directly, as Safaricom makes it`,
        ]),
  ]
}

function isIntercepted(results: readonly CheckResult[]): boolean {
  return results.some(({ findings }) => findings.some(({ evidence }) => evidence.interception !== undefined))
}

function proxyIn({ settings, project }: Vantage): ProxySetting | undefined {
  const text = settings.get('callbackUrl')?.value ?? ''
  if (!URL.canParse(text)) return undefined
  const { protocol, hostname, port: given } = new URL(text)
  const secure = protocol === 'https:'
  const port = given === '' ? (secure ? 443 : 80) : Number(given)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  if (findConnectTo(settings.get('connectTo')?.value ?? [], host, port) !== undefined) return undefined
  return findProxy(project.processVariables, { host, port, secure })
}
