import type { HandshakeOptions, HandshakeResult, TlsProtocol } from '../core/net-port.ts'
import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Interception } from './interception.ts'
import { findInterception } from './interception.ts'
import type { TlsSession } from './tls-session.ts'
import { handshakeLimit, tlsSession } from './tls-session.ts'
import type { TlsAttempt, TlsVersion } from './tls-versions.ts'
import { readAttempt, tlsProtocols, versionsFromFirst } from './tls-versions.ts'

export interface TlsFacts extends TlsSession {
  /** Newest first; versions that nothing depends on are missing, see `tlsOlder`. */
  readonly versions: readonly TlsVersion[]
  /** A handshake that keeps the name back, where the one with the name failed or brought another host's certificate. */
  readonly withoutSni: WithoutSni | null
  /** A handshake that offers HTTP/2, where the server refused HTTP/1.1. */
  readonly withHttp2: TlsAttempt | null
  /** Who signs in the server's place, if it looks so. */
  readonly interception: Interception | null
}

export interface WithoutSni extends TlsAttempt {
  /** The certificate that the server has for clients that name no host. */
  readonly subject: string | null
  readonly names: readonly string[]
  readonly nameMatches: boolean | null
  /** Whether it is the certificate that it has for this name as well. */
  readonly sameCertificate: boolean | null
}

const shortestMs = 1_500

/**
 * Everything about TLS that a judgement may need: the first handshake, and the further ones that tell causes apart, all at
 * the same time. A server in good order sees two of them.
 */
export const tls: Probe<TlsFacts> = {
  id: 'tls',
  activity: 'trying TLS versions',
  limitMs: 30_000,
  async run({ ports, settings, signal, observe }) {
    const session = await observe(tlsSession)
    if (!session.available) return session
    const { host, endpoint, result } = session.value
    const options = { servername: host, limitMs: furtherLimit(result, handshakeLimit(settings)), signal }
    const shake = (more: Partial<HandshakeOptions>) => ports.net.handshake(endpoint, { ...options, ...more })
    const plan = planFurther(result)
    const [versions, withoutSni, withHttp2] = await Promise.all([
      Promise.all(
        plan.versions.map(async (protocol) => ({
          protocol,
          ...readAttempt(await shake({ onlyProtocol: protocol })),
        })),
      ),
      plan.withoutSni ? shake({ sendName: false }) : null,
      plan.withHttp2 ? shake({ alpn: ['h2'] }) : null,
    ])
    if (signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    const known = [...versionsFromFirst(result), ...versions]
    return observed({
      ...session.value,
      versions: tlsProtocols.flatMap((protocol) =>
        known.filter((version) => version.protocol === protocol).slice(0, 1),
      ),
      withoutSni: withoutSni && describeWithoutSni(withoutSni, result),
      withHttp2: withHttp2 && readAttempt(withHttp2),
      interception: findInterception(result, endpoint) ?? null,
    })
  },
}

/** Whether a client that knows only the public authorities would go on to send a request. */
export function isAcceptable(result: HandshakeResult): boolean {
  if (result.kind === 'failure' || result.clientCertificate === 'required') return false
  // What such a machine shows is not the server's certificate; the server behind it answers all the same.
  if (findInterception(result) !== undefined) return true
  const { trustError, trustAnchor, nameMatches, storeSupplied = [] } = result
  return trustError === null && trustAnchor !== 'this-machine' && nameMatches && storeSupplied.length === 0
}

interface Plan {
  readonly versions: readonly TlsProtocol[]
  readonly withoutSni: boolean
  readonly withHttp2: boolean
}

function planFurther(first: HandshakeResult): Plan {
  if (first.kind === 'secure') {
    return {
      versions: first.protocol === 'TLSv1.3' ? ['TLSv1.2'] : [],
      withoutSni: !first.nameMatches,
      withHttp2: false,
    }
  }
  // Silence stays silence, and what speaks no TLS speaks none of its versions.
  if (
    first.code === 'timed-out' ||
    first.code === 'not-tls' ||
    first.code === 'connect' ||
    first.code === 'client-certificate'
  )
    return { versions: [], withoutSni: false, withHttp2: false }
  const isAboutHttp = first.alert === 'no_application_protocol'
  return { versions: isAboutHttp ? [] : tlsProtocols, withoutSni: !isAboutHttp, withHttp2: isAboutHttp }
}

/** An offer that is dropped in silence must not hold up a run whose first handshake was quick. */
function furtherLimit(first: HandshakeResult, limitMs: number): number {
  return Math.min(limitMs, Math.max(shortestMs, 5 * first.ms))
}

function describeWithoutSni(without: HandshakeResult, first: HandshakeResult): WithoutSni {
  const attempt = readAttempt(without)
  if (without.kind === 'failure')
    return { ...attempt, subject: null, names: [], nameMatches: null, sameCertificate: null }
  const [leaf] = without.chain
  const fingerprint = first.kind === 'secure' ? first.chain[0]?.fingerprint256 : undefined
  return {
    ...attempt,
    subject: leaf?.subject ?? null,
    names: leaf?.names ?? [],
    nameMatches: without.nameMatches,
    sameCertificate: fingerprint === undefined ? null : fingerprint === leaf?.fingerprint256,
  }
}
