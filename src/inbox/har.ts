import type { JsonObject } from '../core/json.ts'
import type { InboxEvent, RecordedBody, RecordedRequest } from './event.ts'

/** The events as an HTTP Archive 1.2 (w3c.github.io/web-performance/specs/HAR), as browsers and proxies read it. */
export function toHar(events: readonly InboxEvent[], version: string): JsonObject {
  return {
    log: {
      version: '1.2',
      creator: { name: 'mpesa-doctor', version },
      entries: events.map(toEntry),
    },
  }
}

function toEntry({ id, receivedAt, request, answer }: InboxEvent): JsonObject {
  const ms = answer?.ms ?? 0
  return {
    startedDateTime: receivedAt,
    time: ms,
    comment: request.importedFrom ?? id,
    request: {
      method: request.method,
      url: urlOf(request),
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: toHeaders(request.headers),
      queryString: queryOf(request.target),
      ...(request.body.bytes === 0 ? {} : { postData: postDataOf(request) }),
      headersSize: -1,
      bodySize: request.body.bytes,
    },
    response:
      answer?.kind === 'answer'
        ? {
            status: answer.status,
            statusText: answer.statusText,
            httpVersion: 'HTTP/1.1',
            cookies: [],
            headers: toHeaders(answer.headers),
            content: contentOf(answer.body, firstValue(answer.headers, 'content-type')),
            redirectURL: firstValue(answer.headers, 'location') ?? '',
            headersSize: -1,
            bodySize: answer.body.bytes,
          }
        : {
            status: answer?.status ?? 0,
            statusText: '',
            httpVersion: 'HTTP/1.1',
            cookies: [],
            headers: [],
            content: { size: 0, mimeType: '' },
            redirectURL: '',
            headersSize: -1,
            bodySize: 0,
            // The name under which browsers say why there is no answer.
            ...(answer === null ? {} : { _error: answer.reason }),
          },
    cache: {},
    timings: { send: 0, wait: ms, receive: 0 },
  }
}

/** Behind a tunnel the address is the one that the sender saw. */
function urlOf({ headers, target }: RecordedRequest): string {
  if (/^https?:\/\//i.test(target)) return target
  const scheme = /^https\b/i.test(firstValue(headers, 'x-forwarded-proto') ?? '') ? 'https' : 'http'
  return `${scheme}://${firstValue(headers, 'host') ?? 'localhost'}${target.startsWith('/') ? target : '/'}`
}

function queryOf(target: string): readonly JsonObject[] {
  const at = target.indexOf('?')
  const query = at === -1 ? '' : target.slice(at + 1)
  return [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }))
}

/** The format has no place for bytes; names that begin with an underscore are free for such things. */
function postDataOf({ headers, body: { encoding, content, exact } }: RecordedRequest): JsonObject {
  return {
    mimeType: firstValue(headers, 'content-type') ?? '',
    text: content,
    ...(encoding === 'base64' ? { _encoding: 'base64', comment: 'the text is Base64' } : {}),
    ...(exact ? {} : { _exact: false }),
  }
}

function contentOf({ encoding, content, bytes }: RecordedBody, mimeType = ''): JsonObject {
  return { size: bytes, mimeType, text: content, ...(encoding === 'base64' ? { encoding: 'base64' } : {}) }
}

function toHeaders(headers: InboxEvent['request']['headers']): readonly JsonObject[] {
  return headers.map(([name, value]) => ({ name, value }))
}

function firstValue(headers: InboxEvent['request']['headers'], wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
}
