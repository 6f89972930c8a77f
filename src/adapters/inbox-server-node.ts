import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { claimedSource } from '../inbox/claimed-source.ts'
import type { InboxEvent, RecordedAnswer, RecordedRequest } from '../inbox/event.ts'
import type { InboxServer, InboxServerOptions } from '../inbox/inbox-server.ts'
import { InboxError, type InboxStore, type StartedEvent } from '../inbox/inbox-store.ts'
import { isQuestion } from '../inbox/own-request.ts'
import { type App, connectApp } from './inbox-server-app.ts'
import { type ReadBody, readBody, recordBody, recordRequestBody, SlowBody } from './inbox-server-body.ts'
import { pairHeaders } from './inbox-server-headers.ts'
import type { AppReply } from './inbox-server-reply.ts'
import { passInformation, refuse, requireValid, sendReply } from './inbox-server-sending.ts'
import { turnAway } from './inbox-server-turned-away.ts'
import { explainUnanswered, noAnswer, type Unanswered, whyUnanswered } from './inbox-server-unanswered.ts'
import { declineUpgrade, pipeUpgrade } from './inbox-server-upgrade.ts'

/** A callback comes in one piece; who dribbles is cut off, so that connections do not pile up. */
const defaultRequestLimitMs = 60_000
/** Headers fit into a packet or two. */
const mostHeadersMs = 20_000

/**
 * Starts a server that keeps each request and its answer in the store before the answer goes out. Requests reach the app
 * with their method, path, query, headers and body as they came, its own `Host` included. An answer that goes on for longer
 * is kept as far as it has come, and then passed on as it comes; once it is over, the rest of it is kept too.
 */
export async function startInboxServer(store: InboxStore, options: InboxServerOptions): Promise<InboxServer> {
  const { forward, watch, requestLimitMs = defaultRequestLimitMs } = options
  const app = forward === null ? null : connectApp(forward, options)
  const tellTurnedAway = watch.turnedAway?.bind(watch) ?? (() => undefined)

  function tellRestLost(error: unknown): void {
    if (!(error instanceof InboxError)) throw error
    watch.restLost?.(error)
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedMs = performance.now()
    const body = await readBody(request, requestLimitMs).catch((error: unknown) => {
      const isSlow = error instanceof SlowBody
      const why = isSlow ? 'it was not whole in time' : 'the sender broke off'
      tellTurnedAway({ status: isSlow ? 408 : null, why, peer: request.socket.remoteAddress ?? '' })
      if (isSlow) {
        // Else the rest would go on dribbling into a connection that is kept open for it.
        response.shouldKeepAlive = false
        refuse(response, 408, 'the request was not whole in time, so it was not taken')
      } else response.destroy()
      return null
    })
    if (body === null) return
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
    const reply = await askApp(app, recorded, body, request, response)
    const ms = Math.round(performance.now() - startedMs)
    const answer = 'reason' in reply ? noAnswer(reply, ms) : recordAnswer(reply, ms)
    if (!(await finish(started, answer, response))) return 'reason' in reply ? undefined : reply.drop()
    watch.answered({ ...event, answer })
    if ('reason' in reply) return refuse(response, answer.status, explainUnanswered(reply.reason, recorded))
    const wasWhole = reply.isWhole
    await sendReply(request, response, reply)
    // The event itself is kept already, and its answer is on its way.
    if (!wasWhole) await started.finish(recordAnswer(reply, ms)).catch(tellRestLost)
  }

  /** False if it could not be kept; then that has been answered. */
  async function finish(started: StartedEvent, answer: RecordedAnswer, response: ServerResponse): Promise<boolean> {
    try {
      await started.finish(answer)
      return true
    } catch (error) {
      if (!(error instanceof InboxError)) throw error
      const status = answer.kind === 'answer' ? answer.status : null
      watch.refused(error, status)
      const said = status === null ? 'the app gave no answer' : `the app was asked, and answered ${status}`
      refuse(response, 503, `the inbox could not keep this request; ${said}`)
      return false
    }
  }

  const headersLimitMs = Math.min(mostHeadersMs, requestLimitMs)
  const server = createServer({ connectionsCheckingInterval: headersLimitMs / 4 }, (request, response) => {
    const own = options.answerItself?.(request.url ?? '') ?? null
    if (own !== null) {
      request.resume()
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(own)
      return
    }
    if (isQuestion(request.url ?? '')) {
      request.resume()
      return refuse(response, 404, 'this inbox does not belong to the tunnel that asks')
    }
    if (namesHostTwice(request)) {
      tellTurnedAway({ status: 400, why: 'it has more than one Host', peer: request.socket.remoteAddress ?? '' })
      response.shouldKeepAlive = false
      return refuse(response, 400, 'the request has more than one Host, so it was not taken')
    }
    handle(request, response).catch((error) => {
      if (error instanceof InboxError) {
        watch.refused(error, null)
        refuse(response, 503, 'the inbox cannot keep this request, so it was not taken')
      } else response.destroy()
    })
  })
  // Node would refuse what it cannot fulfil; whoever expects more than `100-continue` is answered as everybody else.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  turnAway(server, tellTurnedAway)
  const piped = new Set<Duplex>()
  server.on('upgrade', (request, socket, head) => {
    // Whoever offers another protocol is answered in this one, and kept as everybody else.
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return declineUpgrade(server, request, socket, head)
    piped.add(socket)
    socket.on('close', () => piped.delete(socket))
    pipeUpgrade(request, socket, head, forward, options.extraTrust)
  })
  // A client that has said everything still wants its answer.
  Object.assign(server, { httpAllowHalfOpen: true })
  server.headersTimeout = headersLimitMs
  // What is longer than a callback may take its time.
  server.requestTimeout = 600_000
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
      await app?.close()
    },
  }
}

async function askApp(
  app: App | null,
  { method, target, headers }: RecordedRequest,
  body: ReadBody,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<AppReply | Unanswered> {
  if (app === null) return { reason: 'no-app' }
  const onInformation = passInformation(request, response)
  try {
    const reply = await app.ask({ method, target, headers, body, onInformation })
    return requireValid(reply)
  } catch (error) {
    if (request.destroyed && !request.complete) return { reason: 'sender-broke-off' }
    return whyUnanswered(error)
  }
}

/** One server would believe the first, another the last (RFC 9112, 3.2). */
function namesHostTwice({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length > 1
}

function recordRequest(request: IncomingMessage, body: ReadBody): RecordedRequest {
  const headers = pairHeaders(request.rawHeaders)
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    headers,
    body: recordRequestBody(body, request),
    peer: request.socket.remoteAddress ?? '',
    from: claimedSource(headers),
  }
}

function recordAnswer(reply: AppReply, ms: number): Extract<InboxEvent['answer'], { kind: 'answer' }> {
  const { status, statusText, headers } = reply
  return { kind: 'answer', status, statusText, headers, body: recordBody(reply.soFar()), ms }
}
