import type { Confidence, Fix } from '../../core/finding.ts'
import { appSignatures } from './app-signatures.ts'
import { namedEdgeSignatures } from './edge-signatures.ts'
import type { ReplyCode } from './reply-codes.ts'
import type { ReplyFacts } from './reply-facts.ts'
import { matchSignature } from './signature.ts'
import { generalSignatures } from './signatures/general.ts'
import { tunnelGatewaySignatures, tunnelSignatures } from './tunnel-signatures.ts'

/** What a reply means by itself, before it is compared with anything. */
export interface Classified {
  readonly code: ReplyCode
  /** Who answered, if a mark says so. */
  readonly by?: string
  readonly confidence: Confidence
  readonly why?: string
  readonly fix?: Fix
}

interface StatusRow {
  readonly from: number
  readonly to: number
  readonly code: ReplyCode
  /** These say what they mean; of the others other readings are possible. */
  readonly confidence?: Confidence
}

/** What a status says if nothing else does; the first row that covers it counts. */
const byStatus: readonly StatusRow[] = [
  { from: 401, to: 401, code: 'app/auth-required', confidence: 'certain' },
  { from: 403, to: 403, code: 'app/auth-required' },
  { from: 404, to: 404, code: 'app/route-not-found' },
  { from: 405, to: 405, code: 'app/method-not-allowed', confidence: 'certain' },
  { from: 408, to: 408, code: 'edge/timeout' },
  { from: 410, to: 410, code: 'app/route-not-found' },
  { from: 429, to: 429, code: 'edge/rate-limited' },
  { from: 400, to: 499, code: 'app/payload-rejected' },
  { from: 501, to: 501, code: 'app/method-not-allowed' },
  { from: 500, to: 599, code: 'app/server-error', confidence: 'certain' },
  { from: 100, to: 999, code: 'edge/connection-closed' },
]

/** What nobody but the speaker says comes before what a framework says, and that before what anybody may say. */
const allSignatures = [
  ...tunnelSignatures,
  ...namedEdgeSignatures,
  ...appSignatures,
  ...tunnelGatewaySignatures,
  ...generalSignatures,
]
const loginPath =
  /(?:^|[/.?=&])(?:log[-_]?in|sign[-_]?in|sso|auth(?:enticate|orize)?|session\/new|accounts\/login|wp-login)\b/i

/** Undefined for a reply that a callback may have: 2xx, and nobody else's page. */
export function classifyReply(reply: ReplyFacts, provider: string | undefined): Classified | undefined {
  const row = matchSignature(allSignatures, reply, provider)
  if (row !== undefined) {
    const { code, by, confidence = 'certain', why, fix } = row
    return { code, by, confidence, ...(why === undefined ? {} : { why }), ...(fix === undefined ? {} : { fix }) }
  }
  if (reply.status >= 200 && reply.status < 300) return undefined
  if (reply.status >= 300 && reply.status < 400)
    return { code: isLoginRedirect(reply) ? 'app/auth-required' : 'edge/redirect', confidence: 'certain' }
  const general = byStatus.find(({ from, to }) => reply.status >= from && reply.status <= to)
  return { code: general?.code ?? 'edge/connection-closed', confidence: general?.confidence ?? 'likely' }
}

/** Whether a redirect leads to a login page. */
function isLoginRedirect(reply: ReplyFacts): boolean {
  const location = reply.headers.get('location') ?? ''
  if (!URL.canParse(location, 'http://host.invalid')) return false
  const { pathname, hostname } = new URL(location, 'http://host.invalid')
  return loginPath.test(pathname) || /^(?:login|auth|sso|accounts)\./.test(hostname)
}

/** Whether a redirect only asks for https: plain http to the local app says nothing about the public URL. */
export function isHttpsRedirect(reply: ReplyFacts, url: string): boolean {
  const location = reply.headers.get('location') ?? ''
  if (reply.status < 300 || reply.status > 399 || !URL.canParse(location, url)) return false
  const to = new URL(location, url)
  return to.protocol === 'https:' && new URL(url).protocol === 'http:' && to.pathname === new URL(url).pathname
}
