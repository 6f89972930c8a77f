import type { Address, CertificateFacts, HttpTimings } from './ports.ts'

/*
 * What was seen between this machine, the callback URL and the app, as it is published. Words that name a state are plain
 * text here: more of them may be known one day. Times are milliseconds.
 */

/** What was not looked at is null, or missing in its list. */
export interface NetworkFacts {
  readonly dns: NameLookup | null
  /** Every address that was tried, in the order of DNS. */
  readonly connections: readonly Connection[]
  readonly tls: TlsFindings | null
  /** The app's before those of the callback URL; those to one of them in the order in which they were sent. */
  readonly requests: readonly SentRequest[]
}

export interface Trouble {
  readonly code: string
  readonly systemCode: string
}

export interface NameLookup {
  readonly host: string
  /** The answer that counts. */
  readonly resolver: string
  readonly ms: number
  readonly addresses: readonly Address[]
  readonly failure?: Trouble
  /** Everybody who was asked. */
  readonly answers: readonly NameAnswer[]
}

export type NameAnswer = Omit<NameLookup, 'host' | 'answers'>

export interface Connection extends Address {
  readonly port: number
  readonly ms: number
  readonly connected: boolean
  readonly failure?: Trouble
}

export interface TlsFindings {
  /** The name that was asked for (SNI). */
  readonly host: string
  readonly ms: number
  /** Version and cipher of a handshake in which TLS 1.2 and 1.3 were on offer; null if it failed. */
  readonly protocol: string | null
  readonly cipher: string | null
  readonly alpn: string | null
  /** As far as each was tried; null if the server neither took nor refused it. */
  readonly versions: readonly TriedVersion[]
  /** As the server sent it, leaf first. */
  readonly chain: readonly CertificateFacts[]
  /** Intermediates that the server kept back and this machine had. */
  readonly storeSupplied: readonly string[]
  /** OpenSSL's name of what is wrong with the chain; null if nothing is. */
  readonly trustError: string | null
  readonly trustAnchor: string | null
  readonly nameMatches: boolean | null
  readonly clientCertificate: string | null
  /** Somebody who signs in the server's place; then the rest is his. */
  readonly interception?: { readonly by: string | null; readonly issuer: string; readonly sign: string }
  /** When the dates were looked at; ISO 8601. */
  readonly observedAt: string
  readonly failure?: TlsTrouble
}

export interface TriedVersion {
  readonly name: string
  readonly accepted: boolean | null
  /** The cipher, the alert, the error. */
  readonly detail: string
}

export interface TlsTrouble extends Trouble {
  readonly detail: string
  readonly alert?: string
  readonly banner?: string
  readonly spoken?: string
  readonly location?: string
}

export interface SentRequest {
  /** To the callback URL, or to the app on this machine. */
  readonly to: 'public' | 'app'
  /** `callback`, or what it was sent to find out. */
  readonly purpose: string
  readonly method: string
  readonly url: string
  /** Where it was sent to; null if the name was resolved on the way. */
  readonly address: string | null
  readonly port: number | null
  readonly timings: HttpTimings
  /** Either this or `failure`. */
  readonly reply?: SeenReply
  readonly failure?: ReplyTrouble
}

export interface SeenReply {
  readonly httpVersion?: string
  readonly status: number
  readonly statusText: string
  readonly headers: readonly (readonly [string, string])[]
  readonly bodyBytes: number
  readonly bodyEnd: string
  readonly oddities?: readonly string[]
  readonly body: string
}

export interface ReplyTrouble extends Trouble {
  readonly phase: string
  readonly detail: string
  readonly stage?: string
  readonly fault?: string
  readonly spoken?: string
  readonly banner?: string
}
