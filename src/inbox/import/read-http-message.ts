import { type Headers, headerOf } from './imported-event.ts'

/** A request or an answer as it went over the wire. */
export interface HttpMessage {
  /** `POST /api HTTP/1.1`, `HTTP/1.1 200 OK` */
  readonly startLine: string
  readonly headers: Headers
  /** Without the sizes of chunks; compressed where it was. */
  readonly body: Uint8Array
  /** The length that the message promised, where the recording holds less. */
  readonly declared: number
}

const mostHeadBytes = 262_144
/** RFC 9110, section 5.6.2. */
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/

/** Reads a recorded message; undefined if it does not begin as one. What is odd about the rest is passed over. */
export function readHttpMessage(bytes: Uint8Array): HttpMessage | undefined {
  const headEnd = findHeadEnd(bytes)
  if (headEnd === undefined) return undefined
  const head = latin1(bytes.subarray(0, headEnd.to)).replace(/\r$/, '')
  const [startLine = '', ...lines] = head.split(/\r?\n/)
  const headers: [string, string][] = []
  for (const line of lines) {
    const last = headers.at(-1)
    // A line that begins with a space goes on with the one before, as in times past.
    if (/^[ \t]/.test(line) && last !== undefined) last[1] = `${last[1]} ${line.trim()}`
    const [, name, value] = headerLine.exec(line) ?? []
    if (name !== undefined && value !== undefined) headers.push([name, value])
  }
  return { startLine, headers, ...bodyIn(bytes.subarray(headEnd.next), headers) }
}

/** An empty line, or the end of what is a head only. */
function findHeadEnd(bytes: Uint8Array): { readonly to: number; readonly next: number } | undefined {
  const limit = Math.min(bytes.length, mostHeadBytes)
  for (let at = 0; at < limit; at++) {
    if (bytes[at] !== 0x0a) continue
    if (bytes[at + 1] === 0x0a) return { to: at, next: at + 2 }
    if (bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a) return { to: at, next: at + 3 }
  }
  return bytes.length > 0 && bytes.length < mostHeadBytes ? { to: bytes.length, next: bytes.length } : undefined
}

function bodyIn(bytes: Uint8Array, headers: Headers): Pick<HttpMessage, 'body' | 'declared'> {
  if (/\bchunked\b/i.test(headerOf(headers, 'transfer-encoding') ?? '')) {
    // Some recorders put the chunks together and leave the header as it was.
    const body = joinChunks(bytes) ?? bytes
    return { body, declared: body.length }
  }
  const length = headerOf(headers, 'content-length')
  if (length === undefined || !/^\d{1,12}$/.test(length)) return { body: bytes, declared: bytes.length }
  return { body: bytes.subarray(0, Number(length)), declared: Number(length) }
}

/** Undefined if this is no chunked body from its beginning to its last chunk. */
function joinChunks(bytes: Uint8Array): Uint8Array | undefined {
  const joined = new Uint8Array(bytes.length)
  let size = 0
  let at = 0
  for (;;) {
    const lineEnd = bytes.indexOf(0x0a, at)
    if (lineEnd === -1 || lineEnd - at > 1_024) return undefined
    const digits = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?\r?$/i.exec(latin1(bytes.subarray(at, lineEnd)))?.[1]
    if (digits === undefined) return undefined
    const length = Number.parseInt(digits, 16)
    if (length === 0) return joined.slice(0, size)
    const from = lineEnd + 1
    if (from + length > bytes.length) return undefined
    joined.set(bytes.subarray(from, from + length), size)
    size += length
    at = from + length
    if (bytes[at] === 0x0d) at++
    if (bytes[at] !== 0x0a) return undefined
    at++
  }
}

function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return text
}
