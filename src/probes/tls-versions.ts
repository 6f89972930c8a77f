import type { HandshakeResult, TlsProtocol } from '../core/net-port.ts'

/** What became of an offer that only a comparison needs. */
export interface TlsAttempt {
  /** Null if the server neither took nor refused it: silence, a connection that broke. */
  readonly accepted: boolean | null
  /** Milliseconds of the handshake; null if there was none. */
  readonly ms: number | null
  /** How it ended: the cipher, the alert, the error. */
  readonly detail: string
}

export interface TlsVersion extends TlsAttempt {
  readonly protocol: TlsProtocol
}

/** Newest first, as everything that lists them. */
export const tlsProtocols = ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'] as const satisfies readonly TlsProtocol[]

/** Alerts with which a server refuses a version. */
const refusals: ReadonlySet<string> = new Set(['protocol_version', 'handshake_failure', 'insufficient_security'])

/** Reads the answer to an offer of one version, or of one way to speak. */
export function readAttempt(result: HandshakeResult): TlsAttempt {
  const { ms } = result
  if (result.kind === 'secure') return { accepted: true, ms, detail: result.cipher }
  const detail = result.alert ?? (result.detail === '' ? result.systemCode : result.detail)
  // Asked for a certificate only after the version was agreed upon.
  if (result.code === 'client-certificate') return { accepted: true, ms, detail: 'asks for a client certificate' }
  const isRefused =
    (result.alert !== undefined && refusals.has(result.alert)) ||
    /UNSUPPORTED_PROTOCOL|WRONG_SSL_VERSION/.test(result.systemCode)
  return { accepted: isRefused ? false : null, ms, detail }
}

/** What the first handshake, which offers TLS 1.2 and 1.3, tells about them without another one. */
export function versionsFromFirst(first: HandshakeResult): readonly TlsVersion[] {
  if (first.kind === 'failure') return []
  const chosen = { ...readAttempt(first), protocol: first.protocol as TlsProtocol }
  if (first.protocol !== 'TLSv1.2') return [chosen]
  return [{ protocol: 'TLSv1.3', accepted: false, ms: null, detail: 'TLS 1.2 chosen although 1.3 was offered' }, chosen]
}

export function isAccepted(versions: readonly TlsVersion[], protocol: TlsProtocol): boolean | null {
  return versions.find((version) => version.protocol === protocol)?.accepted ?? null
}
