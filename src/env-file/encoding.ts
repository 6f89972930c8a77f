import { decodeText } from './bytes.ts'

export type EncodingKind = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'not-utf8' | 'binary'

/** What the bytes of a file are, and the byte offset of the first evidence (0 for a file that is plain UTF-8). */
export interface Encoding {
  readonly kind: EncodingKind
  readonly offset: number
}

/** Judges the whole file: UTF-16 first, because its NUL bytes would otherwise make it look binary. Never throws. */
export function sniffEncoding(bytes: Uint8Array): Encoding {
  const wide = sniffUtf16(bytes)
  if (wide !== null) return { kind: wide, offset: 0 }
  const nul = bytes.indexOf(0)
  if (nul !== -1) return { kind: 'binary', offset: nul }
  const invalid = findInvalidUtf8(bytes)
  if (invalid !== -1) return { kind: 'not-utf8', offset: invalid }
  return { kind: hasUtf8Bom(bytes) ? 'utf-8-bom' : 'utf-8', offset: 0 }
}

export function hasUtf8Bom(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

/** A byte order mark, or text whose every second byte is NUL: what PowerShell 5 writes for `>` and some editors without a mark. */
function sniffUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes.length < 4 || bytes.length % 2 !== 0) return null
  const sample = bytes.subarray(0, 64)
  if (sample.every((byte, index) => (byte === 0) === (index % 2 === 1))) return 'utf-16le'
  if (sample.every((byte, index) => (byte === 0) === (index % 2 === 0))) return 'utf-16be'
  return null
}

/** Offset of the first byte that starts no well-formed UTF-8 sequence (Unicode 15, table 3-7), or -1. */
export function findInvalidUtf8(bytes: Uint8Array): number {
  // The decoder is far faster than looking at each byte; what it could not read it replaces.
  if (!decodeText(bytes).includes('\ufffd')) return -1
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at)
    if (length === 0) return at
    at += length
  }
  return -1
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const second = bytes[at + 1] ?? 0
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < lowest || second > highest) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  for (let index = 2; index < length; index++) {
    const next = bytes[at + index] ?? 0
    if (next < 0x80 || next > 0xbf) return 0
  }
  return length
}
