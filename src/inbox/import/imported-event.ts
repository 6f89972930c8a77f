import type { RecordedAnswer, RecordedBody, RecordedRequest } from '../event.ts'
import { mostKeptBytes } from '../kept-body.ts'

/** An event that another program has recorded. */
export interface ImportedEvent {
  readonly receivedAt: Date
  /** With `importedFrom`, by which it is known again. */
  readonly request: RecordedRequest
  readonly answer: RecordedAnswer | null
}

export type ImportedEvents =
  | {
      readonly kind: 'events'
      readonly events: readonly ImportedEvent[]
      /** Entries that are none, or that cannot be read. */
      readonly strange: number
    }
  | { readonly kind: 'unknown'; readonly why: string }

export type Headers = RecordedRequest['headers']

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A body as the inbox keeps it. `declared` is its length where the recording holds less. */
export function bodyOf(bytes: Uint8Array, declared = bytes.length): RecordedBody {
  const kept = bytes.length > mostKeptBytes ? bytes.subarray(0, mostKeptBytes) : bytes
  const length = Math.max(bytes.length, declared)
  const exact = kept.length === length
  try {
    return { encoding: 'utf8', content: decoder.decode(kept), bytes: length, exact }
  } catch {
    return { encoding: 'base64', content: toBase64(kept), bytes: length, exact }
  }
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  // In pieces, as a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(binary)
}

/** Undefined for what is no Base64. */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** Undefined for what is no time, or one that no recording can have. */
export function readTime(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined
  const time = new Date(value)
  const year = time.getUTCFullYear()
  return year >= 2000 && year < 3000 ? time : undefined
}

/** Not below 0, whole milliseconds. */
export function readMs(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0
}

type NoAnswer = Extract<RecordedAnswer, { kind: 'no-answer' }>

const statuses: Readonly<Record<NoAnswer['reason'], NoAnswer['status']>> = {
  'app-down': 503,
  'app-silent': 504,
  'app-broke-off': 503,
  'app-invalid': 502,
  'no-app': 503,
  'sender-broke-off': 400,
}

/** Why there was no answer, in the words of this program. */
export function readNoAnswer(reason: unknown, ms: number): NoAnswer | undefined {
  const known = (Object.keys(statuses) as NoAnswer['reason'][]).find((name) => name === reason)
  return known && { kind: 'no-answer', status: statuses[known], reason: known, ms }
}

export function headerOf(headers: Headers, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
