import type { HttpExchange } from '../core/http-port.ts'
import type { Endpoint } from '../core/net-port.ts'
import type { Observation, Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { sourceAddresses } from '../daraja/source-addresses.ts'
import type { CallbackPost, ProbeCallback } from './callback-post.ts'
import { budgetOf, probeCallback, renewCallback, send } from './callback-post.ts'
import { localReply } from './local-reply.ts'
import { publicReply } from './public-reply.ts'
import { neighbourPaths, siblingAbove, unlikelySibling } from './reply-paths.ts'
import type { VariantName, VariantSide } from './variant-table.ts'
import { isNeedless, isSettled, planVariants } from './variant-table.ts'

export type { VariantName } from './variant-table.ts'

/** A further request, and what came back. */
export interface Variant {
  readonly name: VariantName
  readonly method: string
  readonly url: string
  readonly path: string
  readonly exchange: HttpExchange
}

/** With the first request no target gets more than eight. */
const mostVariants = 7
/** One variant must not cost as much as the reply itself may, in milliseconds. */
const variantLimitMs = 3_000

export const publicVariants: Probe<readonly Variant[]> = variantsOf('public', publicReply)
export const localVariants: Probe<readonly Variant[]> = variantsOf('local', localReply)

function variantsOf(side: VariantSide, reply: Probe<CallbackPost>): Probe<readonly Variant[]> {
  return {
    id: `${side}-variants`,
    activity: `looking closer at the reply of the ${side === 'public' ? 'public URL' : 'app'}`,
    limitMs: 60_000,
    async run(context): Promise<Observation<readonly Variant[]>> {
      const post = await context.observe(reply)
      if (!post.available) return post
      const names = planVariants(post.value.exchange, side)
      if (names.length === 0) return unavailable('not-applicable', 'a reply that leaves its cause open')
      const callback = await context.observe(probeCallback)
      if (!callback.available) return callback
      return observed(await sendVariants(context, post.value, callback.value, names))
    },
  }
}

interface Plan {
  readonly name: VariantName
  readonly path: string
  readonly method?: string
  readonly headers?: ProbeCallback['headers']
  /** Which of the callback's bodies. */
  readonly body?: 'body' | 'bodyWithMetadata' | 'form'
}

/**
 * One after the other, so that each answer can make the rest needless and an app that handles one request at a time does
 * not look slow because of the doctor: of five at once to an app that takes 0.7 s for each, the last is answered after
 * 3.5 s, past its limit, and nothing is gained. All together may take as long as the reply itself, or as one variant.
 */
async function sendVariants(
  context: ProbeContext,
  post: CallbackPost,
  callback: ProbeCallback,
  names: readonly VariantName[],
): Promise<readonly Variant[]> {
  const { ports, settings, signal } = context
  const url = new URL(post.url)
  const endpoint: Endpoint | undefined = post.endpoint ?? undefined
  const budgetMs = budgetOf(settings)
  const endMs = ports.clock.monotonicMs() + Math.max(budgetMs, variantLimitMs)
  const variants: Variant[] = []
  for (const name of names)
    for (const plan of planRequests(name, url.pathname, callback.headers, ports.random.hex(8))) {
      const limitMs = Math.min(budgetMs, variantLimitMs, endMs - ports.clock.monotonicMs())
      if (signal.aborted || limitMs <= 0 || variants.length >= mostVariants) return variants
      if (isNeedless(name, post.exchange, variants)) continue
      const { path, method, headers = callback.headers, body = 'body' } = plan
      const to = new URL(url)
      to.pathname = path
      const exchange = await send(context, {
        url: to,
        endpoint,
        headers,
        limitMs,
        ...(method === undefined ? { body: renewCallback(callback, ports)[body] } : { method }),
      })
      const variant = { name, method: method ?? 'POST', url: to.href, path, exchange }
      variants.push(variant)
      if (isSettled(variant)) return variants
    }
  return variants
}

function planRequests(
  name: VariantName,
  path: string,
  callbackHeaders: ProbeCallback['headers'],
  random: string,
): readonly Plan[] {
  const withContentType = (type: string): ProbeCallback['headers'] =>
    callbackHeaders.map(([key, value]) => [key, key.toLowerCase() === 'content-type' ? type : value] as const)
  switch (name) {
    case 'sibling':
      return [{ name, path: unlikelySibling(path, random) }]
    case 'sibling-above':
      return siblingAbove(path, random).map((above) => ({ name, path: above }))
    case 'metadata':
      return [{ name, path, body: 'bodyWithMetadata' }]
    case 'form':
      return [{ name, path, headers: withContentType('application/x-www-form-urlencoded'), body: 'form' }]
    case 'plain-json':
      return [{ name, path, headers: withContentType('application/json') }]
    case 'spaced-json':
      return [{ name, path, headers: withContentType('application/json; charset=utf-8') }]
    case 'options':
      return [{ name, path, method: 'OPTIONS', headers: [] }]
    case 'get':
      // Tunnels show people a warning page first.
      return [{ name, path, method: 'GET', headers: [['ngrok-skip-browser-warning', '1']] }]
    case 'again':
      return [{ name, path }]
    case 'as-safaricom': {
      const { address } = sourceAddresses[0]
      const claims = ['X-Forwarded-For', 'X-Real-IP', 'CF-Connecting-IP'].map((key) => [key, address] as const)
      return [{ name, path, headers: [...callbackHeaders, ...claims] }]
    }
    case 'neighbour':
      return neighbourPaths(path).map((neighbour) => ({ name, path: neighbour }))
  }
}
