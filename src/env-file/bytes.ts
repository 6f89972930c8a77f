import type { Newline, Span } from './segment.ts'

export const TAB = 0x09
export const LF = 0x0a
export const CR = 0x0d
export const SPACE = 0x20
export const DOUBLE_QUOTE = 0x22
export const HASH = 0x23
export const SINGLE_QUOTE = 0x27
export const COLON = 0x3a
export const EQUALS = 0x3d
export const BACKSLASH = 0x5c
export const BACKTICK = 0x60

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

/** UTF-8 text of the bytes; bytes that are no UTF-8 become U+FFFD. */
export function decodeText(bytes: Uint8Array, span?: Span): string {
  return decoder.decode(span === undefined ? bytes : bytes.subarray(span.start, span.end))
}

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text)
}

export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** Replaces a span and keeps everything else. */
export function spliceBytes(bytes: Uint8Array, span: Span, replacement: Uint8Array): Uint8Array {
  return joinBytes(bytes.subarray(0, span.start), replacement, bytes.subarray(span.end))
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}

/** Spaces and tabs only: what every loader takes for a blank. Form feed, NBSP and others stay visible as value bytes. */
export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB
}

export function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from
  while (isBlank(bytes[at])) at++
  return at
}

export function isLineEnd(bytes: Uint8Array, at: number): boolean {
  return at >= bytes.length || bytes[at] === LF || bytes[at] === CR
}

export function findLineEnd(bytes: Uint8Array, from: number): number {
  const near = Math.min(from + 64, bytes.length)
  for (let at = from; at < near; at++) {
    if (bytes[at] === LF || bytes[at] === CR) return at
  }
  // Windows that grow: a file without any LF must not be searched to its end for each of its lines.
  for (let start = near, size = 64; start < bytes.length; start += size, size *= 2) {
    const part = bytes.subarray(start, start + size)
    const newline = part.indexOf(LF)
    const carriageReturn = (newline === -1 ? part : part.subarray(0, newline)).indexOf(CR)
    const end = carriageReturn === -1 ? newline : carriageReturn
    if (end !== -1) return start + end
  }
  return Math.max(from, bytes.length)
}

/** The newline that begins at a line end, with the offset of the next line. */
export function newlineAt(bytes: Uint8Array, at: number): { readonly newline: Newline; readonly next: number } {
  if (at >= bytes.length) return { newline: 'none', next: at }
  if (bytes[at] === LF) return { newline: 'lf', next: at + 1 }
  if (bytes[at + 1] === LF) return { newline: 'crlf', next: at + 2 }
  return { newline: 'cr', next: at + 1 }
}

export function countNewlines(bytes: Uint8Array, span: Span): number {
  let count = 0
  let at = findLineEnd(bytes, span.start)
  while (at < span.end) {
    count++
    at = findLineEnd(bytes, newlineAt(bytes, at).next)
  }
  return count
}
