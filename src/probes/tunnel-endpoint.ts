import type { ProbeContext } from '../core/probe.ts'
import { hostOf } from './app-endpoints.ts'
import { refuseWhenOffline } from './offline.ts'

/** A public URL that a tunnel's program on this machine holds, and where it hands requests on to. */
export interface TunnelEndpoint {
  readonly provider: 'ngrok' | 'cloudflare'
  /** Scheme and host. */
  readonly url: string
  readonly host: string
  /** Null where it is no web server, or not told. */
  readonly target: URL | null
}

/** What one address at which a tunnel's program may be asked answers; `closed` if nothing listens there. */
export type AgentAnswer = readonly TunnelEndpoint[] | 'closed' | 'other'

const answerLimitMs = 800
const maxBodyBytes = 262_144

/**
 * Asks at one port after the other, as programs take the next one where the first is taken: up to the first where nothing
 * listens. Undefined if none of them answers as expected.
 */
export async function askAgents(
  bases: readonly URL[],
  ask: (base: URL) => Promise<AgentAnswer>,
): Promise<readonly TunnelEndpoint[] | undefined> {
  let found: readonly TunnelEndpoint[] | undefined
  for (const base of bases) {
    const answer = await ask(base)
    if (answer === 'closed') break
    if (answer !== 'other') found = [...(found ?? []), ...answer]
  }
  return found
}

/** The JSON that a GET of this URL gives; `silent` if no answer came in time, `other` for every other answer. */
export async function getJson(
  url: URL,
  context: Pick<ProbeContext, 'ports' | 'settings' | 'signal'>,
): Promise<{ readonly json: unknown } | 'closed' | 'silent' | 'other'> {
  const { ports, settings, signal } = context
  if (refuseWhenOffline(settings, hostOf(url)) !== undefined) return 'closed'
  const exchange = await ports.http.exchange({
    method: 'GET',
    url: url.href,
    headers: [['Accept', 'application/json']],
    verifyCertificate: false,
    limitMs: answerLimitMs,
    maxBodyBytes,
    signal,
  })
  if (exchange.kind === 'failure') {
    if (exchange.phase === 'connect' || exchange.phase === 'resolve') return 'closed'
    return exchange.code === 'timed-out' ? 'silent' : 'other'
  }
  if (exchange.status !== 200 || exchange.bodyEnd !== 'complete') return 'other'
  try {
    return { json: JSON.parse(exchange.body) }
  } catch {
    // Something else listens there.
    return 'other'
  }
}

/** A web address to which requests are handed on: `http://localhost:5000`, `localhost:5000`, `5000`. */
export function readTarget(text: unknown): URL | null {
  if (typeof text !== 'string') return null
  const full = /^\d{1,5}$/.test(text)
    ? `http://localhost:${text}`
    : /^[\w.-]+:\d{1,5}$/.test(text)
      ? `http://${text}`
      : text
  const url = URL.canParse(full) ? new URL(full) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '' ? url : null
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

export function itemsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  return Array.isArray(value) ? value.map(fieldsOf) : undefined
}
