import type { JsonObject } from '../core/json.ts'
import type { InboxEvent, RecordedBody } from './event.ts'

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
  const host = firstValue(request.headers, 'host') ?? 'localhost'
  const ms = answer?.ms ?? 0
  return {
    startedDateTime: receivedAt,
    time: ms,
    comment: id,
    request: {
      method: request.method,
      url: `http://${host}${request.target}`,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: toHeaders(request.headers),
      queryString: [...new URLSearchParams(request.target.split('?')[1] ?? '')].map(([name, value]) => ({
        name,
        value,
      })),
      ...(request.body.bytes === 0
        ? {}
        : { postData: { mimeType: firstValue(request.headers, 'content-type') ?? '', text: request.body.content } }),
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
          },
    cache: {},
    timings: { send: 0, wait: ms, receive: 0 },
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
