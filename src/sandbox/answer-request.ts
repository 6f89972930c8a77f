import type { JsonObject, JsonValue } from '../core/json.ts'
import {
  badRequest,
  badToken,
  bodyTooLong,
  errorReply,
  faultOfLoad,
  firewallPage,
  internalError,
  type LoadFault,
  rateLimited,
  unknownProxy,
} from './error-replies.ts'
import { mostBodyBytes, type SandboxAnswer, type SandboxReply, type SandboxRequest } from './exchange.ts'
import { routes } from './routes/index.ts'
import type { Route, World } from './world.ts'

const byPath: ReadonlyMap<string, readonly Route[]> = new Map(
  routes.map(({ path }) => [path, routes.filter((route) => route.path === path)]),
)

export interface Answered {
  readonly answer: SandboxAnswer
  /** Of the endpoint table; `unknown` where there is no such endpoint. */
  readonly api: string
}

/** What Daraja answers, in the order in which its gateway looks at a request. */
export async function answerRequest(request: SandboxRequest, world: World, signal: AbortSignal): Promise<Answered> {
  const [path, search] = splitOnce(pathOf(request.target), '?')
  const candidates = byPath.get(path)
  const api = candidates?.[0]?.api ?? 'unknown'
  if (world.faults.strike('silent') !== null) return { answer: 'silence', api }
  const slow = world.faults.strike('slow')
  if (slow !== null) await world.clock.sleep(slow.ms, signal)
  if (world.faults.strike('firewall') !== null) return { answer: firewallPage(incident(world)), api }
  const requestId = world.ids.merchantRequestId()
  if (candidates === undefined) return { answer: refusePath(path, requestId), api }
  const route = candidates.find(({ method }) => method === request.method)
  const answer =
    route === undefined
      ? refuseMethod(request.method, candidates, requestId)
      : await answerRoute(route, request, search, requestId, world).catch(() => internalError(requestId))
  return { answer, api }
}

/** Known products answer for paths that they do not have, some with a code of their own; the gateway for all others. */
function refusePath(path: string, requestId: string): SandboxReply {
  const product = productPath.exec(path)
  if (product === null) return unknownProxy(path)
  const code = product[1] === 'accountbalance' ? '404.002.01' : product[1] === undefined ? '404.001.01' : '404.003.01'
  return errorReply(requestId, code, 'Resource not found')
}

const productPath =
  /^\/(?:mpesa\/(accountbalance|c2b|transactionstatus)|mpesa|oauth|v1|pulltransactions|standingorder|imsi)\//

/** C2B and Transaction Status have an answer of their own to a GET and to a request without a token. */
const isPeculiar = ({ tokenAnswer }: Route): boolean => tokenAnswer === '400.003.01'

function refuseMethod(method: string, candidates: readonly Route[], requestId: string): SandboxReply {
  return method === 'GET' && candidates.some(isPeculiar)
    ? errorReply(requestId, '404.001.04', 'Invalid Authentication Header')
    : errorReply(requestId, '405.001', `${method} Method Not Allowed`)
}

function refuseHeader(route: Route, request: SandboxRequest, requestId: string): SandboxReply | undefined {
  if (!isPeculiar(route) || request.headers.authorization !== undefined) return undefined
  return errorReply(requestId, '404.001.04', 'Invalid Authentication Header')
}

const faultsOfLoad: readonly LoadFault[] = ['no-product', 'quota', 'busy', 'rate-limit']

/** What the gateway says of a good token all the same. */
function refuseLoad({ api }: Route, requestId: string, { faults }: World): SandboxReply | undefined {
  const kind = faultsOfLoad.find((name) => faults.strike(name) !== null)
  if (kind === undefined) return undefined
  return kind === 'rate-limit' && api === 'stk-query' ? rateLimited : faultOfLoad(requestId, kind)
}

async function answerRoute(
  route: Route,
  request: SandboxRequest,
  search: string,
  requestId: string,
  world: World,
): Promise<SandboxReply> {
  const query = new URLSearchParams(search)
  if (route.tokenAnswer === null) return route.handle({ request, query, body: {}, requestId }, world)
  const refused = refuseHeader(route, request, requestId)
  if (refused !== undefined) return refused
  const token = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
  if (!world.tokens.isGood(token) || world.faults.strike('expired-token') !== null)
    return badToken(requestId, route.tokenAnswer, token)
  const struck = refuseLoad(route, requestId, world)
  if (struck !== undefined) return struck
  if (request.method === 'GET') return route.handle({ request, query, body: {}, requestId }, world)
  // With another type the body is not read, so that its first field is missing.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return badRequest(requestId, route.firstField ?? 'BusinessShortCode')
  if (request.body.length > mostBodyBytes) return bodyTooLong
  const body = parseObject(request.body)
  if (body === undefined) return errorReply(requestId, '400.002.05', 'Invalid Request Payload')
  return route.handle({ request, query, body, requestId }, world)
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as JsonValue
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}

/** Clients that believe in a proxy write the whole URL on the request line. */
function pathOf(target: string): string {
  if (target.startsWith('/')) return target
  const start = /^https?:\/\/[^/]*/i.exec(target)?.[0].length ?? 0
  return target.slice(start)
}

function incident({ random }: World): string {
  const digits = String(Number.parseInt(random.hex(12), 16)).padStart(18, '1')
  return `${digits}-${Number.parseInt(random.hex(4), 16)}`
}

function splitOnce(text: string, by: string): readonly [string, string] {
  const at = text.indexOf(by)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
