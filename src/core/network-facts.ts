import type { Address } from './dns-port.ts'
import type { HttpTimings } from './http-port.ts'
import type { CertificateFacts } from './net-port.ts'

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

export interface NameTrouble extends Trouble {
  /** What the name servers said to a question of this tool's own; null or absent if none was asked. */
  readonly direct?: { readonly systemCode: string | null; readonly alias: string | null } | null
  /** True if this machine has no network. */
  readonly machineOffline?: boolean
}

export interface NameLookup {
  readonly host: string
  /** The answer that counts. */
  readonly resolver: string
  readonly ms: number
  readonly addresses: readonly Address[]
  readonly failure?: NameTrouble
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
  /** As far as each was tried, newest first. */
  readonly versions: readonly TriedVersion[]
  /** A handshake that named no host; null if there was no reason for it. */
  readonly withoutSni: NamelessHandshake | null
  /** A handshake that offered HTTP/2, as this one only HTTP/1.1; null if there was no reason for it. */
  readonly withHttp2: TriedHandshake | null
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

export interface TriedHandshake {
  /** Null if the server neither took nor refused it. */
  readonly accepted: boolean | null
  /** Null where another handshake tells. */
  readonly ms: number | null
  /** The cipher, the alert, the error. */
  readonly detail: string
}

export interface TriedVersion extends TriedHandshake {
  readonly name: string
}

export interface NamelessHandshake extends TriedHandshake {
  /** Of the certificate that came; null if none did. */
  readonly subject: string | null
  readonly names: readonly string[]
  readonly nameMatches: boolean | null
  /** Whether it is the one that came with the name; null if one of the two is missing. */
  readonly sameCertificate: boolean | null
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
  /** What the reply said it would send, if it said so. */
  readonly announcedBytes?: number
  readonly bodyEnd: string
  /** Why the body broke off, where the connection ended too early. */
  readonly bodyFault?: string
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
