import type { HttpExchange, HttpFailure } from '../core/http-port.ts'
import type { Endpoint } from '../core/net-port.ts'
import type { Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Origin } from '../core/settings.ts'
import { endpointsOf, hostOf, portOf } from './app-endpoints.ts'
import { appTarget } from './app-target.ts'
import type { CallbackPost } from './callback-post.ts'
import { budgetOf, probeCallback, send } from './callback-post.ts'
import { refuseWhenOffline } from './offline.ts'

/** A callback sent straight to the app. */
export interface LocalPost extends CallbackPost {
  readonly origin: Origin
  /** Addresses that were tried and did not connect. */
  readonly unreached: readonly { readonly address: string; readonly systemCode: string }[]
  /** The app was looked for by `http`, and `https` is what it speaks. */
  readonly speaksTls?: true
}

const handshakeLimitMs = 1_000

/** What the app itself answers to the callback that the public URL gets. */
export const localReply: Probe<LocalPost> = {
  id: 'local-reply',
  activity: 'sending a callback to the app on this machine',
  limitMs: 150_000,
  async run(context) {
    const target = await context.observe(appTarget)
    if (!target.available) return target
    const { origin, doubt } = target.value
    // To compare with another project's app would accuse the public URL of what it does not do.
    if (doubt !== undefined)
      return unavailable('not-configured', `the app on this machine (${doubt}; if it is the app, give --app-url)`)
    let { url } = target.value
    const endpoints = endpointsOf(url, context)
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
    const speaksTls = url.protocol === 'http:' && (await asksForTls(sent, url, context))
    if (speaksTls) {
      url = withTls(url)
      sent = await attempt(sent.endpoint ?? undefined)
    }
    if (context.signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    if (origin.kind === 'detected' && isUnreached(sent.exchange))
      return unavailable(
        'not-configured',
        `the app on this machine (it does not answer at ${url.host}; give --app-url)`,
      )
    return observed({
      ...sent,
      url: url.href,
      checkoutRequestId,
      budgetMs: budgetOf(context.settings),
      origin,
      unreached,
      ...(speaksTls && { speaksTls }),
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

interface Sent {
  readonly endpoint: Endpoint | null
  readonly exchange: HttpExchange
}

/** A server for https hangs up on plain http, or says so; it counts only if it then shakes hands. */
async function asksForTls({ endpoint, exchange }: Sent, url: URL, { ports, signal }: ProbeContext): Promise<boolean> {
  const isStrange =
    exchange.kind === 'failure'
      ? exchange.phase === 'reply' && exchange.code !== 'timed-out' && exchange.code !== 'aborted'
      : exchange.status === 400 && /\bHTTP request\b.{1,30}\bHTTPS (?:port|server)\b/i.test(exchange.body)
  if (!isStrange) return false
  const at = endpoint ?? { address: hostOf(url), port: portOf(url) }
  const servername = /^[\d.]+$|:/.test(hostOf(url)) ? 'localhost' : hostOf(url)
  const result = await ports.net.handshake(at, { servername, limitMs: handshakeLimitMs, signal })
  return result.kind === 'secure'
}

function withTls(url: URL): URL {
  const port = portOf(url)
  const secure = new URL(url.href.replace(/^http:/, 'https:'))
  secure.port = String(port)
  return secure
}
