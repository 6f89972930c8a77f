import type { JsonObject, JsonValue } from '../core/json.ts'
import { badRequest, badToken, errorReply, firewallPage, unknownProxy } from './error-replies.ts'
import type { SandboxAnswer, SandboxReply, SandboxRequest } from './exchange.ts'
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
  const [path = '', search = ''] = splitOnce(request.target, '?')
  const candidates = byPath.get(path)
  const api = candidates?.[0]?.api ?? 'unknown'
  if (world.faults.strike('silent') !== null) return { answer: 'silence', api }
  const slow = world.faults.strike('slow')
  if (slow !== null) await world.clock.sleep(slow.ms, signal)
  if (world.faults.strike('firewall') !== null) return { answer: firewallPage(world.ids.merchantRequestId()), api }
  const requestId = world.ids.merchantRequestId()
  if (candidates === undefined) return { answer: refusePath(path, requestId), api }
  const route = candidates.find(({ method }) => method === request.method)
  const answer =
    route === undefined
      ? errorReply(requestId, '405.001', `${request.method} Method Not Allowed`)
      : await answerRoute(route, request, search, requestId, world)
  return { answer, api }
}

/** Known products answer for paths that they do not have; the gateway answers for all others. */
function refusePath(path: string, requestId: string): SandboxReply {
  return /^\/(?:mpesa|oauth|v1|pulltransactions|standingorder|imsi)\//.test(path)
    ? errorReply(requestId, '404.001.01', 'Resource not found')
    : unknownProxy(path)
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
  const token = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
  if (!world.tokens.isGood(token) || world.faults.strike('expired-token') !== null)
    return badToken(requestId, route.tokenAnswer, token)
  if (request.method === 'GET') return route.handle({ request, query, body: {}, requestId }, world)
  // With another type the body is not read, so that its first field is missing.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return badRequest(requestId, route.firstField ?? 'BusinessShortCode')
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

function splitOnce(text: string, by: string): readonly [string, string] {
  const at = text.indexOf(by)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
