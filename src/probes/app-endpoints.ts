import type { Endpoint } from '../core/net-port.ts'
import type { ProbeContext } from '../core/probe.ts'
import { findConnectTo } from './connect-to.ts'

const connectLimitMs = 1_000
const thisMachine = ['127.0.0.1', '::1'] as const
/** By which a program in a container calls the machine that it runs on. */
const containerHost = 'host.docker.internal'

/** Without brackets for IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
}

/** Where to connect for an app's URL; undefined leaves the name to be resolved. */
export function endpointsOf(url: URL, { settings }: Pick<ProbeContext, 'settings'>): readonly (Endpoint | undefined)[] {
  const host = hostOf(url)
  const port = portOf(url)
  const rule = findConnectTo(settings.get('connectTo')?.value ?? [], host, port)
  if (rule !== undefined) return [{ address: rule.host, port: rule.port }]
  // Apps listen on IPv4, on IPv6 or on both, and `localhost` means either.
  if (host === 'localhost' || host === '127.0.0.1' || host === '0.0.0.0' || host === containerHost)
    return thisMachine.map((address) => ({ address, port }))
  return [undefined]
}

/** Whether a URL leads to this machine, as far as its text tells. */
export function isOnThisMachine(url: URL): boolean {
  const host = hostOf(url)
  return /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|::1|::)$/.test(host) || host === containerHost
}

/** The loopback addresses on which something accepts connections at this port. */
export async function acceptingAddresses(
  port: number,
  { ports, signal }: Pick<ProbeContext, 'ports' | 'signal'>,
): Promise<readonly string[]> {
  const results = await Promise.all(
    thisMachine.map((address) => ports.net.connect({ address, port }, { limitMs: connectLimitMs, signal })),
  )
  return results.flatMap((result) => (result.kind === 'connected' ? [result.endpoint.address] : []))
}
