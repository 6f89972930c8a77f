import type { TLSSocket } from 'node:tls'
import type {
  ConnectResult,
  Endpoint,
  HandshakeOptions,
  HandshakeResult,
  NetPort,
  TlsProtocol,
} from '../core/net-port.ts'
import { nameAlert } from './net-node-alerts.ts'
import { findAnchor } from './net-node-anchor.ts'
import { readPeer } from './net-node-certificate.ts'
import { decryptServerFlight } from './net-node-decrypt.ts'
import { asksForClientCertificate, clearMessages, looksLikeTls, readBanner, readLocation } from './net-node-records.ts'
import { aborted, limitReached, openSocket, systemCodeOf } from './net-node-socket.ts'
import { nameProtocol } from './net-node-spoken.ts'
import { tapSocket } from './net-node-tap.ts'
import type { TlsOptions, TlsResult } from './net-node-tls.ts'
import { closedEarly, startTls } from './net-node-tls.ts'

type Failure = Extract<HandshakeResult, { kind: 'failure' }>
type Secure = Extract<HandshakeResult, { kind: 'secure' }>

/** What a TLS 1.3 server says after the handshake if it wanted a certificate and got none. */
const certificateComplaint = /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|HANDSHAKE_FAILURE|CERTIFICATE_UNKNOWN)$/

/** Verification codes that say that the trust at hand has nothing to do with the chain. */
const unknownIssuer: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
])

const oldProtocols: ReadonlySet<TlsProtocol> = new Set(['TLSv1', 'TLSv1.1'])

/** TCP and TLS of this machine through node:net and node:tls. Each stage has the whole limit; nothing ever rejects. */
export function createNetNode(): NetPort {
  return { connect: connectOnce, handshake }
}

async function connectOnce(
  endpoint: Endpoint,
  { limitMs, signal }: { limitMs: number; signal: AbortSignal },
): Promise<ConnectResult> {
  const opened = await openSocket(endpoint, limitMs, signal)
  const ms = Math.round(opened.ms)
  if (opened.kind === 'failure') {
    const code = opened.code === 'not-found' ? 'other' : opened.code
    return { kind: 'failure', endpoint, code, systemCode: opened.systemCode, ms }
  }
  opened.socket.destroy()
  return { kind: 'connected', endpoint, ms }
}

/**
 * With trust of the user's own that is asked first, alone: reading the usual authorities beside it takes longer than a
 * second handshake, which only a server needs that has nothing to do with it.
 */
async function handshake(endpoint: Endpoint, options: HandshakeOptions): Promise<HandshakeResult> {
  const { extraTrust } = options
  if (extraTrust === undefined) return attempt(endpoint, options)
  const first = await attempt(endpoint, options, extraTrust)
  if (first.kind === 'failure' || first.trustError === null || !unknownIssuer.has(first.trustError)) return first
  const second = await attempt(endpoint, options)
  return second.kind === 'failure' ? first : second
}

async function attempt(endpoint: Endpoint, options: HandshakeOptions, onlyTrust?: string): Promise<HandshakeResult> {
  const opened = await openSocket(endpoint, options.limitMs, options.signal)
  if (opened.kind === 'failure')
    return { kind: 'failure', ms: Math.round(opened.ms), code: 'connect', systemCode: opened.systemCode, detail: '' }
  const tap = tapSocket(opened.socket)
  const keyLines: Buffer[] = []
  let secured: TLSSocket | undefined
  try {
    const { extraTrust: _, ...rest } = options
    const result = await startTls(tap.stream, {
      ...rest,
      ...(onlyTrust === undefined ? {} : { onlyTrust }),
      verify: false,
      onKeys: (line) => void keyLines.push(line),
      ...profileFor(options.onlyProtocol),
    })
    if (result.kind === 'failure') return explainFailure(result, tap.received())
    secured = result.socket
    const session = describeSession(secured, result.ms, options, onlyTrust)
    const asked = wasAsked(session, tap.received(), keyLines)
    return {
      ...session,
      connectMs: Math.round(opened.ms),
      clientCertificate: await judgeRequest(asked, session, secured, options),
    }
  } finally {
    secured?.destroy()
    opened.socket.destroy()
  }
}

