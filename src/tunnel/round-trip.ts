import type { HttpExchange, HttpPort, HttpReply } from '../core/http-port.ts'
import type { Endpoint } from '../core/net-port.ts'
import type { RandomPort } from '../core/ports.ts'
import { makeQuestionPath } from '../inbox/own-request.ts'
import { TunnelError } from './errors.ts'
import { explainNgrokError, findNgrokCode } from './ngrok-errors.ts'

/** A question that only whoever stands between tunnel and app can answer, and the answer that nobody else knows. */
export interface Echo {
  /** Path of the request line. */
  readonly path: string
  readonly answer: string
  /** What to answer to a request; null if it is not the question. */
  reply(target: string): string | null
  /** How often the question has arrived. */
  readonly seen: number
}

export function createEcho(random: RandomPort): Echo {
  const path = makeQuestionPath(random.hex(32))
  const answer = random.hex(32)
  let seen = 0
  return {
    path,
    answer,
    reply(target) {
      if (target !== path) return null
      seen++
      return answer
    },
    get seen() {
      return seen
    },
  }
}

export interface RoundTripRequest {
  /** Public URL of the tunnel, without a path. */
  readonly origin: string
  readonly echo: Echo
  /** Where to connect instead of asking DNS. */
  readonly connectTo?: Endpoint
  readonly extraTrust?: string
  readonly limitMs: number
  readonly signal: AbortSignal
}

export type RoundTrip =
  | { readonly kind: 'proven'; readonly ms: number }
  /** `why` is a clause: "the public URL answered 404"; `error` says what was answered in place of the tunnel, if that is known. */
  | { readonly kind: 'failed'; readonly why: string; readonly error?: TunnelError }

const mostBytes = 16_384

/** Sends the question to the public URL, and believes in the tunnel only if it was seen at the other end and answered there. */
export async function tryRoundTrip(http: HttpPort, request: RoundTripRequest): Promise<RoundTrip> {
  const { origin, echo, connectTo, extraTrust, limitMs, signal } = request
  const before = echo.seen
  const exchange = await http.exchange({
    method: 'POST',
    url: `${origin}${echo.path}`,
    ...(connectTo === undefined ? {} : { connectTo }),
    ...(extraTrust === undefined ? {} : { extraTrust }),
    headers: [
      ['Content-Type', 'application/json'],
      ['User-Agent', 'mpesa-doctor'],
    ],
    body: '{}',
    // What Safaricom thinks of the certificate is told by `probe`; here the question is where the tunnel leads.
    verifyCertificate: false,
    limitMs,
    maxBodyBytes: mostBytes,
    signal,
  })
  const isProven =
    exchange.kind === 'reply' && exchange.status === 200 && exchange.body === echo.answer && echo.seen > before
  return isProven ? { kind: 'proven', ms: Math.round(exchange.timings.totalMs) } : failedTrip(exchange)
}

/** What the public URL did instead. */
export function failedTrip(exchange: HttpExchange): RoundTrip & { kind: 'failed' } {
  const error = publicError(exchange)
  return { kind: 'failed', why: whyFailed(exchange), ...(error === null ? {} : { error }) }
}

/** What the provider, or somebody else, says at the public URL; null if nothing was said that tells of the tunnel. */
function publicError(exchange: HttpExchange): TunnelError | null {
  if (exchange.kind !== 'reply') return null
  const ngrokCode = ngrokCodeOf(exchange)
  if (ngrokCode !== null) {
    if (explainNgrokError(ngrokCode).code === 'tunnel/interstitial')
      return new TunnelError('tunnel/interstitial', `ngrok answers a POST with its warning page (${ngrokCode})`, {
        fix: 'use a plan without that page, or another provider: `--via cloudflared`',
        ngrokCode,
      })
    const { code, meaning, fix, docs, outlook } = explainNgrokError(ngrokCode)
    const how = { fix, ngrokCode, ...(outlook === undefined ? {} : { outlook }) }
    return new TunnelError(code ?? 'failed', `The public URL is no use: ${meaning} (${ngrokCode}, ${docs})`, how)
  }
  // A gateway that has nobody behind it yet answers so.
  if (exchange.status >= 500) return null
  return new TunnelError('leads-elsewhere', `Something else than this tunnel answers there (${exchange.status})`, {
    fix: 'compare the public URL with that of the tunnel, and see that nothing in front of it asks for a login',
  })
}

export function ngrokCodeOf({ headers, body }: HttpReply): string | null {
  return findNgrokCode(headers.find(([name]) => name === 'ngrok-error-code')?.[1] ?? body)
}

/** The same as a clause. */
export function whyFailed(exchange: HttpExchange): string {
  if (exchange.kind === 'reply') {
    const ngrokCode = ngrokCodeOf(exchange)
    if (ngrokCode !== null) return `${explainNgrokError(ngrokCode).meaning} (${ngrokCode})`
    if (exchange.status === 530) return 'nobody holds this URL at Cloudflare (530)'
    return `something else than this tunnel answered there (${exchange.status})`
  }
  const { phase, code, systemCode } = exchange
  if (phase === 'resolve') return 'its name cannot be resolved yet'
  if (code === 'timed-out') return 'it does not answer in time'
  return `it cannot be reached (${systemCode || code})`
}
