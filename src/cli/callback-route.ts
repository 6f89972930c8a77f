import type { Route } from '../callbacks/deliver.ts'
import { KnownError, usageError } from '../core/errors.ts'
import type { Endpoint } from '../core/net-port.ts'
import { appTarget } from '../probes/app-target.ts'
import { findConnectTo } from '../probes/connect-to.ts'
import { refuseWhenOffline } from '../probes/offline.ts'
import { type Invocation, optionValue } from './command.ts'
import { observeOnce } from './observe-once.ts'

/** The callback route of the app on this machine, unless `--url` names another. */
export async function callbackUrl(invocation: Invocation): Promise<string> {
  const named = optionValue<string>(invocation, 'url')
  // As it is requested: a space is allowed where it is typed, not on a request line.
  if (named !== undefined) return new URL(named).href
  const target = await observeOnce(invocation, appTarget)
  if (target.available) return target.value.url.href
  throw usageError('app-missing', 'Where does the app listen?', {
    summary: 'name it: --app-url http://127.0.0.1:5000, or set PORT in the env file; --url sends to any other URL',
  })
}

/** How to get to the callback URL. Throws a `KnownError` if `--offline` forbids it. */
export async function routeTo(url: string, invocation: Invocation): Promise<Route> {
  const { settings } = invocation
  const { hostname, port, protocol } = new URL(url)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const wanted = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
  const rule = findConnectTo(settings.get('connectTo')?.value ?? [], host, wanted)
  if (refuseWhenOffline(settings, rule?.host ?? host) !== undefined)
    throw new KnownError('inconclusive', 'offline', `With --offline nothing is sent to ${rule?.host ?? host}`, {
      fix: { summary: 'leave out --offline, or send it to the app on this machine with --app-url' },
    })
  const connectTo =
    rule === undefined ? await findThisMachine(host, wanted, invocation) : { address: rule.host, port: rule.port }
  const trust = settings.get('cacert')?.value.pem
  return {
    limitMs: settings.get('budget')?.value ?? 8_000,
    ...(connectTo === undefined ? {} : { connectTo }),
    ...(trust === undefined ? {} : { extraTrust: trust }),
  }
}

/** Apps listen on IPv4, on IPv6 or on both, and `localhost` means either; undefined if the URL itself tells enough. */
async function findThisMachine(
  host: string,
  port: number,
  { ports, signal }: Invocation,
): Promise<Endpoint | undefined> {
  if (host !== 'localhost' && host !== '127.0.0.1' && host !== '0.0.0.0') return undefined
  for (const address of ['127.0.0.1', '::1']) {
    const result = await ports.net.connect({ address, port }, { limitMs: 1_000, signal })
    if (result.kind === 'connected') return { address, port }
  }
  return undefined
}
