import type { SpokenProtocol } from './http-port.ts'

export interface Endpoint {
  readonly address: string
  readonly port: number
}

export interface NetPort {
  /** Connects and closes again. */
  connect(endpoint: Endpoint, options: { limitMs: number; signal: AbortSignal }): Promise<ConnectResult>
  /** Connects, shakes hands without insisting on a valid certificate, and tells everything that it saw. */
  handshake(endpoint: Endpoint, options: HandshakeOptions): Promise<HandshakeResult>
}

export type TlsProtocol = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

export interface HandshakeOptions {
  readonly servername: string
  /** PEM of certificates to trust besides the usual ones. */
  readonly extraTrust?: string
  /** Offers this version alone; without it TLS 1.2 and 1.3. */
  readonly onlyProtocol?: TlsProtocol
  /** False: keeps the name back that tells the server which certificate is meant (SNI). */
  readonly sendName?: boolean
  /** What is offered to be spoken over TLS (ALPN); without it `http/1.1`. */
  readonly alpn?: readonly string[]
  /** For each stage: connecting, shaking hands. */
  readonly limitMs: number
  readonly signal: AbortSignal
}

export type ConnectFailureCode = 'refused' | 'timed-out' | 'reset' | 'unreachable' | 'denied' | 'other'

export type ConnectResult =
  | { readonly kind: 'connected'; readonly endpoint: Endpoint; readonly ms: number }
  | {
      readonly kind: 'failure'
      readonly endpoint: Endpoint
      readonly code: ConnectFailureCode
      readonly systemCode: string
      readonly ms: number
    }

export interface CertificateFacts {
  readonly subject: string
  readonly issuer: string
  /** ISO 8601. */
  readonly validFrom: string
  readonly validTo: string
  /** Subject alternative names: host names and addresses. */
  readonly names: readonly string[]
  readonly selfSigned: boolean
  readonly fingerprint256: string
  /** Where the certificate itself says that its issuer's certificate can be fetched; nobody fetches it here. */
  readonly issuerUrls?: readonly string[]
  /** `RSA`, `EC prime256v1`, `Ed25519` … */
  readonly keyType?: string
  /** Of an RSA key. */
  readonly keyBits?: number
  /** Hash and algorithm of the issuer's signature (`SHA-256 RSA`), or the number of one that is not known by name. */
  readonly signature?: string
  /** False if the certificate says what it is for, and a server is not among it. */
  readonly forServers?: boolean
}

export type HandshakeResult =
  | {
      readonly kind: 'secure'
      /** Of the handshake alone. */
      readonly ms: number
      readonly connectMs?: number
      readonly protocol: string
      readonly cipher: string
      /** What the server chose of what was offered; null if it chose nothing. */
      readonly alpn: string | null
      /** The chain as the server sent it, leaf first, nothing completed from the trust store. */
      readonly chain: readonly CertificateFacts[]
      /** Subjects of intermediates that the server kept back and only this machine's trust store added. */
      readonly storeSupplied?: readonly string[]
      /** Node's verification code (`CERT_HAS_EXPIRED`, …) or null if the chain is trusted; the name is judged apart. */
      readonly trustError: string | null
      /**
       * Whose root the trust rests on: one that everybody has, one that the user named, or one that only this machine has
       * (`NODE_EXTRA_CA_CERTS`, the system's store). Null without trust.
       */
      readonly trustAnchor?: 'public' | 'given' | 'this-machine' | null
      readonly nameMatches: boolean
      /** `required`: the server ended the connection because there was none. */
      readonly clientCertificate: 'not-asked' | 'asked' | 'required'
    }
  | {
      readonly kind: 'failure'
      readonly ms: number
      readonly code: 'timed-out' | 'reset' | 'not-tls' | 'client-certificate' | 'alert' | 'connect' | 'other'
      readonly systemCode: string
      /** The error's own words, shortened. */
      readonly detail: string
      /** Name of the server's TLS alert as RFC 8446 spells it: `unrecognized_name`. */
      readonly alert?: string
      /** First bytes of what a server that does not speak TLS said, printable characters only. */
      readonly banner?: string
      /** What it speaks instead, if it is known. */
      readonly spoken?: SpokenProtocol
      /** Where a server that speaks HTTP instead sends its clients. */
      readonly location?: string
    }
