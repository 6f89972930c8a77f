import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Duplex, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Pool } from 'undici'
import type { RecordedAnswer, RecordedRequest } from '../inbox/event.ts'
import type { InboxServer, InboxServerOptions } from '../inbox/inbox-server.ts'
import { InboxError, type InboxStore } from '../inbox/inbox-store.ts'
import { errnoOf } from './env-file-writer-node-disk.ts'
import { declaredLength, type ReadBody, readBody, recordBody } from './inbox-server-body.ts'
import { claimedSource, pairHeaders, passOn } from './inbox-server-headers.ts'
import { loopbackLookup } from './inbox-server-loopback.ts'
import { declineUpgrade, pipeUpgrade } from './inbox-server-upgrade.ts'

/** What the app answered, read as far as it is kept. */
interface AppReply {
  readonly status: number
  readonly statusText: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: ReadBody
}

/**
 * Starts a server that keeps each request and its answer in the store before the answer goes out. Requests reach the app
 * with their method, path, query, headers and body as they came, its own `Host` included.
 */
export async function startInboxServer(store: InboxStore, options: InboxServerOptions): Promise<InboxServer> {
  const { forward, limitMs, watch } = options
  const app =
    forward === null
      ? null
      : new Pool(forward, {
          headersTimeout: limitMs,
          bodyTimeout: limitMs,
          connect: { timeout: 5_000, ...loopbackLookup(forward) },
        })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedMs = performance.now()
    const body = await readBody(request)
    const recorded = recordRequest(request, body)
    const receivedAt = new Date()
    const started = await store.begin(recorded, receivedAt)
    const event = {
      id: started.id,
      number: started.number,
      receivedAt: receivedAt.toISOString(),
      request: recorded,
    }
    watch.arrived(event)
    const reply = await askApp(recorded, body)
    const ms = Math.round(performance.now() - startedMs)
    const answer = typeof reply === 'string' ? noAnswer(reply, ms) : recordAnswer(reply, ms)
    try {
      await started.finish(answer)
    } catch (error) {
      if (!(error instanceof InboxError)) throw error
      const status = typeof reply === 'string' ? null : reply.status
      watch.refused(error, status)
      const app = status === null ? 'the app gave no answer' : `the app was asked, and answered ${status}`
      return refuse(response, 503, `the inbox could not keep this request; ${app}`)
    }
    watch.answered({ ...event, answer })
    if (typeof reply === 'string') refuse(response, answer.status, explanations[reply])
    else await sendReply(response, reply)
  }

  async function askApp({ method, target, headers }: RecordedRequest, body: ReadBody): Promise<AppReply | Unanswered> {
    if (app === null) return 'no-app'
    try {
      const {
        statusCode,
        statusText,
        headers: raw,
        body: stream,
      } = await app.request({
        method: method as 'POST',
        path: target,
        headers: passOn(headers).flat(),
        body:
          body.rest === null
            ? body.head.length === 0
              ? null
              : body.head
            : Readable.from(joined(body.head, body.rest)),
        responseHeaders: 'raw',
      })
      return {
        status: statusCode,
        statusText,
        headers: pairHeaders(raw as unknown as string[]),
        body: await readBody(stream),
      }
    } catch (error) {
      return whyUnanswered(error)
    }
  }

  const server = createServer((request, response) => {
    const own = options.answerItself?.(request.url ?? '') ?? null
    if (own !== null) {
      request.resume()
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(own)
      return
    }
    handle(request, response).catch((error) => {
      if (error instanceof InboxError) {
        watch.refused(error, null)
        refuse(response, 503, 'the inbox cannot keep this request, so it was not taken')
      } else response.destroy()
    })
  })
  const piped = new Set<Duplex>()
  server.on('upgrade', (request, socket, head) => {
    // Whoever offers another protocol is answered in this one, and kept as everybody else.
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return declineUpgrade(server, request, socket, head)
    piped.add(socket)
    socket.on('close', () => piped.delete(socket))
    pipeUpgrade(request, socket, head, forward)
  })
  // A client that has said everything still wants its answer.
  Object.assign(server, { httpAllowHalfOpen: true })
  // A callback comes in one piece; who dribbles is cut off, so that connections do not pile up.
  server.headersTimeout = 20_000
  server.requestTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => resolve())
  })
  const { address, family, port } = server.address() as AddressInfo
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      for (const socket of piped) socket.destroy()
      const force = setTimeout(() => server.closeAllConnections(), 2_000)
      await closed
      clearTimeout(force)
      await app?.destroy()
    },
  }
}

type Unanswered = Extract<RecordedAnswer, { kind: 'no-answer' }>['reason']

const explanations: Readonly<Record<Unanswered, string>> = {
  'app-down': 'the app does not run; the request is kept and can be replayed',
  'app-silent': 'the app did not answer in time; the request is kept and can be replayed',
  'app-broke-off': 'the app ended the connection in place of an answer; the request is kept and can be replayed',
  'no-app': 'no app is named to hand this to; the request is kept and can be replayed',
}

function noAnswer(reason: Unanswered, ms: number): RecordedAnswer {
  return { kind: 'no-answer', status: reason === 'app-silent' ? 504 : 503, reason, ms }
}

function whyUnanswered(error: unknown): Unanswered {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'app-silent'
  const errno = errnoOf(error)
  return errno === 'ECONNREFUSED' || errno === 'EHOSTUNREACH' || code === 'UND_ERR_CONNECT_TIMEOUT'
    ? 'app-down'
    : 'app-broke-off'
}

function recordRequest(request: IncomingMessage, body: ReadBody): RecordedRequest {
  const headers = pairHeaders(request.rawHeaders)
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    headers,
    body: recordBody(body, declaredLength(request)),
    peer: request.socket.remoteAddress ?? '',
    from: claimedSource(headers),
  }
}

function recordAnswer({ status, statusText, headers, body }: AppReply, ms: number): RecordedAnswer {
  const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1]
  return {
    kind: 'answer',
    status,
    statusText,
    headers,
    body: recordBody(body, length === undefined ? null : Number(length)),
    ms,
  }
}

async function sendReply(response: ServerResponse, { status, statusText, headers, body }: AppReply): Promise<void> {
  response.sendDate = false
  response.writeHead(status, statusText, passOn(headers).flat() as string[])
  if (body.rest === null) response.end(body.head)
  else await pipeline(joined(body.head, body.rest), response)
}

function refuse(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) return void response.destroy()
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(`mpesa-doctor: ${why}\n`)
}

async function* joined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head
  yield* rest
}