/** Everything that OpenSSL can still speak, for servers that were left behind. */
function profileFor(protocol: TlsProtocol | undefined): Pick<TlsOptions, 'profile'> {
  if (protocol === undefined) return {}
  const range = { minVersion: protocol, maxVersion: protocol }
  return { profile: oldProtocols.has(protocol) ? { ...range, ciphers: 'DEFAULT@SECLEVEL=0' } : range }
}

/** What the server sent tells more than what OpenSSL made of it. */
function explainFailure(result: Extract<TlsResult, { kind: 'failure' }>, received: Buffer): Failure {
  const { systemCode, detail } = result
  const failure = { kind: 'failure', ms: Math.round(result.ms), systemCode, detail } as const
  if (received.length > 0 && !looksLikeTls(received)) return { ...failure, code: 'not-tls', ...describeOther(received) }
  if (systemCode === limitReached || systemCode === aborted) return { ...failure, code: 'timed-out' }
  const alert = nameAlert(received, systemCode)
  const named = { ...failure, ...(alert === undefined ? {} : { alert }) }
  if (asksForClientCertificate(clearMessages(received))) return { ...named, code: 'client-certificate' }
  if (alert !== undefined) return { ...named, code: 'alert' }
  if (systemCode === closedEarly || systemCode === 'ECONNRESET' || systemCode === 'EPIPE')
    return { ...failure, code: 'reset' }
  return { ...failure, code: 'other' }
}

function describeOther(received: Buffer): Pick<Failure, 'banner' | 'spoken' | 'location'> {
  const spoken = nameProtocol(received)
  const location = readLocation(received)
  return {
    banner: readBanner(received),
    ...(spoken === undefined ? {} : { spoken }),
    ...(location === undefined ? {} : { location }),
  }
}

function describeSession(
  socket: TLSSocket,
  ms: number,
  { servername }: HandshakeOptions,
  onlyTrust: string | undefined,
): Omit<Secure, 'clientCertificate'> {
  const error: unknown = socket.authorizationError
  const trustError = error ? (typeof error === 'string' ? error : systemCodeOf(error)) : null
  const { known, ...peer } = readPeer(socket, servername)
  return {
    kind: 'secure',
    ms: Math.round(ms),
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher()?.standardName ?? 'unknown',
    alpn: socket.alpnProtocol || null,
    trustError,
    trustAnchor: trustError === null ? findAnchor(known, onlyTrust) : null,
    ...peer,
  }
}

/** Whether the server asked for a client certificate; undefined if that cannot be told. */
function wasAsked(
  { protocol, cipher }: Pick<Secure, 'protocol' | 'cipher'>,
  received: Buffer,
  keyLines: readonly Buffer[],
): boolean | undefined {
  const messages = protocol === 'TLSv1.3' ? decryptServerFlight(received, keyLines, cipher) : clearMessages(received)
  return messages && asksForClientCertificate(messages)
}

/** TLS 1.3 ends before the server has judged the client; only where one was asked for is its verdict waited for. */
async function judgeRequest(
  asked: boolean | undefined,
  { protocol, ms }: Pick<Secure, 'protocol' | 'ms'>,
  socket: TLSSocket,
  options: HandshakeOptions,
): Promise<Secure['clientCertificate']> {
  if (asked === false) return 'not-asked'
  if (protocol !== 'TLSv1.3') return 'asked'
  const late = await lateError(socket, Math.max(200, 2 * ms), options)
  if (late !== undefined && certificateComplaint.test(late)) return 'required'
  return asked === true ? 'asked' : 'not-asked'
}

/** Waits for an alert, or for the session ticket that a contented server sends. */
function lateError(socket: TLSSocket, waitMs: number, options: HandshakeOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    const settle = (systemCode?: string) => {
      clearTimeout(timer)
      options.signal.removeEventListener('abort', giveUp)
      resolve(systemCode)
    }
    const giveUp = () => settle()
    const timer = setTimeout(giveUp, Math.min(waitMs, options.limitMs))
    options.signal.addEventListener('abort', giveUp)
    socket.once('session', giveUp)
    socket.once('error', (error) => settle(systemCodeOf(error)))
    socket.once('close', giveUp)
    socket.resume()
  })
}
