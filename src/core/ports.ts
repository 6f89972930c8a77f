import type { Secret } from './secret.ts'

/*
 * The outside world as this tool sees it. Adapters implement these; tests pass fakes that refuse whatever they were
 * not told to expect. Every wait takes a signal and a limit. Times are milliseconds.
 */

export interface Ports {
  readonly files: FilesPort
  readonly dns: DnsPort
  readonly net: NetPort
  readonly http: HttpPort
  readonly database: DatabasePort
  readonly clock: ClockPort
  readonly random: RandomPort
  readonly digest: DigestPort
  readonly sources: SourcesPort
  readonly processes: ProcessesPort
}

export interface FilesPort {
  /** Reads a regular file up to `maxBytes`; directories, devices and larger files are `unreadable` with a code. */
  read(path: string, options?: { maxBytes?: number }): Promise<FileReadResult>
  /** Names in a folder, in no particular order. */
  list(folder: string): Promise<FolderListing>
  /** Facts of a file without opening it, through symbolic links; null if there is none, or none that this user can reach. */
  stat(path: string): Promise<FileFacts | null>
}

export type FolderListing =
  | { readonly kind: 'listed'; readonly entries: readonly FolderEntry[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly code: string }

export interface FolderEntry {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
}

export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'other'
  readonly bytes: number
  /** Permission bits (`0o644`); null where the system has none (Windows). */
  readonly mode: number | null
  /** Milliseconds since 1970. */
  readonly modifiedMs: number
}

export type FileReadResult =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  /** `code`: `not-a-file`, `too-large`, or the system's (`EACCES` …). */
  | { readonly kind: 'unreadable'; readonly code: string; readonly detail: string }

export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

export interface DnsPort {
  /**
   * Asks for A and AAAA. Without `servers` it asks as other programs of this machine do. With `explain` a failure is
   * followed by one more question for the same name, which tells what it means (`direct`).
   */
  resolve(
    host: string,
    options: { servers?: readonly string[]; explain?: boolean; limitMs: number; signal: AbortSignal },
  ): Promise<DnsAnswer>
}

export type DnsAnswer =
  | {
      readonly kind: 'addresses'
      readonly addresses: readonly Address[]
      readonly ms: number
      readonly resolver: string
    }
  | {
      readonly kind: 'failure'
      readonly code: 'not-found' | 'no-address' | 'server-failure' | 'timed-out' | 'refused'
      readonly systemCode: string
      readonly ms: number
      readonly resolver: string
      /** What the name servers say to a question of this tool's own; null or absent if none was asked. */
      readonly direct?: DirectAnswer | null
      /** True if this machine has no network interface with an address of its own. */
      readonly machineOffline?: boolean
    }

/** Tells a name that does not exist from one that leads nowhere, and both from name servers that are out of reach. */
export interface DirectAnswer {
  /** c-ares' code: `ENOTFOUND` no such name, `ENODATA` the name exists, `ECONNREFUSED` and `ETIMEOUT` nobody answers. */
  readonly systemCode: string | null
  /** The name that this one is an alias of (CNAME). */
  readonly alias: string | null
}

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

export interface HttpPort {
  /**
   * One request on one fresh connection: no redirects, no cookies, no retries, no compression asked for. Never rejects for
   * what the server does; a failure is a result.
   */
  exchange(request: HttpRequest): Promise<HttpExchange>
}

export interface HttpRequest {
  readonly method: string
  readonly url: string
  /** Where to connect instead of asking DNS; name, SNI and Host stay those of the URL. */
  readonly connectTo?: Endpoint
  /** Sent in this order with this spelling; Host, Content-Length and Connection are added. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body?: string
  readonly extraTrust?: string
  /** True: a certificate that does not verify ends the exchange. */
  readonly verifyCertificate: boolean
  /** For the whole exchange, connection included. */
  readonly limitMs: number
  readonly maxBodyBytes: number
  readonly signal: AbortSignal
}

/**
 * Each phase on its own; `firstByteMs` and `endMs` count from the moment at which the request is sent, to the first byte
 * of anything and to the end of the exchange; `totalMs` covers all.
 */
