import type { RecordedAnswer, RecordedBody, RecordedRequest } from '../event.ts'
import {
  type Headers,
  type ImportedEvent,
  type ImportedEvents,
  isObject,
  readMs,
  readNoAnswer,
  readTime,
} from './imported-event.ts'

/** Reads JSON lines as `events --json` and `events export` print them. */
export function readLines(text: string): ImportedEvents {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const events = lines.flatMap((line) => readLine(line) ?? [])
  if (events.length === 0 && lines.length > 0) return { kind: 'unknown', why: 'no line of it is an event' }
  return { kind: 'events', events, strange: lines.length - events.length }
}

function readLine(line: string): ImportedEvent | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (!isObject(value) || !isObject(value.request) || typeof value.id !== 'string') return undefined
  const receivedAt = readTime(value.receivedAt)
  const request = readRequest(value.request, `inbox:${value.id}`)
  if (receivedAt === undefined || request === undefined) return undefined
  return { receivedAt, request, answer: readAnswer(value.answer) }
}

function readRequest(value: Readonly<Record<string, unknown>>, name: string): RecordedRequest | undefined {
  const { method, target, peer, from, importedFrom } = value
  const [headers, body] = [readHeaders(value.headers), readBody(value.body)]
  if (typeof method !== 'string' || typeof target !== 'string' || headers === undefined || body === undefined)
    return undefined
  return {
    method,
    target,
    headers,
    body,
    peer: typeof peer === 'string' ? peer : '',
    from: typeof from === 'string' ? from : null,
    importedFrom: typeof importedFrom === 'string' ? importedFrom : name,
  }
}

function readAnswer(value: unknown): RecordedAnswer | null {
  if (!isObject(value)) return null
  const ms = readMs(value.ms)
  const noAnswer = readNoAnswer(value.reason, ms)
  if (noAnswer !== undefined) return noAnswer
  const [headers, body] = [readHeaders(value.headers), readBody(value.body)]
  const status = Number(value.status)
  if (!Number.isInteger(status) || status < 100 || status > 599 || headers === undefined || body === undefined)
    return null
  return { kind: 'answer', status, statusText: String(value.statusText ?? ''), headers, body, ms }
}

function readHeaders(value: unknown): Headers | undefined {
  const isPair = (pair: unknown): pair is [string, string] =>
    Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string')
  return Array.isArray(value) && value.every(isPair) ? value : undefined
}

function readBody(value: unknown): RecordedBody | undefined {
  if (!isObject(value) || typeof value.content !== 'string') return undefined
  const { encoding, content, bytes, exact } = value
  if (encoding !== 'utf8' && encoding !== 'base64') return undefined
  return { encoding, content, bytes: readMs(bytes), exact: exact === true }
}
