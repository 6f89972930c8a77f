import type { TlsProtocol } from '../core/net-port.ts'
import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { handshakeLimit, tlsSession } from './tls-session.ts'
import type { TlsVersion } from './tls-versions.ts'
import { readAttempt } from './tls-versions.ts'

const outdated = ['TLSv1.1', 'TLSv1'] as const satisfies readonly TlsProtocol[]

/** A server that drops such an offer in silence must not hold up the end of a run for long. */
const mostMs = 1_000

/**
 * Whether a server in good order takes outdated versions besides. No callback depends on it, so that it is asked only for
 * somebody who wants to see everything.
 */
export const tlsOlder: Probe<readonly TlsVersion[]> = {
  id: 'tls-older',
  activity: 'trying outdated TLS versions',
  limitMs: 10_000,
  async run({ ports, settings, signal, observe }) {
    const session = await observe(tlsSession)
    if (!session.available) return session
    const { host, endpoint, result } = session.value
    if (result.kind === 'failure') return unavailable('blocked', 'a TLS handshake that succeeds')
    const options = { servername: host, limitMs: Math.min(handshakeLimit(settings), mostMs), signal }
    const tried = await Promise.all(
      outdated.map(async (onlyProtocol) => ({
        protocol: onlyProtocol,
        ...readAttempt(await ports.net.handshake(endpoint, { ...options, onlyProtocol })),
      })),
    )
    if (signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    return observed(tried)
  },
}
