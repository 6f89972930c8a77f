import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import { Pool } from 'undici'
import type { RecordedRequest } from '../inbox/event.ts'
import type { ReadBody } from './inbox-server-body.ts'
import { type Headers, isChunked, pairHeaders, passOn } from './inbox-server-headers.ts'
import { appConnection } from './inbox-server-loopback.ts'
import { type AppReply, collectReply, type ReplyCollector } from './inbox-server-reply.ts'

export interface AppAsked extends Pick<RecordedRequest, 'method' | 'target' | 'headers'> {
  readonly body: ReadBody
  /** Answers before the answer, such as 103. */
  readonly onInformation: (status: number, headers: Headers) => void
}

/** The app, as requests reach it. */
export interface App {
  /** Rejects if there is no answer, or none that is valid HTTP. */
  ask(asked: AppAsked): Promise<AppReply>
  close(): Promise<void>
}

export interface AppOptions {
  /** How long it may take to begin its answer. */
  readonly limitMs: number
  /** Certificates in PEM that are trusted besides the usual ones. */
  readonly extraTrust?: string
}

/** Hands requests to the app as they came; each reaches it at most once. */
export function connectApp(forward: string, { limitMs, extraTrust }: AppOptions): App {
  const { hostname, protocol } = new URL(forward)
  const connection = appConnection(forward, extraTrust)
  const pool = new Pool(forward, {
    headersTimeout: limitMs,
    // Streams are silent for as long as they like.
    bodyTimeout: 0,
    connect: { timeout: 5_000, ...connection },
  })
  // The certificate is the app's, whatever public name the request was sent to.
  const named = protocol === 'https:' && isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { servername: hostname } : {}

  function askPool({ method, target, headers, body, onInformation }: AppAsked, collector: ReplyCollector): void {
    let hasStarted = false
    let isUnchanged = false
    pool.dispatch(
      {
        method: method as 'POST',
        path: target,
        // Trailers of requests end here.
        headers: passOn(headers, false),
        body: bodyOf(headers, body),
        ...named,
      },
      {
        onRequestStart: () => undefined,
        onResponseStart(controller, status, _, statusText) {
          const received = pairHeaders(latin1(controller.rawHeaders))
          if (status < 200) return onInformation(status, received)
          hasStarted = true
          isUnchanged = status === 304
          const source = {
            pause: () => controller.pause(),
            resume: () => controller.resume(),
            abort: () => controller.abort(new Error('the rest is not wanted')),
          }
          collector.start(source, status, statusText ?? '', received)
        },
        onResponseData: (_, chunk) => collector.data(chunk),
        onResponseEnd: (controller) => collector.end(pairHeaders(latin1(controller.rawTrailers))),
        onResponseError(_, error) {
          // Its length is that of the body that is not sent (RFC 9110, 15.4.5), and the library waits for one.
          if (isUnchanged && isLengthMismatch(error)) collector.end([])
          else collector.fail(hasStarted ? error : beforeStart(error))
        },
      },
    )
  }

  /** For targets that are no path, as in `OPTIONS *`; the pool knows only paths. */
  function askOnce({ method, target, headers, body, onInformation }: AppAsked, collector: ReplyCollector): void {
    const { port } = new URL(forward)
    const request = (protocol === 'https:' ? tlsRequest : plainRequest)({
      host: hostname.replace(/^\[|\]$/g, ''),
      ...(port === '' ? {} : { port }),
      method,
      path: target,
      headers: passOn(headers, false),
      agent: false,
      timeout: limitMs,
      ...connection,
      ...named,
    })
    request.on('timeout', () =>
      request.destroy(Object.assign(new Error('no answer in time'), { code: 'UND_ERR_HEADERS_TIMEOUT' })),
    )
    request.on('information', ({ statusCode, rawHeaders }) => onInformation(statusCode, pairHeaders(rawHeaders)))
    request.on('error', (error) => collector.fail(error))
    request.on('response', (reply) => {
      request.setTimeout(0)
      const source = {
        pause: () => void reply.pause(),
        resume: () => void reply.resume(),
        abort: () => void request.destroy(),
      }
      collector.start(source, reply.statusCode ?? 0, reply.statusMessage ?? '', pairHeaders(reply.rawHeaders))
      reply.on('data', (chunk: Buffer) => collector.data(chunk))
      reply.on('end', () => collector.end(pairHeaders(reply.rawTrailers)))
      reply.on('error', (error) => collector.fail(error))
    })
    if (body.rest === null) request.end(body.head)
    else
      Readable.from(joined(body.head, body.rest))
        .on('error', (error) => request.destroy(error))
        .pipe(request)
  }

  return {
    ask(asked) {
      const collector = collectReply()
      try {
        if (asked.target.startsWith('/')) askPool(asked, collector)
        else askOnce(asked, collector)
      } catch (error) {
        collector.fail(error as Error)
      }
      return collector.reply
    },
    close: () => pool.destroy(),
  }
}

/** The library says this of a reply with contradicting lengths too, which it refuses before its headers are over. */
function beforeStart(error: Error): Error {
  if (!isLengthMismatch(error)) return error
  return Object.assign(new Error('its headers give more than one length'), { code: 'ERR_HTTP_INVALID_FRAMING' })
}

function isLengthMismatch(error: Error): boolean {
  return 'code' in error && error.code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'
}

/** What came in chunks goes on in chunks: not every app can read them, and that is to be seen. */
function bodyOf(headers: Headers, { head, rest }: ReadBody): Buffer | Readable | null {
  if (rest !== null) return Readable.from(joined(head, rest), { objectMode: false })
  if (isChunked(headers)) return Readable.from(head.length === 0 ? [] : [head], { objectMode: false })
  return head.length === 0 ? null : head
}

async function* joined(head: Buffer, rest: Readable): AsyncGenerator<Buffer> {
  yield head
  // An app that has answered before the end wants no more; its answer still has to go out on this connection.
  yield* rest.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
}

/** Bytes of headers, one character each. */
function latin1(raw: unknown): string[] {
  return Array.isArray(raw) ? raw.map((part: Buffer | string) => part.toString('latin1' as BufferEncoding)) : []
}
