import type { Socket } from 'node:net'
import { connect } from 'node:net'
import type { ConnectFailureCode, Endpoint } from '../core/net-port.ts'

export type OpenResult =
  | { readonly kind: 'open'; readonly socket: Socket; readonly ms: number }
  | { readonly kind: 'failure'; readonly code: OpenFailureCode; readonly systemCode: string; readonly ms: number }

export type OpenFailureCode = ConnectFailureCode | 'not-found'

const failureCodes: Readonly<Record<string, OpenFailureCode>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timed-out',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EAFNOSUPPORT: 'unreachable',
  EACCES: 'denied',
  EPERM: 'denied',
  ENOTFOUND: 'not-found',
  EAI_AGAIN: 'not-found',
  ENODATA: 'not-found',
}

export const limitReached = 'LIMIT'
export const aborted = 'ABORT_ERR'

/**
 * Opens a TCP connection within a limit; never rejects. The socket that it hands over survives every error event: who
 * holds it listens for what matters to him and destroys it in the end.
 */
export function openSocket(endpoint: Endpoint, limitMs: number, signal: AbortSignal): Promise<OpenResult> {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    let socket: Socket | undefined
    let timer: NodeJS.Timeout | undefined
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      return performance.now() - startedAt
    }
    const fail = (systemCode: string) => {
      const ms = finish()
      socket?.destroy()
      resolve({ kind: 'failure', code: toOpenFailureCode(systemCode), systemCode, ms })
    }
    const abort = () => fail(aborted)
    if (signal.aborted) return abort()
    try {
      socket = connect({ host: endpoint.address, port: endpoint.port, noDelay: true })
    } catch (error) {
      return fail(systemCodeOf(error))
    }
    const opened = socket
    opened.on('error', (error) => fail(systemCodeOf(error)))
    opened.once('connect', () => resolve({ kind: 'open', socket: opened, ms: finish() }))
    timer = setTimeout(() => fail(limitReached), limitMs)
    signal.addEventListener('abort', abort)
  })
}

export function toOpenFailureCode(systemCode: string): OpenFailureCode {
  return systemCode === limitReached || systemCode === aborted ? 'timed-out' : (failureCodes[systemCode] ?? 'other')
}

/** Node collects the failures of several addresses in one error; the first of them stands for all. */
export function systemCodeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return systemCodeOf(error.errors[0])
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'UNKNOWN'
}
