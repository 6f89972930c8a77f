import { formatDuration } from '../../core/duration.ts'
import type { JsonObject, JsonValue } from '../../core/json.ts'
import { errorLineOf, excerptOf } from './body-excerpt.ts'
import { describeFailure, describeSilence, isNoStatus } from './breaks.ts'
import type { ReplyFacts } from './reply-facts.ts'
import type { Side } from './side.ts'

/** Headers that tell who answered and why; none of them carries a secret. */
const telling: Readonly<Record<string, string>> = {
  allow: 'allow',
  location: 'location',
  server: 'server',
  via: 'via',
  'content-type': 'contentType',
  'x-powered-by': 'poweredBy',
  'ngrok-error-code': 'ngrokErrorCode',
  'cf-mitigated': 'cfMitigated',
  'cf-ray': 'cfRay',
  'x-vercel-error': 'vercelError',
  'retry-after': 'retryAfter',
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  419: 'Page Expired',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  530: 'Origin Error',
}

/** What one target did, as data. */
export function evidenceOf(side: Side): JsonObject {
  const { reply, post } = side
  const base = { url: post.url, ...(post.endpoint === null ? {} : { address: post.endpoint.address }) }
  if (reply === undefined) {
    const { exchange } = post
    const systemCode = exchange.kind === 'failure' ? exchange.systemCode : ''
    return { ...base, outcome: side.state, systemCode, ms: exchange.timings.totalMs }
  }
  const excerpt = errorLineOf(reply) ?? excerptOf(reply)
  return {
    ...base,
    status: reply.status,
    ms: reply.ms,
    ...tellingHeaders(reply),
    ...(excerpt === '' ? {} : { body: excerpt }),
    ...(side.state === 'accepted' || side.state === 'refused' ? {} : { outcome: side.state }),
  }
}

function tellingHeaders(reply: ReplyFacts): JsonObject {
  const found: Record<string, JsonValue> = {}
  for (const [name, key] of Object.entries(telling)) {
    const value = reply.headers.get(name)
    if (value !== undefined) found[key] = value.slice(0, 300)
  }
  return found
}

/** "405 Method Not Allowed, Allow: GET, HEAD (214 ms)": what was seen, in one line. */
export function describeSide(side: Side): string {
  const { reply, post } = side
  if (side.state === 'down') return `Nothing accepts connections at ${new URL(post.url).host}${systemCodeOf(side)}`
  if (side.state === 'silent') return describeSilence(side)
  if (reply === undefined) return `${describeBreak(side)}${systemCodeOf(side)}`
  const details = [isNoStatus(reply.status) ? `${reply.status} is no valid status` : statusOf(reply)]
  const allow = reply.headers.get('allow')
  const location = reply.headers.get('location')
  const ngrok = reply.headers.get('ngrok-error-code')
  const excerpt = errorLineOf(reply) ?? excerptOf(reply)
  if (ngrok !== undefined) details.push(ngrok)
  if (allow !== undefined && reply.status === 405) details.push(`Allow: ${allow}`)
  if (location !== undefined) details.push(`Location: ${location.slice(0, 200)}`)
  else if (ngrok === undefined && excerpt !== '' && !statusOf(reply).includes(excerpt)) details.push(`"${excerpt}"`)
  if (side.state === 'broken') details.push('cut before its end')
  return `${details.join(', ')} (${formatDuration(reply.ms)})`
}

export function statusOf(reply: ReplyFacts): string {
  return `${reply.status} ${reply.statusText === '' ? (reasons[reply.status] ?? '') : reply.statusText}`
    .trim()
    .slice(0, 80)
}

function describeBreak({ post: { exchange } }: Side): string {
  return exchange.kind === 'failure' ? describeFailure(exchange) : 'The connection was closed in place of an answer'
}

function systemCodeOf({ post: { exchange } }: Side): string {
  if (exchange.kind !== 'failure' || exchange.systemCode === '' || /^(?:LIMIT|UND_|HPE_)/.test(exchange.systemCode))
    return ''
  return ` (${exchange.systemCode})`
}
