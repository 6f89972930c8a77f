import { diagnoseReplies } from '../../../src/checks/replies/diagnose-replies.ts'
import type { HttpExchange, HttpFailure, HttpReply } from '../../../src/core/http-port.ts'
import type { Observation } from '../../../src/core/probe.ts'
import { observed } from '../../../src/core/probe.ts'
import type { Origin } from '../../../src/core/settings.ts'
import type { Detected, FrameworkName } from '../../../src/core/stack.ts'
import type { CallbackPost } from '../../../src/probes/callback-post.ts'
import type { LocalPost } from '../../../src/probes/local-reply.ts'
import type { Variant, VariantName } from '../../../src/probes/reply-variants.ts'

export interface ReplyOptions {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly ms?: number
  readonly bodyEnd?: HttpReply['bodyEnd']
}

export const path = '/api/payments/mpesa/callback'
export const ack = '{"ResultCode":0,"ResultDesc":"Accepted"}'

export function reply({
  status = 200,
  headers = {},
  body = ack,
  ms = 20,
  bodyEnd = 'complete',
}: ReplyOptions = {}): HttpReply {
  return {
    kind: 'reply',
    status,
    statusText: '',
    headers: Object.entries(headers),
    body,
    bodyBytes: body.length,
    bodyEnd,
    timings: { connectMs: 1, tlsMs: 2, firstByteMs: ms, totalMs: ms + 3 },
  }
}

export function fails(code: HttpFailure['code'], phase: HttpFailure['phase'] = 'reply', systemCode = ''): HttpFailure {
  const timings = { connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 8_000 }
  return { kind: 'failure', phase, code, systemCode, detail: '', timings }
}

export const down = fails('refused', 'connect', 'ECONNREFUSED')
export const silent = fails('timed-out', 'reply', 'LIMIT')

export interface Scene {
  readonly outside?: HttpExchange
  readonly inside?: HttpExchange
  readonly host?: string
  readonly outsideVariants?: Partial<Readonly<Record<VariantName, HttpExchange>>>
  readonly insideVariants?: Partial<Readonly<Record<VariantName, HttpExchange>>>
  readonly origin?: Origin
  readonly insideUrl?: string
  /** On which processes of the project listen. */
  readonly ownPorts?: readonly number[]
  readonly insideAddress?: string
  /** That the project's own files name. */
  readonly frameworks?: readonly Detected<FrameworkName>[]
}

const option: Origin = { kind: 'option', name: '--app-url' }

export function hintsOf({ host = 'shop.example', ...scene }: Scene) {
  const missing = { available: false, kind: 'not-configured', reason: 'the app' } as const
  const none = { available: false, kind: 'not-applicable', reason: 'clear' } as const
  return {
    publicReply:
      scene.outside === undefined
        ? (missing as Observation<CallbackPost>)
        : observed(post(`https://${host}${path}`, '203.0.113.7', scene.outside)),
    localReply:
      scene.inside === undefined
        ? (missing as Observation<LocalPost>)
        : observed({
            ...post(
              scene.insideUrl ?? `http://127.0.0.1:5000${path}`,
              scene.insideAddress ?? '127.0.0.1',
              scene.inside,
            ),
            origin: scene.origin ?? option,
            unreached: [],
          }),
    publicVariants: variants(scene.outsideVariants) ?? none,
    localVariants: variants(scene.insideVariants) ?? none,
    stackInUse: observed(scene.frameworks ?? []),
    ownListeners: observed(
      (scene.ownPorts ?? []).map((port) => ({
        pid: 7,
        program: 'python3',
        folder: '/shop',
        address: '127.0.0.1',
        port,
      })),
    ),
  }
}

function post(url: string, address: string, exchange: HttpExchange): CallbackPost {
  return { url, checkoutRequestId: 'ws_CO_DOCTOR_x', endpoint: { address, port: 443 }, budgetMs: 8_000, exchange }
}

function variants(
  exchanges: Partial<Readonly<Record<VariantName, HttpExchange>>> | undefined,
): Observation<readonly Variant[]> | undefined {
  if (exchanges === undefined) return undefined
  return observed(
    Object.entries(exchanges).map(([name, exchange]) => {
      const to = name === 'neighbour' ? '/payments/mpesa/callback' : name.startsWith('sibling') ? `${path}-x` : path
      const method = name === 'options' || name === 'get' ? name.toUpperCase() : 'POST'
      return { name: name as VariantName, method, url: `https://shop.example${to}`, path: to, exchange }
    }),
  )
}

export function diagnose(scene: Scene) {
  return diagnoseReplies(hintsOf(scene))
}

/** "code" or "code:severity" where it is no error. */
export function codesOf(scene: Scene): readonly string[] {
  return diagnose(scene).map(({ code, severity }) => (severity === 'error' ? code : `${code}:${severity}`))
}
