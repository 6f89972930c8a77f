import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import * as tls from 'node:tls'
import { aborted, limitReached, systemCodeOf } from './net-node-socket.ts'

export interface TlsOptions {
  readonly servername: string
  /** False: keeps the name back (SNI). */
  readonly sendName?: boolean
  /** Without it `http/1.1`. */
  readonly alpn?: readonly string[]
  /** PEM to trust besides the usual authorities; read only where `verify` is true. */
  readonly extraTrust?: string
  /** PEM to trust in place of the usual authorities. */
  readonly onlyTrust?: string
  /** True: a certificate that does not verify ends the handshake. */
  readonly verify: boolean
  readonly limitMs: number
  readonly signal: AbortSignal
  readonly profile?: Pick<ConnectionOptions, 'minVersion' | 'maxVersion' | 'ciphers'>
  /** Lines of an SSLKEYLOGFILE, with which what the server said can be read afterwards. */
  readonly onKeys?: (line: Buffer) => void
}

export type TlsResult =
  | { readonly kind: 'secure'; readonly socket: TLSSocket; readonly ms: number }
  | { readonly kind: 'failure'; readonly systemCode: string; readonly detail: string; readonly ms: number }

/** The server went away without an error of its own. */
export const closedEarly = 'CLOSED'

/**
 * Shakes hands over an open connection within a limit; never rejects. The socket that it hands over survives every
 * error event. On failure the connection is destroyed.
 */
export function startTls(transport: Duplex, options: TlsOptions): Promise<TlsResult> {
  const startedAt = performance.now()
  const { signal } = options
  return new Promise((resolve) => {
    let socket: TLSSocket | undefined
    let timer: NodeJS.Timeout | undefined
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      return performance.now() - startedAt
    }
    const fail = (systemCode: string, detail = '') => {
      const ms = finish()
      socket?.destroy()
      transport.destroy()
      resolve({ kind: 'failure', systemCode, detail, ms })
    }
    const abort = () => fail(aborted)
    if (signal.aborted) return abort()
    try {
      socket = tls.connect(connectionOptions(transport, options))
    } catch (error) {
      return fail(systemCodeOf(error), error instanceof Error ? error.message : '')
    }
    const started = socket
    started.on('error', (error) => fail(systemCodeOf(error), reasonOf(error)))
    started.once('secureConnect', () => resolve({ kind: 'secure', socket: started, ms: finish() }))
    // After an error event this is too late to matter; alone it is the only sign.
    started.once('close', () => setImmediate(() => fail(closedEarly)))
    if (options.onKeys !== undefined) started.on('keylog', options.onKeys)
    timer = setTimeout(() => fail(limitReached), options.limitMs)
    signal.addEventListener('abort', abort)
  })
}

function connectionOptions(transport: Duplex, options: TlsOptions): ConnectionOptions {
  const { servername, sendName = true, alpn = ['http/1.1'], verify, profile } = options
  const authorities = authoritiesFor(options)
  return {
    // The types name a Socket; any Duplex is documented to do.
    socket: transport as ConnectionOptions['socket'] & Duplex,
    // An IP address is not allowed in SNI, nor is the dot behind an absolute name.
    servername: sendName && isIP(servername) === 0 ? servername.replace(/\.$/, '') : '',
    ...(alpn.length === 0 ? {} : { ALPNProtocols: [...alpn] }),
    rejectUnauthorized: verify,
    checkServerIdentity: (_host, certificate) =>
      verify ? tls.checkServerIdentity(servername, certificate) : undefined,
    ...(authorities === undefined ? {} : { ca: [...authorities] }),
    ...profile,
  }
}

/** Naming authorities replaces the usual ones, and naming the usual ones as well makes Node read them all: 20 ms. */
function authoritiesFor({ onlyTrust, extraTrust, verify }: TlsOptions): readonly string[] | undefined {
  if (onlyTrust !== undefined) return [onlyTrust]
  return extraTrust === undefined || !verify ? undefined : [...defaultAuthorities(), extraTrust]
}

/** Node 20 cannot tell what NODE_EXTRA_CA_CERTS added. */
function defaultAuthorities(): readonly string[] {
  const getAuthorities: unknown = Reflect.get(tls, 'getCACertificates')
  return typeof getAuthorities === 'function' ? getAuthorities('default') : tls.rootCertificates
}

/** OpenSSL's own words ("tlsv1 alert protocol version") without the addresses and file names around them. */
function reasonOf(error: Error): string {
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message
  return reason.split('\n')[0]?.slice(0, 160) ?? ''
}
