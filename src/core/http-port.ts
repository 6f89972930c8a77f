import type { Endpoint } from './net-port.ts'

export interface HttpPort {
  /**
   * One request on one fresh connection: no redirects, no cookies, no retries, no compression asked for. Never rejects for
   * what the server does; a failure is a result.
   */
  exchange(request: HttpRequest): Promise<HttpExchange>
}

export interface HttpRequest {
  readonly method: string
  readonly url: string
  /** What stands on the request line, to the byte, in place of the path and query of `url`. */
  readonly target?: string
  /** Where to connect instead of asking DNS; name, SNI and Host stay those of the URL. */
  readonly connectTo?: Endpoint
  /** Sent in this order with this spelling; Host, Content-Length and Connection are added. */
  readonly headers: readonly (readonly [string, string])[]
  /** A text goes out as UTF-8. */
  readonly body?: string | Uint8Array
  readonly extraTrust?: string
  /** True: a certificate that does not verify ends the exchange. */
  readonly verifyCertificate: boolean
  /** For the whole exchange, connection included. */
  readonly limitMs: number
  readonly maxBodyBytes: number
  readonly signal: AbortSignal
}

/**
 * Each phase on its own; `firstByteMs` and `endMs` count from the moment at which the request is sent, to the first byte
 * of anything and to the end of the exchange; `totalMs` covers all.
 */
export interface HttpTimings {
  readonly connectMs: number | null
  readonly tlsMs: number | null
  readonly firstByteMs: number | null
  readonly endMs?: number | null
  readonly totalMs: number
}

/**
 * What is unusual about a reply that can be read all the same.
 * - `informational`: 1xx replies came first
 * - `both-lengths`: Content-Length beside Transfer-Encoding, which counts
 * - `compressed`: a Content-Encoding although none was asked for
 * - `unexpected-body`: bytes behind the end of the reply, or behind one that has no body (204, 304)
 * - `unknown-charset`, `wrong-charset`: the body is not in the charset that it names, or in one that nobody knows
 * - `bare-line-feeds`: lines end without a carriage return
 * - `control-characters`: in a header
 */
export type ReplyOddity =
  | 'informational'
  | 'both-lengths'
  | 'compressed'
  | 'unexpected-body'
  | 'unknown-charset'
  | 'wrong-charset'
  | 'bare-line-feeds'
  | 'control-characters'

/**
 * Why bytes are no HTTP reply.
 * - `not-http`: it begins as no HTTP reply does
 * - `status-line`, `header-line`: such a line is malformed
 * - `headers-too-large`: status line and headers are longer than anybody reads
 * - `content-length`: no number, or two different ones
 * - `informational-flood`: 1xx replies without end
 */
export type ReplyFault =
  | 'not-http'
  | 'status-line'
  | 'header-line'
  | 'headers-too-large'
  | 'content-length'
  | 'informational-flood'

/** A protocol that is known by the first bytes of a server. */
export type SpokenProtocol =
  | 'http'
  | 'http2'
  | 'tls'
  | 'ssh'
  | 'smtp'
  | 'ftp'
  | 'pop3'
  | 'imap'
  | 'mysql'
  | 'redis'
  | 'vnc'
  | 'html'

export interface HttpReply {
  readonly kind: 'reply'
  readonly status: number
  readonly statusText: string
  /** Names in lower case, repeated headers as several entries. */
  readonly headers: readonly (readonly [string, string])[]
  /**
   * Decoded as the charset that it names, UTF-8 without one, with replacement characters. Of a compressed body the text,
   * if it is one of at most `maxBodyBytes`.
   */
  readonly body: string
  /** As they came, at most `maxBodyBytes`. */
  readonly bodyBytes: number
  /** Why the body ends where it ends. */
  readonly bodyEnd: 'complete' | 'cut-at-limit' | 'connection-closed' | 'timed-out'
  /** How a body that is `connection-closed` was cut; `bad-chunk`: what came is no chunk. */
  readonly bodyFault?: 'closed' | 'reset' | 'bad-chunk'
  /** How many bytes Content-Length promised, where it counts. */
  readonly announcedBytes?: number
  /** `1.1`, `1.0` */
  readonly httpVersion?: string
  readonly oddities?: readonly ReplyOddity[]
  readonly timings: HttpTimings
}

export interface HttpFailure {
  readonly kind: 'failure'
  readonly phase: 'resolve' | 'connect' | 'tls' | 'request' | 'reply'
  readonly code:
    | 'refused'
    | 'timed-out'
    | 'reset'
    | 'closed'
    | 'unreachable'
    | 'not-found'
    | 'invalid-reply'
    | 'headers-too-large'
    | 'certificate'
    | 'aborted'
    | 'other'
  readonly systemCode: string
  readonly detail: string
  /** How much of a reply was there when it broke off. */
  readonly stage?: 'nothing' | 'status-line' | 'headers'
  readonly fault?: ReplyFault
  /** What the server speaks in place of HTTP, if it is known. */
  readonly spoken?: SpokenProtocol
  /** The first line that came, printable characters only, shortened. */
  readonly banner?: string
  readonly timings: HttpTimings
}

export type HttpExchange = HttpReply | HttpFailure
