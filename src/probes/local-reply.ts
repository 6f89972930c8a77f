import type { Endpoint, HttpExchange, HttpFailure } from '../core/ports.ts'
import type { Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Origin } from '../core/settings.ts'
import type { AppTarget } from './app-target.ts'
import { appTarget } from './app-target.ts'
import type { CallbackPost } from './callback-post.ts'
import { budgetOf, probeCallback, send } from './callback-post.ts'
import { findConnectTo } from './connect-to.ts'
import { refuseWhenOffline } from './offline.ts'

/** A callback sent straight to the app. */
export interface LocalPost extends CallbackPost {
  readonly origin: Origin
  /** Addresses that were tried and did not connect. */
  readonly unreached: readonly { readonly address: string; readonly systemCode: string }[]
}

const thisMachine = ['127.0.0.1', '::1'] as const

/** What the app itself answers to the callback that the public URL gets. */
export const localReply: Probe<LocalPost> = {
  id: 'local-reply',
  activity: 'sending a callback to the app on this machine',
  limitMs: 150_000,
  async run(context) {
    const target = await context.observe(appTarget)
    if (!target.available) return target
    const { url, origin } = target.value
    const endpoints = endpointsOf(target.value, context)
    const refusal = refuseWhenOffline(context.settings, endpoints[0]?.address ?? hostOf(url))
    if (refusal !== undefined) return refusal
    const callback = await context.observe(probeCallback)
    if (!callback.available) return callback
    const { headers, body, checkoutRequestId } = callback.value
    const unreached: { address: string; systemCode: string }[] = []
    let sent = await attempt(endpoints[0])
    for (const endpoint of endpoints.slice(1)) {
      if (!isUnreached(sent.exchange)) break
      sent = await attempt(endpoint)
    }
    if (context.signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    return observed({
      ...sent,
      url: url.href,
      checkoutRequestId,
      budgetMs: budgetOf(context.settings),
      origin,
      unreached,
    })

    async function attempt(endpoint: Endpoint | undefined) {
      const exchange = await send(context, { url, endpoint, headers, body })
      if (isUnreached(exchange))
        unreached.push({ address: endpoint?.address ?? hostOf(url), systemCode: exchange.systemCode })
      return { endpoint: endpoint ?? null, exchange }
    }
  },
}

/** Whether not even a connection came about. */
export function isUnreached(exchange: HttpExchange): exchange is HttpFailure & { phase: 'connect' | 'resolve' } {
  return exchange.kind === 'failure' && (exchange.phase === 'connect' || exchange.phase === 'resolve')
}

/** Apps listen on IPv4, on IPv6 or on both, and `localhost` means either. */
function endpointsOf({ url }: AppTarget, { settings }: ProbeContext): readonly (Endpoint | undefined)[] {
  const host = hostOf(url)
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  const rule = findConnectTo(settings.get('connectTo')?.value ?? [], host, port)
  if (rule !== undefined) return [{ address: rule.host, port: rule.port }]
  if (host === 'localhost' || host === '127.0.0.1' || host === '0.0.0.0')
    return thisMachine.map((address) => ({ address, port }))
  return [undefined]
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}
