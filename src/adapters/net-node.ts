import type { TLSSocket } from 'node:tls'
import type { ConnectResult, Endpoint, HandshakeOptions, HandshakeResult, NetPort } from '../core/ports.ts'
import { readPeer } from './net-node-certificate.ts'
import { asksForClientCertificate, isAlert, looksLikeTls, readBanner } from './net-node-records.ts'
import { aborted, limitReached, openSocket, systemCodeOf } from './net-node-socket.ts'
import { tapSocket } from './net-node-tap.ts'
import type { TlsOptions, TlsResult } from './net-node-tls.ts'
import { closedEarly, startTls } from './net-node-tls.ts'

type Failure = Extract<HandshakeResult, { kind: 'failure' }>

/** Answers of servers that know no version which Node offers by default. */
const versionComplaints: ReadonlySet<string> = new Set([
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
])

/** What a TLS 1.3 server says after the handshake if it wanted a certificate and got none. */
const certificateComplaint = /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|HANDSHAKE_FAILURE|CERTIFICATE_UNKNOWN)$/

/** Everything that OpenSSL can still speak, for servers that were left behind. */
const oldProfile = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const

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

async function handshake(endpoint: Endpoint, options: HandshakeOptions): Promise<HandshakeResult> {
  const profile = options.maxProtocol === undefined ? undefined : { maxVersion: options.maxProtocol }
  const result = await attempt(endpoint, options, profile)
  if (result.kind === 'secure' || profile !== undefined || !versionComplaints.has(result.systemCode)) return result
  const second = await attempt(endpoint, options, oldProfile)
  if (second.kind !== 'secure') return result
  return { ...result, code: 'old-protocol', detail: second.protocol }
}

async function attempt(
  endpoint: Endpoint,
  options: HandshakeOptions,
  profile: TlsOptions['profile'],
): Promise<HandshakeResult> {
  const opened = await openSocket(endpoint, options.limitMs, options.signal)
  if (opened.kind === 'failure')
    return { kind: 'failure', ms: Math.round(opened.ms), code: 'connect', systemCode: opened.systemCode, detail: '' }
  const tap = tapSocket(opened.socket)
  try {
    const result = await startTls(tap.stream, { ...options, verify: false, ...(profile && { profile }) })
    if (result.kind === 'failure') return explainFailure(result, tap.received())
    return await describeSession(result.socket, result.ms, options)
  } finally {
    opened.socket.destroy()
  }
}

/** What the server sent tells more than what OpenSSL made of it. */
function explainFailure(result: Extract<TlsResult, { kind: 'failure' }>, received: Buffer): Failure {
  const { systemCode, detail } = result
  const failure = { kind: 'failure', ms: Math.round(result.ms), systemCode, detail } as const
  if (received.length > 0 && !looksLikeTls(received))
    return { ...failure, code: 'not-tls', banner: readBanner(received) }
  if (systemCode === limitReached || systemCode === aborted) return { ...failure, code: 'timed-out' }
  if (asksForClientCertificate(received)) return { ...failure, code: 'client-certificate' }
  if (systemCode === closedEarly || systemCode === 'ECONNRESET' || systemCode === 'EPIPE')
    return { ...failure, code: 'reset' }
  if (systemCode.includes('_ALERT_') || isAlert(received)) return { ...failure, code: 'alert' }
  return { ...failure, code: 'other' }
}

async function describeSession(socket: TLSSocket, ms: number, options: HandshakeOptions): Promise<HandshakeResult> {
  const error: unknown = socket.authorizationError
  const session = {
    kind: 'secure',
    ms: Math.round(ms),
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher()?.standardName ?? 'unknown',
    alpn: socket.alpnProtocol || null,
    trustError: error ? (typeof error === 'string' ? error : systemCodeOf(error)) : null,
    ...readPeer(socket, options.servername),
  } as const
  // TLS 1.3 ends before the server has judged the client; its verdict follows within one round trip.
  const late = session.protocol === 'TLSv1.3' ? await lateError(socket, Math.max(200, 2 * ms), options) : undefined
  socket.destroy()
  return { ...session, clientCertificateRequired: late !== undefined && certificateComplaint.test(late) }
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
