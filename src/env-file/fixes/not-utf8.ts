import { decodeText, encodeText } from '../bytes.ts'
import type { EnvDocument } from '../document.ts'
import type { Fix } from './fix.ts'

/** Writes a UTF-16 file as UTF-8, its text and its line ends as they are. */
export const notUtf8Fix: Fix = {
  code: 'env/not-utf8',
  propose(document) {
    const [segment] = document.segments
    if (segment?.kind !== 'unreadable') return []
    const text = decodeUtf16(document)
    return [
      {
        code: 'env/not-utf8',
        segment,
        splices: [{ start: 0, end: document.bytes.length, text: encodeText(text ?? '') }],
        key: null,
        intended: null,
        explanation: 'write the file as UTF-8 instead of UTF-16',
        always: true,
        ...(text === null ? { blocked: 'it is not UTF-16 from its first byte to its last' } : {}),
      },
    ]
  },
}

/** The text of a UTF-16 file without its byte order mark; null if there is anything in it that is no text. */
export function decodeUtf16({ bytes, encoding }: EnvDocument): string | null {
  if (bytes.length % 2 !== 0) return null
  const isLittle = encoding.kind === 'utf-16le'
  const units: string[] = []
  for (let start = 0; start < bytes.length; start += 8192) {
    const codes: number[] = []
    for (let at = start; at < Math.min(start + 8192, bytes.length); at += 2) {
      const [first = 0, second = 0] = [bytes[at], bytes[at + 1]]
      codes.push(isLittle ? first | (second << 8) : (first << 8) | second)
    }
    units.push(String.fromCharCode(...codes))
  }
  const text = units.join('').replace(/^\ufeff/, '')
  const isText = !text.includes('\0') && decodeText(encodeText(text)) === text
  return isText ? text : null
}
