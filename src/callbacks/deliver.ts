import type { HttpFailure, HttpPort } from '../core/http-port.ts'
import type { Endpoint } from '../core/net-port.ts'

/** What the app answered. */
export interface CallbackResponse {
  readonly status: number
  readonly durationMs: number
  readonly headers: readonly (readonly [string, string])[]
  /** At most 64 KiB. */
  readonly body: string
}

export type DeliveryOutcome =
  | { readonly kind: 'answered'; readonly response: CallbackResponse }
  | {
      readonly kind: 'failed'
      readonly failure: Pick<HttpFailure, 'phase' | 'code' | 'systemCode' | 'detail'>
      readonly durationMs: number
    }

export interface Route {
  /** For the whole exchange. */
  readonly limitMs: number
  readonly connectTo?: Endpoint
  readonly extraTrust?: string
}

/** A request to the app; the method is POST where none is told. */
export interface DeliveryRequest {
  readonly method?: string
  readonly url: string
  /** What stands on the request line, to the byte; path and query of `url` where it is not told. */
  readonly target?: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | Uint8Array
}

const mostBytes = 65_536

/** Sends a callback once: no redirects, no second attempt, as Safaricom does. */
export async function deliverCallback(
  http: HttpPort,
  request: DeliveryRequest,
  route: Route,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  const { connectTo, extraTrust, limitMs } = route
  const exchange = await http.exchange({
    method: request.method ?? 'POST',
    url: request.url,
    ...(request.target === undefined ? {} : { target: request.target }),
    headers: request.headers,
    // A request without a body says nothing of its length, unless its method is one that has a body.
    ...(request.body.length === 0 ? {} : { body: request.body }),
    ...(connectTo === undefined ? {} : { connectTo }),
    ...(extraTrust === undefined ? {} : { extraTrust }),
    // A certificate that nobody trusts is a finding of the probe; here the handler is what counts.
    verifyCertificate: false,
    limitMs,
    maxBodyBytes: mostBytes,
    signal,
  })
  signal.throwIfAborted()
  if (exchange.kind === 'failure') {
    const { phase, code, systemCode, detail, timings } = exchange
    return { kind: 'failed', failure: { phase, code, systemCode, detail }, durationMs: timings.totalMs }
  }
  const { status, headers, body, timings, bodyEnd } = exchange
  if (bodyEnd === 'connection-closed') {
    const failure = { phase: 'reply', code: 'closed', systemCode: '', detail: 'the reply was cut off' } as const
    return { kind: 'failed', failure, durationMs: timings.totalMs }
  }
  return { kind: 'answered', response: { status, durationMs: Math.round(timings.totalMs), headers, body } }
}
