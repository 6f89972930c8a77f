import type { HandshakeResult } from '../core/ports.ts'
import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { callbackTarget } from './callback-target.ts'
import { tcp } from './tcp.ts'

export interface TlsFacts {
  readonly host: string
  readonly result: HandshakeResult
  /** The handshake again with TLS 1.2 at most; null if the first one did not end with TLS 1.3. */
  readonly withTls12: HandshakeResult | null
  /** When, for dates to be judged against; ISO 8601. */
  readonly observedAt: string
}

const mostMs = 8_000

/** The TLS handshake with the host, whatever its certificate is worth. */
export const tls: Probe<TlsFacts> = {
  id: 'tls',
  activity: 'shaking hands (TLS)',
  limitMs: 8 * mostMs,
  async run({ ports, settings, signal, observe }) {
    const target = await observe(callbackTarget)
    if (!target.available) return target
    const { host, secure } = target.value
    if (!secure) return unavailable('not-applicable', 'the callback URL is http')
    const connection = await observe(tcp)
    if (!connection.available) return connection
    const { connected } = connection.value
    if (connected === undefined) return unavailable('blocked', 'the host accepts connections')
    const extraTrust = settings.get('cacert')?.value.pem
    const limitMs = Math.min(settings.get('budget')?.value ?? mostMs, mostMs)
    const options = { servername: host, limitMs, signal, ...(extraTrust === undefined ? {} : { extraTrust }) }
    const result = await ports.net.handshake(connected, options)
    const isNewest = result.kind === 'secure' && result.protocol === 'TLSv1.3'
    const withTls12 = isNewest ? await ports.net.handshake(connected, { ...options, maxProtocol: 'TLSv1.2' }) : null
    if (signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    return observed({ host, result, withTls12, observedAt: ports.clock.now().toISOString() })
  },
}

/** Whether a client that knows only the public authorities would go on to send a request. */
export function isAcceptable(result: HandshakeResult): boolean {
  return (
    result.kind === 'secure' &&
    result.trustError === null &&
    result.nameMatches &&
    !result.clientCertificateRequired &&
    (result.storeSupplied ?? []).length === 0
  )
}
