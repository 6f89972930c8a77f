import type { Endpoint, HttpExchange } from '../core/ports.ts'
import type { Observation, Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { sourceAddresses } from '../daraja/source-addresses.ts'
import type { CallbackPost, ProbeCallback } from './callback-post.ts'
import { budgetOf, probeCallback, send } from './callback-post.ts'
import { localReply } from './local-reply.ts'
import { publicReply } from './public-reply.ts'
import { neighbourPaths, unlikelySibling } from './reply-paths.ts'

/**
 * - `sibling`: the same POST to a path that no app has
 * - `metadata`: the same failure, with the metadata that real failures lack
 * - `form`: the same fields as a form
 * - `plain-json`: the content type without its charset
 * - `options`: which methods the route takes
 * - `again`: the same POST once more
 * - `as-safaricom`: the same POST, claiming one of Safaricom's addresses (to the local app only)
 * - `neighbour`: the same POST to a path close by
 */
export type VariantName =
  | 'sibling'
  | 'metadata'
  | 'form'
  | 'plain-json'
  | 'options'
  | 'again'
  | 'as-safaricom'
  | 'neighbour'

export interface Variant {
  readonly name: VariantName
  readonly path: string
  readonly exchange: HttpExchange
}

/** With the first request no target gets more than eight. */
const mostVariants = 7
/** One variant must not cost as much as the reply itself may. */
const variantLimitMs = 3_000
const slowMs = 3_000

/** Which variants tell the causes of a reply apart; none for a reply that is as it should be. */
export function planVariants(exchange: HttpExchange, side: 'public' | 'local'): readonly VariantName[] {
  if (exchange.kind === 'failure') return []
  const { status, body, timings } = exchange
  const again: readonly VariantName[] = timings.totalMs > slowMs ? ['again'] : []
  if (status >= 200 && status < 300) return [...again, ...(looksLikePage(body) ? (['sibling'] as const) : [])]
  if (status >= 300 && status < 400) return ['sibling']
  if (status === 401 || status === 403)
    return side === 'local' ? ['sibling', 'as-safaricom', 'plain-json'] : ['sibling', 'plain-json']
  if (status === 404) return ['sibling', 'options', 'neighbour']
  if (status === 405) return ['options', 'sibling']
  if (status === 400 || status === 415 || status === 422) return ['plain-json', 'form', 'metadata']
  if (status === 502 || status === 503 || status === 504) return []
  if (status >= 500) return ['metadata', 'plain-json', 'form']
  return again
}

export const publicVariants: Probe<readonly Variant[]> = variantsOf('public', publicReply)
export const localVariants: Probe<readonly Variant[]> = variantsOf('local', localReply)

function variantsOf(side: 'public' | 'local', reply: Probe<CallbackPost>): Probe<readonly Variant[]> {
  return {
    id: `${side}-variants`,
    activity: `looking closer at the reply of the ${side === 'public' ? 'public URL' : 'app'}`,
    limitMs: 60_000,
    async run(context): Promise<Observation<readonly Variant[]>> {
      const post = await context.observe(reply)
      if (!post.available) return post
      const names = planVariants(post.value.exchange, side)
      if (names.length === 0) return unavailable('not-applicable', 'the reply tells its cause by itself')
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
  readonly body?: string
}

/** One after the other: an app that handles one request at a time must not look slow because of the doctor. */
async function sendVariants(
  context: ProbeContext,
  post: CallbackPost,
  callback: ProbeCallback,
  names: readonly VariantName[],
): Promise<readonly Variant[]> {
  const url = new URL(post.url)
  const endpoint: Endpoint | undefined = post.endpoint ?? undefined
  const plans = names.flatMap((name) => planRequests(name, url.pathname, callback, context.ports.random.hex(8)))
  const limitMs = Math.min(budgetOf(context.settings), variantLimitMs)
  const variants: Variant[] = []
  for (const { name, path, method, headers, body } of plans.slice(0, mostVariants)) {
    if (context.signal.aborted) break
    const to = new URL(url)
    to.pathname = path
    const exchange = await send(context, {
      url: to,
      endpoint,
      headers: headers ?? callback.headers,
      limitMs,
      ...(method === undefined ? { body: body ?? callback.body } : { method }),
    })
    variants.push({ name, path, exchange })
  }
  return variants
}

function planRequests(name: VariantName, path: string, callback: ProbeCallback, random: string): readonly Plan[] {
  const withContentType = (type: string): ProbeCallback['headers'] =>
    callback.headers.map(([key, value]) => [key, key.toLowerCase() === 'content-type' ? type : value] as const)
  switch (name) {
    case 'sibling':
      return [{ name, path: unlikelySibling(path, random) }]
    case 'metadata':
      return [{ name, path, body: callback.bodyWithMetadata }]
    case 'form':
      return [{ name, path, headers: withContentType('application/x-www-form-urlencoded'), body: callback.form }]
    case 'plain-json':
      return [{ name, path, headers: withContentType('application/json') }]
    case 'options':
      return [{ name, path, method: 'OPTIONS', headers: [] }]
    case 'again':
      return [{ name, path }]
    case 'as-safaricom': {
      const { address } = sourceAddresses[0]
      const claims = ['X-Forwarded-For', 'X-Real-IP', 'CF-Connecting-IP'].map((key) => [key, address] as const)
      return [{ name, path, headers: [...callback.headers, ...claims] }]
    }
    case 'neighbour':
      return neighbourPaths(path).map((neighbour) => ({ name, path: neighbour }))
  }
}

function looksLikePage(body: string): boolean {
  return /<(!doctype html|html|head|body|title)\b/i.test(body)
}
