import type { HttpExchange } from '../core/http-port.ts'
import { looksLikeAcknowledgement } from './looks-like-acknowledgement.ts'
import { looksLikePage } from './looks-like-page.ts'

/**
 * - `sibling`: the same POST to a path beside it that no app has
 * - `sibling-above`: the same one level up, where the first one got what the callback got
 * - `plain-json`: the content type without its charset
 * - `spaced-json`: the content type as most programs write it, `application/json; charset=utf-8`
 * - `metadata`: the same failure, with the metadata that real failures lack
 * - `form`: the same fields as a form
 * - `options`: which methods the route takes, where the reply does not tell
 * - `get`: whether it takes GET, where OPTIONS does not tell
 * - `again`: the same POST once more
 * - `as-safaricom`: the same POST, claiming one of Safaricom's addresses (to the local app only)
 * - `neighbour`: the same POST to a path close by
 */
export type VariantName =
  | 'sibling'
  | 'sibling-above'
  | 'plain-json'
  | 'spaced-json'
  | 'metadata'
  | 'form'
  | 'options'
  | 'get'
  | 'again'
  | 'as-safaricom'
  | 'neighbour'

export type VariantSide = 'public' | 'local'

interface VariantRow {
  /** Which replies leave a question open. */
  readonly status: readonly [from: number, to: number]
  /** Not what a callback route answers: a page, the word OK, nothing, other JSON. Any path may be answered so. */
  readonly unclear?: boolean
  readonly slow?: boolean
  readonly side?: VariantSide
  /** What tells the answers apart, in the order in which it is sent. */
  readonly send: readonly VariantName[]
}

/** A reply that took longer than this may have had to wake somebody up, in milliseconds. */
const slowMs = 3_000

/**
 * Which further requests tell the causes of a reply apart; the first row that covers it counts. What is not here tells its
 * cause by itself, or would only be made worse (a limit, a gateway without its app). An
 * acknowledgement with a result code costs nothing, any other one request, or two if that is answered alike.
 */
const variantTable: readonly VariantRow[] = [
  { status: [200, 299], unclear: true, slow: true, send: ['again', 'sibling', 'sibling-above'] },
  { status: [200, 299], unclear: true, send: ['sibling', 'sibling-above'] },
  { status: [200, 299], slow: true, send: ['again'] },
  { status: [300, 399], send: ['sibling'] },
  { status: [400, 400], send: ['sibling', 'plain-json', 'spaced-json', 'metadata', 'form'] },
  { status: [401, 401], side: 'local', send: ['sibling', 'as-safaricom'] },
  { status: [401, 401], send: ['sibling'] },
  { status: [403, 403], side: 'local', send: ['sibling', 'as-safaricom', 'plain-json'] },
  { status: [403, 403], send: ['sibling', 'plain-json'] },
  { status: [404, 404], send: ['sibling', 'options', 'get', 'neighbour'] },
  { status: [405, 405], send: ['sibling', 'options', 'get'] },
  { status: [406, 406], send: ['sibling'] },
  { status: [410, 410], send: ['sibling', 'neighbour'] },
  { status: [415, 415], send: ['plain-json', 'spaced-json', 'form'] },
  { status: [422, 422], send: ['plain-json', 'spaced-json', 'metadata', 'form'] },
  { status: [500, 500], send: ['sibling', 'plain-json', 'spaced-json', 'metadata', 'form'] },
  { status: [501, 501], send: ['sibling', 'options', 'get'] },
]

/** Which variants tell the causes of a reply apart; none for a reply that is as it should be. */
export function planVariants(exchange: HttpExchange, side: VariantSide): readonly VariantName[] {
  if (exchange.kind === 'failure' || exchange.bodyEnd === 'timed-out') return []
  const { status, body, timings } = exchange
  const row = variantTable.find(
    (candidate) =>
      status >= candidate.status[0] &&
      status <= candidate.status[1] &&
      (candidate.side === undefined || candidate.side === side) &&
      (candidate.unclear !== true || !looksLikeAcknowledgement(status, body)) &&
      (candidate.slow !== true || timings.totalMs > slowMs),
  )
  return row?.send ?? []
}

/** What was sent so far, and what came back. */
interface Sent {
  readonly name: VariantName
  readonly exchange: HttpExchange
}

/** Whether a variant has nothing to add to what the others told. */
export function isNeedless(name: VariantName, reply: HttpExchange, sent: readonly Sent[]): boolean {
  if (reply.kind === 'failure') return true
  if (name === 'options') return tellsMethods(reply)
  if (name === 'get') return [reply, ...sent.map(({ exchange }) => exchange)].some(tellsMethods)
  if (name === 'sibling-above')
    return !sent.some(({ name: before, exchange }) => before === 'sibling' && statusOf(exchange) === reply.status)
  return false
}

/** Names whose success is the cause itself. */
const telling: ReadonlySet<VariantName> = new Set([
  'plain-json',
  'spaced-json',
  'metadata',
  'form',
  'as-safaricom',
  'neighbour',
])

/** Whether nothing more has to be asked: the cause is found, or nobody answers any more. */
export function isSettled({ name, exchange }: Sent): boolean {
  if (exchange.kind === 'failure') return true
  return telling.has(name) && exchange.status >= 200 && exchange.status < 300 && !looksLikePage(exchange.body)
}

function tellsMethods(exchange: HttpExchange): boolean {
  return exchange.kind === 'reply' && exchange.headers.some(([name]) => name === 'allow')
}

function statusOf(exchange: HttpExchange): number | undefined {
  return exchange.kind === 'reply' ? exchange.status : undefined
}
