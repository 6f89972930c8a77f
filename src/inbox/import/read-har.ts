import { claimedSource } from '../claimed-source.ts'
import type { RecordedAnswer } from '../event.ts'
import {
  bodyOf,
  fromBase64,
  type Headers,
  headerOf,
  type ImportedEvent,
  type ImportedEvents,
  isObject,
  readMs,
  readNoAnswer,
  readTime,
} from './imported-event.ts'

/** Reads an HTTP Archive. `digest` tells entries of one moment apart that have no id of their own. */
export function readHar(json: unknown, digest: (text: string) => string): ImportedEvents {
  const log = isObject(json) && isObject(json.log) ? json.log : undefined
  if (log === undefined || !Array.isArray(log.entries)) return { kind: 'unknown', why: 'it has no `log.entries`' }
  const isOurs = isObject(log.creator) && log.creator.name === 'mpesa-doctor'
  const entries: readonly unknown[] = log.entries
  const events = entries.flatMap((entry) => readEntry(entry, isOurs, digest) ?? [])
  return { kind: 'events', events, strange: entries.length - events.length }
}

function readEntry(entry: unknown, isOurs: boolean, digest: (text: string) => string): ImportedEvent | undefined {
  if (!isObject(entry) || !isObject(entry.request)) return undefined
  const { method, url, postData, headers: rawHeaders, bodySize } = entry.request
  const receivedAt = readTime(entry.startedDateTime)
  if (typeof method !== 'string' || !/^[!-~]{1,40}$/.test(method) || typeof url !== 'string') return undefined
  const target = targetOf(url)
  if (receivedAt === undefined || target === undefined) return undefined
  const headers = withHost(headersOf(rawHeaders), url)
  const posted = isObject(postData) ? contentOf(postData) : new Uint8Array()
  const from = claimedSource(headers)
  const own = isOurs && typeof entry.comment === 'string' ? entry.comment : undefined
  const name = own === undefined ? undefined : own.includes(':') ? own : `inbox:${own}`
  const importedFrom =
    name ??
    `har:${receivedAt.toISOString()}-${digest(`${method} ${url}\n${String(isObject(postData) && postData.text)}`)}`
  const body = bodyOf(posted, isOurs && typeof bodySize === 'number' ? bodySize : posted.length)
  // What was masked for the export is not what came.
  const exact = body.exact && !(isObject(postData) && postData._exact === false)
  return {
    receivedAt,
    request: { method, target, headers, body: { ...body, exact }, peer: '', from, importedFrom },
    answer: readAnswer(entry.response, readMs(entry.time)),
  }
}

/** An answer without a status is what recorders write where there was none. */
function readAnswer(response: unknown, ms: number): RecordedAnswer | null {
  if (!isObject(response)) return null
  const noAnswer = readNoAnswer(response._error, ms)
  if (noAnswer !== undefined) return noAnswer
  const status = Number(response.status)
  if (!Number.isInteger(status) || status < 100 || status > 599) return null
  const content = isObject(response.content) ? response.content : {}
  return {
    kind: 'answer',
    status,
    statusText: typeof response.statusText === 'string' ? response.statusText : '',
    headers: headersOf(response.headers),
    body: bodyOf(contentOf(content)),
    ms,
  }
}

function contentOf(content: Readonly<Record<string, unknown>>): Uint8Array {
  const { text } = content
  if (typeof text !== 'string') return new Uint8Array()
  const isBase64 = content.encoding === 'base64' || content._encoding === 'base64'
  return (isBase64 ? fromBase64(text) : undefined) ?? new TextEncoder().encode(text)
}

/** HTTP/2 has pseudo headers, which no message holds. */
function headersOf(list: unknown): Headers {
  const items: readonly unknown[] = Array.isArray(list) ? list : []
  return items.flatMap((item) =>
    isObject(item) && typeof item.name === 'string' && typeof item.value === 'string' && /^[^\s:]+$/.test(item.name)
      ? [[item.name, item.value.replaceAll(/[\r\n]+/g, ' ')] as const]
      : [],
  )
}

function withHost(headers: Headers, url: string): Headers {
  return headerOf(headers, 'host') === undefined ? [['Host', new URL(url).host], ...headers] : headers
}

/** As it stands in the URL, without the part that is never sent. */
function targetOf(url: string): string | undefined {
  const [, rest] = /^https?:\/\/[^/?#]+([^#]*)/i.exec(url) ?? []
  if (rest === undefined || !URL.canParse(url)) return undefined
  return rest.startsWith('/') ? rest : `/${rest}`
}
