import type { Socket } from 'node:net'
import type { Dispatcher } from 'undici'
import type { HttpExchange, HttpFailure, HttpReply, HttpRequest } from '../core/ports.ts'
import { aborted, limitReached, systemCodeOf, toOpenFailureCode } from './net-node-socket.ts'

/** As much as common proxies accept; a reply with more is no reply to a callback. */
const maxHeaderBytes = 32 * 1024

interface Head {
  readonly status: number
  readonly statusText: string
  readonly headers: HttpReply['headers']
}

/** One request and its reply on a socket that is open already. Only `firstByteMs` of the timings is filled in. */
export async function exchangeOnSocket(
  socket: Socket,
  url: URL,
  request: HttpRequest,
  limitMs: number,
): Promise<HttpExchange> {
  const { default: Client } = await import('undici/lib/dispatcher/client.js')
  const sentAt = performance.now()
  let firstByteMs: number | null = null
  const client = new Client(url.origin, {
    // undici may ask for a second connection when the first is lost; a retry would be a second callback.
    connect: once(socket),
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: maxHeaderBytes,
    allowH2: false,
  })
  socket.once('readable', () => {
    firstByteMs = performance.now() - sentAt
  })
  try {
    const received = await receive(client, url, request, limitMs)
    return { ...received, timings: { ...received.timings, firstByteMs } }
  } finally {
    await client.destroy().catch(() => undefined)
  }
}

function once(socket: Socket) {
  let taken = false
  return (_options: unknown, callback: (...result: [null, Socket] | [Error, null]) => void) => {
    // undici expects its answer later than its question.
    const isFree = !taken && !socket.destroyed
    taken = true
    queueMicrotask(() => (isFree ? callback(null, socket) : callback(new Error('the connection is used up'), null)))
  }
}

function receive(client: Dispatcher, url: URL, request: HttpRequest, limitMs: number): Promise<HttpExchange> {
  const { signal, maxBodyBytes } = request
  return new Promise((resolve) => {
    let head: Head | undefined
    const chunks: Buffer[] = []
    let size = 0
    let isSettled = false

    const settle = (exchange: HttpExchange) => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      resolve(exchange)
    }
    const end = (bodyEnd: HttpReply['bodyEnd'], failure: () => HttpFailure) =>
      settle(head === undefined ? failure() : toReply(head, chunks, bodyEnd))
    const timer = setTimeout(() => end('timed-out', () => toFailure(limitReached, '')), limitMs)
    const abort = () => settle(toFailure(aborted, ''))
    signal.addEventListener('abort', abort)
    if (signal.aborted) return abort()

    client.dispatch(
      {
        path: `${url.pathname}${url.search}`,
        method: request.method as Dispatcher.HttpMethod,
        headers: request.headers.flat(),
        body: request.body ?? null,
        reset: true,
      },
      {
        onRequestStart: () => undefined,
        onResponseStart: (controller, status, _headers, statusText = '') => {
          head = { status, statusText, headers: readHeaders(controller.rawHeaders) }
        },
        onResponseData: (controller, chunk) => {
          chunks.push(chunk.subarray(0, maxBodyBytes - size))
          size += chunk.length
          if (size <= maxBodyBytes) return
          end('cut-at-limit', () => toFailure('UNKNOWN', ''))
          controller.abort(new Error('enough'))
        },
        onResponseEnd: () => end('complete', () => toFailure('UNKNOWN', '')),
        onResponseError: (_controller, error) =>
          end('connection-closed', () => toFailure(deepestCode(error), describe(error))),
      },
    )
  })
}

function toReply(head: Head, chunks: readonly Buffer[], bodyEnd: HttpReply['bodyEnd']): HttpReply {
  const bytes = Buffer.concat(chunks)
  return {
    kind: 'reply',
    ...head,
    body: bytes.toString('utf8'),
    bodyBytes: bytes.length,
    bodyEnd,
    timings: { connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 },
  }
}

function toFailure(systemCode: string, detail: string): HttpFailure {
  return {
    kind: 'failure',
    phase: systemCode === 'UND_ERR_INVALID_ARG' ? 'request' : 'reply',
    code: failureCodeOf(systemCode),
    systemCode,
    detail,
    timings: { connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 },
  }
}

function failureCodeOf(systemCode: string): HttpFailure['code'] {
  if (systemCode === aborted) return 'aborted'
  if (systemCode === 'UND_ERR_HEADERS_OVERFLOW') return 'headers-too-large'
  if (systemCode === 'UND_ERR_SOCKET' || systemCode === 'EPIPE') return 'closed'
  if (systemCode === 'HPE_INVALID') return 'invalid-reply'
  const code = toOpenFailureCode(systemCode)
  return code === 'denied' ? 'other' : code
}

/** undici wraps what the socket said; the innermost code is the fact. */
function deepestCode(error: Error): string {
  if (error.name === 'HTTPParserError') return 'HPE_INVALID'
  const inner = error.cause instanceof Error ? systemCodeOf(error.cause) : 'UNKNOWN'
  return inner === 'UNKNOWN' ? systemCodeOf(error) : inner
}

/** The error's words, and for a parser error what the server had sent. */
function describe(error: Error): string {
  const data = 'data' in error && error.data ? String(error.data).split(/\r?\n/, 1)[0] : undefined
  const text = data === undefined ? error.message : `${error.message}: ${data}`
  return text.replaceAll(/[^\x20-\x7e]/g, '.').slice(0, 160)
}

function readHeaders(raw: unknown): HttpReply['headers'] {
  const fields: readonly unknown[] = Array.isArray(raw) ? raw : []
  const text = (field: unknown) => (Buffer.isBuffer(field) ? field.toString('latin1') : String(field))
  const headers: [string, string][] = []
  for (let at = 0; at + 1 < fields.length; at += 2) headers.push([text(fields[at]).toLowerCase(), text(fields[at + 1])])
  return headers
}