export interface HttpTimings {
  readonly connectMs: number | null
  readonly tlsMs: number | null
  readonly firstByteMs: number | null
  readonly endMs?: number | null
  readonly totalMs: number
}

/**
 * What is unusual about a reply that can be read all the same.
 * - `informational`: 1xx replies came first
 * - `both-lengths`: Content-Length beside Transfer-Encoding, which counts
 * - `compressed`: a Content-Encoding although none was asked for
 * - `unexpected-body`: bytes behind the end of the reply, or behind one that has no body (204, 304)
 * - `unknown-charset`, `wrong-charset`: the body is not in the charset that it names, or in one that nobody knows
 * - `bare-line-feeds`: lines end without a carriage return
 * - `control-characters`: in a header
 */
export type ReplyOddity =
  | 'informational'
  | 'both-lengths'
  | 'compressed'
  | 'unexpected-body'
  | 'unknown-charset'
  | 'wrong-charset'
  | 'bare-line-feeds'
  | 'control-characters'

/**
 * Why bytes are no HTTP reply.
 * - `not-http`: it begins as no HTTP reply does
 * - `status-line`, `header-line`: such a line is malformed
 * - `headers-too-large`: status line and headers are longer than anybody reads
 * - `content-length`: no number, or two different ones
 * - `informational-flood`: 1xx replies without end
 */
export type ReplyFault =
  | 'not-http'
  | 'status-line'
  | 'header-line'
  | 'headers-too-large'
  | 'content-length'
  | 'informational-flood'

/** A protocol that is known by the first bytes of a server. */
export type SpokenProtocol =
  | 'http'
  | 'http2'
  | 'tls'
  | 'ssh'
  | 'smtp'
  | 'ftp'
  | 'pop3'
  | 'imap'
  | 'mysql'
  | 'redis'
  | 'vnc'
  | 'html'

export interface HttpReply {
  readonly kind: 'reply'
  readonly status: number
  readonly statusText: string
  /** Names in lower case, repeated headers as several entries. */
  readonly headers: readonly (readonly [string, string])[]
  /**
   * Decoded as the charset that it names, UTF-8 without one, with replacement characters. Of a compressed body the text,
   * if it is one of at most `maxBodyBytes`.
   */
  readonly body: string
  /** As they came, at most `maxBodyBytes`. */
  readonly bodyBytes: number
  /** Why the body ends where it ends. */
  readonly bodyEnd: 'complete' | 'cut-at-limit' | 'connection-closed' | 'timed-out'
  /** How a body that is `connection-closed` was cut; `bad-chunk`: what came is no chunk. */
  readonly bodyFault?: 'closed' | 'reset' | 'bad-chunk'
  /** How many bytes Content-Length promised, where it counts. */
  readonly announcedBytes?: number
  /** `1.1`, `1.0` */
  readonly httpVersion?: string
  readonly oddities?: readonly ReplyOddity[]
  readonly timings: HttpTimings
}

export interface HttpFailure {
  readonly kind: 'failure'
  readonly phase: 'resolve' | 'connect' | 'tls' | 'request' | 'reply'
  readonly code:
    | 'refused'
    | 'timed-out'
    | 'reset'
    | 'closed'
    | 'unreachable'
    | 'not-found'
    | 'invalid-reply'
    | 'headers-too-large'
    | 'certificate'
    | 'aborted'
    | 'other'
  readonly systemCode: string
  readonly detail: string
  /** How much of a reply was there when it broke off. */
  readonly stage?: 'nothing' | 'status-line' | 'headers'
  readonly fault?: ReplyFault
  /** What the server speaks in place of HTTP, if it is known. */
  readonly spoken?: SpokenProtocol
  /** The first line that came, printable characters only, shortened. */
  readonly banner?: string
  readonly timings: HttpTimings
}

export type HttpExchange = HttpReply | HttpFailure

export type SqlValue = string | number | boolean | null | Date | readonly string[]
export type Row = Readonly<Record<string, unknown>>

