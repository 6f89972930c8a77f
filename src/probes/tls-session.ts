import type { Endpoint, HandshakeOptions, HandshakeResult } from '../core/net-port.ts'
import type { Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { callbackTarget } from './callback-target.ts'
import { limitWithinBudget } from './limit-within-budget.ts'
import { connection } from './tcp.ts'

/** One handshake as a client of today offers it. */
export interface TlsSession {
  readonly host: string
  readonly endpoint: Endpoint
  readonly result: HandshakeResult
  /** When, for dates to be judged against; ISO 8601. */
  readonly observedAt: string
}

const mostMs = 8_000

/**
 * The TLS handshake with the host, whatever its certificate is worth: all that has to be known before a request is sent.
 * What other handshakes tell is in `tls`.
 */
export const tlsSession: Probe<TlsSession> = {
  id: 'tls-session',
  activity: 'shaking hands (TLS)',
  limitMs: 3 * mostMs,
  async run({ ports, settings, signal, observe }) {
    const target = await observe(callbackTarget)
    if (!target.available) return target
    const { host, secure } = target.value
    if (!secure) return unavailable('not-applicable', 'a callback URL with https')
    const connected = await observe(connection)
    if (!connected.available) return connected
    const endpoint = connected.value
    const extraTrust = settings.get('cacert')?.value.pem
    const options: HandshakeOptions = {
      servername: host,
      limitMs: handshakeLimit(settings),
      signal,
      ...(extraTrust === undefined ? {} : { extraTrust }),
    }
    const result = await ports.net.handshake(endpoint, options)
    if (signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    return observed({ host, endpoint, result, observedAt: ports.clock.now().toISOString() })
  },
}

/** A handshake gets the budget of a reply, and never more than eight seconds. */
export function handshakeLimit(settings: ProbeContext['settings']): number {
  return limitWithinBudget(settings, mostMs)
}
