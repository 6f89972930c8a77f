import type { HttpFailure, HttpPort, HttpReply } from '../../core/http-port.ts'
import type { Endpoint } from '../../core/net-port.ts'
import { type Secret, secret } from '../../core/secret.ts'
import { toTimestamp } from '../nairobi-time.ts'
import { makePassword } from '../password.ts'
import { type DarajaAnswer, type DarajaRefusal, type DarajaReply, readAnswer } from './read-answer.ts'
import { type QueryAnswer, readQuery } from './read-query.ts'
import { type DarajaToken, lastsFor, readToken } from './read-token.ts'

/** No answer of the API at all. */
export interface DarajaFailure {
  readonly kind: 'unreachable'
  readonly failure: Pick<HttpFailure, 'phase' | 'code' | 'systemCode' | 'detail'>
}

export interface DarajaRoute {
  /** For each exchange, connection included. */
  readonly limitMs: number
  readonly connectTo?: Endpoint
  readonly extraTrust?: string
}

export interface DarajaClientOptions {
  readonly http: HttpPort
  /** Scheme, host and port, perhaps a path, without a slash at the end. */
  readonly base: string
  readonly consumerKey: Secret
  readonly consumerSecret: Secret
  readonly route: DarajaRoute
  readonly now: () => Date
}

export interface ShortcodeCredentials {
  readonly shortcode: string
  readonly passkey: Secret
}

/** What the `Date` of an answer said, and the clock of this machine in the middle of that exchange. */
export interface SeenDate {
  readonly server: Date
  readonly here: Date
}

export type TokenAnswer = DarajaToken | DarajaRefusal | DarajaFailure

/** Calls of one app of Safaricom's developer portal. All of them reject with the signal's reason when it is aborted. */
export interface DarajaClient {
  /** A token that still lives for a minute at least; asked for once, since a new one may end the one before. */
  token(signal: AbortSignal): Promise<TokenAnswer>
  /** A POST with the token; a token that is refused is replaced once. */
  post(
    path: string,
    body: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<DarajaAnswer | DarajaFailure>
  /** Asks after an STK push. */
  query(
    checkoutRequestId: string,
    credentials: ShortcodeCredentials,
    signal: AbortSignal,
  ): Promise<QueryAnswer | DarajaFailure>
  /** Of the last answer that had one; null if none had. */
  lastDate(): SeenDate | null
}

export const queryPath = '/mpesa/stkpushquery/v1/query'
const tokenPath = '/oauth/v1/generate?grant_type=client_credentials'
const mostBytes = 65_536

export function createDarajaClient(options: DarajaClientOptions): DarajaClient {
  const { http, base, consumerKey, consumerSecret, route, now } = options
  const login = toBase64(`${consumerKey.reveal()}:${consumerSecret.reveal()}`)
  let asked: Promise<TokenAnswer> | undefined
  let seen: SeenDate | null = null

  async function exchange(
    request: { readonly method: string; readonly path: string; readonly authorization: string; readonly body?: string },
    signal: AbortSignal,
  ): Promise<HttpReply | DarajaFailure> {
    const { method, path, authorization, body } = request
    const startedMs = now().getTime()
    const result = await http.exchange({
      method,
      url: `${base}${path}`,
      headers: [
        ['Authorization', authorization],
        ['Accept', 'application/json'],
        ...(body === undefined ? [] : [['Content-Type', 'application/json'] as const]),
      ],
      ...(body === undefined ? {} : { body }),
      ...route,
      verifyCertificate: true,
      maxBodyBytes: mostBytes,
      signal,
    })
    signal.throwIfAborted()
    if (result.kind === 'failure') {
      const { phase, code, systemCode, detail } = result
      return { kind: 'unreachable', failure: { phase, code, systemCode, detail } }
    }
    seen = readDate(result, (startedMs + now().getTime()) / 2) ?? seen
    return result
  }

  async function askToken(signal: AbortSignal): Promise<TokenAnswer> {
    const result = await exchange({ method: 'GET', path: tokenPath, authorization: `Basic ${login}` }, signal)
    return result.kind === 'unreachable' ? result : readToken(toReply(result, [login]), now())
  }

  async function token(signal: AbortSignal): Promise<TokenAnswer> {
    while (asked !== undefined) {
      const current = asked
      const present = await current.catch(() => undefined)
      if (present?.kind === 'token' && lastsFor(present, now()) > 0) return present
      // Used up, refused, or ended by its caller: asked for anew, unless another call does so already.
      if (asked === current) break
    }
    asked = askToken(signal)
    return asked
  }

  async function send(
    path: string,
    body: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<DarajaReply | DarajaRefusal | DarajaFailure> {
    for (let attempt = 1; ; attempt++) {
      const granted = await token(signal)
      if (granted.kind !== 'token') return granted
      const used = asked
      const authorization = `Bearer ${granted.token.reveal()}`
      const result = await exchange({ method: 'POST', path, authorization, body: JSON.stringify(body) }, signal)
      if (result.kind === 'unreachable') return result
      const secrets = [granted.token.reveal(), body.Password, body.SecurityCredential].filter(
        (value) => typeof value === 'string',
      )
      const reply = toReply(result, secrets)
      const answer = readAnswer(reply)
      if (attempt > 1 || answer.kind === 'accepted' || answer.problem !== 'token-rejected') return reply
      // Another call may have replaced it meanwhile.
      if (asked === used) asked = undefined
    }
  }

  return {
    token,
    async post(path, body, signal) {
      const reply = await send(path, body, signal)
      return 'kind' in reply ? reply : readAnswer(reply)
    },
    async query(checkoutRequestId, { shortcode, passkey }, signal) {
      const timestamp = toTimestamp(now())
      const body = {
        BusinessShortCode: shortcode,
        Password: makePassword(shortcode, passkey.reveal(), timestamp),
        Timestamp: timestamp,
        CheckoutRequestID: checkoutRequestId,
      }
      const reply = await send(queryPath, body, signal)
      return 'kind' in reply ? reply : readQuery(reply)
    },
    lastDate: () => seen,
  }
}

/** Some refusals repeat what was sent, tokens among it. */
function toReply({ status, body }: HttpReply, secrets: readonly string[]): DarajaReply {
  return { status, body: secrets.reduce((text, value) => text.replaceAll(value, secret(value).toString()), body) }
}

/** An answer that a cache has kept says what time it was then. */
function readDate({ headers }: HttpReply, hereMs: number): SeenDate | null {
  const date = Date.parse(headers.find(([name]) => name === 'date')?.[1] ?? '')
  if (Number.isNaN(date) || headers.some(([name]) => name === 'age')) return null
  return { server: new Date(date), here: new Date(hereMs) }
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