export interface DatabasePort {
  /**
   * Opens a session that the server itself holds read-only, with a statement time-out. With `localOnly` nothing but
   * loopback, sockets and files are opened; anything else is `not-local`.
   */
  open(
    url: Secret,
    options: { limitMs: number; statementLimitMs: number; signal: AbortSignal; localOnly?: boolean },
  ): Promise<DatabaseOpenResult>
}

export type DatabaseOpenResult =
  | { readonly kind: 'open'; readonly session: DatabaseSession }
  | {
      readonly kind: 'failure'
      readonly code:
        | 'unreachable'
        | 'timed-out'
        | 'auth-failed'
        | 'no-database'
        | 'malformed-url'
        | 'unsupported'
        | 'not-local'
        | 'tls'
        | 'other'
      readonly detail: string
      readonly systemCode: string
      readonly where: DatabaseLocation
    }

/** Where a database is, without the password. */
export interface DatabaseLocation {
  readonly dialect: string
  readonly host: string
  readonly port: number | null
  readonly user: string | null
  readonly database: string | null
}

export interface DatabaseSession {
  readonly dialect: 'postgresql' | 'mysql' | 'sqlite'
  readonly where: DatabaseLocation
  /** Values are always parameters; throws `DatabaseQueryError` when the server refuses. */
  query(sql: string, values?: readonly SqlValue[]): Promise<readonly Row[]>
  close(): Promise<void>
}

/** A refusal of the database server; `sqlState` is the SQLSTATE of five characters. */
export class DatabaseQueryError extends Error {
  readonly sqlState: string

  constructor(sqlState: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'DatabaseQueryError'
    this.sqlState = sqlState
  }
}

export interface ClockPort {
  now(): Date
  /** Milliseconds from an arbitrary start, never running backwards. */
  monotonicMs(): number
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export interface DigestPort {
  /** First 8 hexadecimal digits of the SHA-256 of the text in UTF-8: enough to compare, too little to guess a key from. */
  short(text: string): string
}

/** Looks for text in the files of a project, as `git grep` would, but without running git. */
export interface SourcesPort {
  search(request: SourceSearch): Promise<SourceSearchResult>
}

export interface SourceSearch {
  readonly folder: string
  /** Global, so that every occurrence in a file is found. Matched against the text of each file. */
  readonly pattern: RegExp
  /** Paths relative to the folder, with `/`, that are left out. */
  readonly skip?: readonly string[]
  /** Larger files are left out. */
  readonly maxFileBytes: number
  /** For the whole search; what was not looked at by then is counted. */
  readonly limitMs: number
  readonly maxHits: number
  readonly signal: AbortSignal
}

export interface SourceHit {
  /** Relative to the folder, with `/`. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** What the pattern matched. */
  readonly match: string
  /** The line, at most 200 characters of it. */
  readonly text: string
}

export interface SourceSearchResult {
  readonly hits: readonly SourceHit[]
  readonly filesSearched: number
  /** False if the limit ended the search. */
  readonly complete: boolean
}

export interface ProcessesPort {
  /** The process of this machine that listens on the port; `unsupported` where that cannot be asked. */
  listeningOn(port: number): Promise<ListeningProcess>
  /** What processes that work in this folder, or below it, listen on; `unsupported` where that cannot be asked. */
  listenersIn(folder: string): Promise<FolderListeners>
}

export type FolderListeners =
  | { readonly kind: 'found'; readonly listeners: readonly Listener[] }
  | { readonly kind: 'unsupported' }

/** One address on which a process accepts connections. */
export interface Listener {
  readonly pid: number
  /** Name of the program: `python3`, `node`. */
  readonly program: string
  /** Folder that it works in. */
  readonly folder: string
  /** `0.0.0.0` and `::` are all addresses of this machine. */
  readonly address: string
  readonly port: number
}

export type ListeningProcess =
  | {
      readonly kind: 'found'
      readonly pid: number
      /** Name of the program: `python3`, `node`. */
      readonly program: string
      /** Milliseconds since 1970. */
      readonly startedMs: number
      /** Folder that it works in, if it may be read. */
      readonly folder: string | null
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'unsupported' }

export interface RandomPort {
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string
}
