import { decodeText } from '../bytes.ts'
import { findInvalidUtf8 } from '../encoding.ts'

/**
 * The text that phpdotenv parses: what is no UTF-8 becomes `?`, one for each longest run of bytes that could have begun
 * a character (`mb_convert_encoding` of PHP 8), then a byte order mark at the start is dropped.
 */
export function decodePhp(bytes: Uint8Array): string {
  const text = findInvalidUtf8(bytes) === -1 ? decodeText(bytes) : decodeInvalid(bytes)
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

/** A U+FFFD that stands in the file itself stays: the text is decoded around it, so that every other one is a mistake. */
function decodeInvalid(bytes: Uint8Array): string {
  const pieces: string[] = []
  let start = 0
  for (let at = bytes.indexOf(0xef); at !== -1; at = bytes.indexOf(0xef, at + 1)) {
    if (bytes[at + 1] !== 0xbf || bytes[at + 2] !== 0xbd) continue
    pieces.push(decodeText(bytes, { start, end: at }).replaceAll('\ufffd', '?'))
    start = at + 3
  }
  pieces.push(decodeText(bytes, { start, end: bytes.length }).replaceAll('\ufffd', '?'))
  return pieces.join('\ufffd')
}

/** `trim()` of PHP before 8.6: form feed is none of its characters, NUL is. */
export function trimPhp(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isTrimmed(text, start)) start++
  while (end > start && isTrimmed(text, end - 1)) end--
  return text.slice(start, end)
}

function isTrimmed(text: string, at: number): boolean {
  return ' \n\r\t\0\v'.includes(text.charAt(at))
}
