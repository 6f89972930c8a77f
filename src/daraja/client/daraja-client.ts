import type { HttpExchange, HttpFailure, HttpPort } from '../../core/http-port.ts'
import type { Endpoint } from '../../core/net-port.ts'
import { type Secret, secret } from '../../core/secret.ts'
import { toTimestamp } from '../nairobi-time.ts'
import { makePassword } from '../password.ts'
import { type DarajaAnswer, type DarajaReply, readAnswer } from './read-answer.ts'
import { type QueryAnswer, readQuery } from './read-query.ts'

/** No answer of the API at all. */
export interface DarajaFailure {
  readonly kind: 'unreachable'
  readonly failure: Pick<HttpFailure, 'phase' | 'code' | 'systemCode' | 'detail'>
}

export interface DarajaClientOptions {
  readonly http: HttpPort
  /** Scheme, host and port, without a slash at the end. */
  readonly base: string
  readonly consumerKey: string
  readonly consumerSecret: Secret
  readonly route: { readonly limitMs: number; readonly connectTo?: Endpoint; readonly extraTrust?: string }
  readonly now: () => Date
  readonly signal: AbortSignal
}

export interface ShortcodeCredentials {
  readonly shortcode: string
  readonly passkey: Secret
}

export interface DarajaToken {
  readonly kind: 'token'
  readonly token: Secret
  readonly expiresAt: Date
  /** The `Date` of the answer, for the clock of this machine; null if it has none. */
  readonly serverTime: Date | null
}

/** Calls of one app of Safaricom's developer portal. */
export interface DarajaClient {
  /** A token that still lives for a minute at least; asked for once, since a new one may end the one before. */
  token(): Promise<DarajaToken | Exclude<DarajaAnswer, { kind: 'accepted' }> | DarajaFailure>
  /** A POST with the token; a token that is refused is replaced once. */
  post(path: string, body: Readonly<Record<string, unknown>>): Promise<DarajaAnswer | DarajaFailure>
  /** Asks after an STK push. */
  query(checkoutRequestId: string, credentials: ShortcodeCredentials): Promise<QueryAnswer | DarajaFailure>
}

/** An hour by all documents; used where `expires_in` cannot be read. */
const usualLifeSeconds = 3_600
const marginMs = 60_000
const mostBytes = 65_536

export function createDarajaClient(options: DarajaClientOptions): DarajaClient {
  const { http, base, consumerKey, consumerSecret, route, now, signal } = options
  let asked: Promise<Awaited<ReturnType<DarajaClient['token']>>> | undefined

  async function exchange(
    method: string,
    path: string,
    headers: readonly (readonly [string, string])[],
    body?: string,
  ): Promise<HttpExchange> {
    const result = await http.exchange({
      method,
      url: `${base}${path}`,
      headers: [...headers, ['Accept', 'application/json']],
      ...(body === undefined ? {} : { body }),
      ...route,
      verifyCertificate: true,
      maxBodyBytes: mostBytes,
      signal,
    })
    signal.throwIfAborted()
    return result
  }

  async function askToken(): Promise<Awaited<ReturnType<DarajaClient['token']>>> {
    const login = btoa(String.fromCharCode(...new TextEncoder().encode(`${consumerKey}:${consumerSecret.reveal()}`)))
    const result = await exchange('GET', '/oauth/v1/generate?grant_type=client_credentials', [
      ['Authorization', `Basic ${login}`],
    ])
    if (result.kind === 'failure') return unreachable(result)
    const answer = readAnswer(toReply(result))
    if (answer.kind === 'refused') return answer
    const { access_token: token, expires_in: life } = answer.document
    if (typeof token !== 'string' || token === '')
      return {
        kind: 'refused',
        problem: 'not-daraja',
        status: result.status,
        code: null,
        message: 'the answer holds no token',
        field: null,
        known: null,
      }
    // A number or a text, both were seen.
    const seconds = Number(life) > 0 ? Number(life) : usualLifeSeconds
    const date = Date.parse(result.headers.find(([name]) => name === 'date')?.[1] ?? '')
    return {
      kind: 'token',
      token: secret(token),
      expiresAt: new Date(now().getTime() + seconds * 1_000),
      serverTime: Number.isNaN(date) ? null : new Date(date),
    }
  }

  async function token(): Promise<Awaited<ReturnType<DarajaClient['token']>>> {
    const present = await asked
    if (present?.kind === 'token' && present.expiresAt.getTime() - now().getTime() > marginMs) return present
    asked = askToken()
    return asked
  }

  async function send(
    path: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<DarajaReply | Exclude<Awaited<ReturnType<DarajaClient['token']>>, DarajaToken>> {
    for (let attempt = 1; ; attempt++) {
      const granted = await token()
      if (granted.kind !== 'token') return granted
      const result = await exchange(
        'POST',
        path,
        [
          ['Authorization', `Bearer ${granted.token.reveal()}`],
          ['Content-Type', 'application/json'],
        ],
        JSON.stringify(body),
      )
      if (result.kind === 'failure') return unreachable(result)
      const reply = toReply(result)
      const answer = readAnswer(reply)
      if (attempt > 1 || answer.kind === 'accepted' || answer.problem !== 'token-rejected') return reply
      asked = undefined
    }
  }

  return {
    token,
    async post(path, body) {
      const reply = await send(path, body)
      return 'status' in reply && 'body' in reply ? readAnswer(reply) : reply
    },
    async query(checkoutRequestId, { shortcode, passkey }) {
      const timestamp = toTimestamp(now())
      const reply = await send('/mpesa/stkpushquery/v1/query', {
        BusinessShortCode: shortcode,
        Password: makePassword(shortcode, passkey.reveal(), timestamp),
        Timestamp: timestamp,
        CheckoutRequestID: checkoutRequestId,
      })
      return 'status' in reply && 'body' in reply ? readQuery(reply) : reply
    },
  }
}

function toReply({ status, body }: Extract<HttpExchange, { kind: 'reply' }>): DarajaReply {
  return { status, body }
}

function unreachable({ phase, code, systemCode, detail }: HttpFailure): DarajaFailure {
  return { kind: 'unreachable', failure: { phase, code, systemCode, detail } }
}
