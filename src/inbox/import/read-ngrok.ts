import { claimedSource } from '../claimed-source.ts'
import type { RecordedAnswer } from '../event.ts'
import {
  bodyOf,
  fromBase64,
  type ImportedEvent,
  type ImportedEvents,
  isObject,
  readMs,
  readTime,
} from './imported-event.ts'
import { readHttpMessage } from './read-http-message.ts'

/**
 * Reads what the inspector of an ngrok agent has recorded, as its local API gives it at `/api/requests/http`
 * (https://ngrok.com/docs/agent/api): requests and answers are whole HTTP messages in Base64, durations nanoseconds.
 */
export function readNgrok(json: unknown): ImportedEvents {
  const entries = isObject(json) && Array.isArray(json.requests) ? json.requests : undefined
  if (entries === undefined) return { kind: 'unknown', why: 'there is no list of `requests` in it' }
  const events = entries.flatMap((entry) => readEntry(entry) ?? [])
  return { kind: 'events', events, strange: entries.length - events.length }
}

function readEntry(entry: unknown): ImportedEvent | undefined {
  if (!isObject(entry) || !isObject(entry.request) || typeof entry.id !== 'string') return undefined
  const receivedAt = readTime(entry.start)
  const message = readRaw(entry.request.raw)
  const [, method, target] = /^([!-~]{1,40}) (\S+)(?: HTTP\/\d(?:\.\d)?)?\s*$/.exec(message?.startLine ?? '') ?? []
  if (message === undefined || receivedAt === undefined || method === undefined || target === undefined)
    return undefined
  const { headers, body, declared } = message
  const remote = withoutPort(String(entry.remote_addr ?? ''))
  const from = claimedSource(headers) ?? (remote === '' ? null : remote)
  return {
    receivedAt,
    request: {
      method,
      target,
      headers,
      body: bodyOf(body, declared),
      peer: remote,
      from,
      importedFrom: `ngrok:${entry.id}`,
    },
    answer: readAnswer(entry.response, readMs(Number(entry.duration) / 1_000_000)),
  }
}

function readAnswer(response: unknown, ms: number): RecordedAnswer | null {
  const message = isObject(response) ? readRaw(response.raw) : undefined
  const [, status, statusText = ''] = /^HTTP\/\d(?:\.\d)? (\d{3})(?: (.*))?$/.exec(message?.startLine ?? '') ?? []
  if (message === undefined || status === undefined) return null
  const { headers, body, declared } = message
  return { kind: 'answer', status: Number(status), statusText, headers, body: bodyOf(body, declared), ms }
}

function readRaw(raw: unknown): ReturnType<typeof readHttpMessage> {
  const bytes = typeof raw === 'string' ? fromBase64(raw) : undefined
  return bytes && readHttpMessage(bytes)
}

/** `196.201.214.200:4312`, `[::1]:4312` */
function withoutPort(address: string): string {
  const bare = /^\[([\da-f.:]+)\](?::\d+)?$/i.exec(address)?.[1] ?? address.replace(/^([^:]*):\d+$/, '$1')
  return /^[\da-f.:]{3,45}$/i.test(bare) ? bare : ''
}
