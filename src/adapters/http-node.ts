import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { HttpExchange, HttpFailure, HttpPort } from '../core/http-port.ts'
import type { Endpoint } from '../core/net-port.ts'
import { exchangeOnSocket } from './http-node-exchange.ts'
import { writeRequest } from './http-node-request.ts'
import { aborted, limitReached, openSocket, toOpenFailureCode } from './net-node-socket.ts'
import type { TlsResult } from './net-node-tls.ts'
import { closedEarly, startTls } from './net-node-tls.ts'

/**
 * One request on one fresh HTTP/1.1 connection that is opened here, so that every phase has its own time and its own
 * failure. Nothing is kept open afterwards. Never rejects.
 */
export function createHttpNode(): HttpPort {
  return {
    async exchange(request) {
      const startedAt = performance.now()
      const remainingMs = () => Math.max(1, request.limitMs - (performance.now() - startedAt))
      const failure = failuresSince(startedAt)
      if (!URL.canParse(request.url)) return failure('request', 'other', 'ERR_INVALID_URL', 'this is no URL')
      const url = new URL(request.url)
      const written = writeRequest(url, request)
      if (written.kind === 'unsendable') return failure('request', 'other', 'ERR_INVALID_CHAR', written.detail)
      const opened = await openSocket(request.connectTo ?? endpointOf(url), remainingMs(), request.signal)
      if (opened.kind === 'failure') {
        const phase = opened.code === 'not-found' ? 'resolve' : 'connect'
        const code = opened.code === 'denied' ? 'other' : opened.code
        return failure(phase, opened.systemCode === aborted ? 'aborted' : code, opened.systemCode)
      }
      const connectMs = opened.ms
      let socket: Socket | TLSSocket = opened.socket
      try {
        let tlsMs: number | null = null
        if (url.protocol === 'https:') {
          const secured = await startTls(opened.socket, {
            servername: hostOf(url),
            ...(request.extraTrust === undefined ? {} : { extraTrust: request.extraTrust }),
            verify: request.verifyCertificate,
            limitMs: remainingMs(),
            signal: request.signal,
          })
          if (secured.kind === 'failure')
            return failure('tls', tlsFailureCode(secured), secured.systemCode, secured.detail, { connectMs })
          socket = secured.socket
          tlsMs = secured.ms
        }
        const { method, maxBodyBytes, signal } = request
        const { bytes } = written
        const finished = await exchangeOnSocket(socket, { method, maxBodyBytes, signal, bytes, limitMs: remainingMs() })
        return withTimings(finished, { connectMs, tlsMs, totalMs: performance.now() - startedAt })
      } finally {
        socket.destroy()
        opened.socket.destroy()
      }
    },
  }
}

type Fail = (
  phase: HttpFailure['phase'],
  code: HttpFailure['code'],
  systemCode: string,
  detail?: string,
  timings?: { connectMs: number },
) => HttpFailure

function failuresSince(startedAt: number): Fail {
  return (phase, code, systemCode, detail = '', timings = undefined) =>
    withTimings(
      {
        kind: 'failure',
        phase,
        code,
        systemCode,
        detail,
        timings: { connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 },
      },
      { connectMs: timings?.connectMs ?? null, tlsMs: null, totalMs: performance.now() - startedAt },
    )
}

function withTimings<T extends HttpExchange>(
  exchange: T,
  timings: { connectMs: number | null; tlsMs: number | null; totalMs: number },
): T {
  const { firstByteMs, endMs = null } = exchange.timings
  const round = (ms: number | null) => (ms === null ? null : Math.round(ms))
  return {
    ...exchange,
    timings: {
      connectMs: round(timings.connectMs),
      tlsMs: round(timings.tlsMs),
      firstByteMs: round(firstByteMs),
      endMs: round(endMs),
      totalMs: Math.round(timings.totalMs),
    },
  }
}

function tlsFailureCode({ systemCode, detail }: Extract<TlsResult, { kind: 'failure' }>): HttpFailure['code'] {
  if (systemCode === aborted) return 'aborted'
  if (systemCode === limitReached) return 'timed-out'
  if (systemCode === closedEarly) return 'closed'
  if (systemCode.startsWith('ERR_SSL') || systemCode === 'EPROTO') return 'other'
  const code = toOpenFailureCode(systemCode)
  if (code !== 'other' && code !== 'denied') return code
  // With verification on, what is left are the names of certificate faults, the only codes without a prefix of their own.
  return systemCode === 'UNKNOWN' && detail === '' ? 'other' : 'certificate'
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

function endpointOf(url: URL): Endpoint {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  return { address: hostOf(url), port }
}
