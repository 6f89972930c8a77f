import { decodeText } from '../bytes.ts'
import { findInvalidUtf8 } from '../encoding.ts'
import type { FileReading } from '../loader.ts'

type Rejected = Extract<FileReading, { readonly kind: 'rejected' }>

/**
 * The text of a file as Python's `open(…, encoding='utf-8')` gives it: any byte that is no UTF-8 is an error, a byte
 * order mark stays as the first character, and `\r\n` and `\r` both become `\n`.
 */
export function decodePython(bytes: Uint8Array): string | Rejected {
  const invalid = findInvalidUtf8(bytes)
  if (invalid === -1) return decodeText(bytes).replace(/\r\n?/g, '\n')
  const line = decodeText(bytes, { start: 0, end: invalid }).split(/\r\n?|\n/).length
  return { kind: 'rejected', reason: `it is not UTF-8 text (byte ${invalid + 1})`, line }
}

/** The lines of `str.splitlines()`: besides `\n` also vertical tab, form feed, FS, GS, RS, NEL, U+2028 and U+2029 end one. */
export function splitPythonLines(text: string): readonly string[] {
  return text.split(/[\n\v\f\x1c-\x1e\x85\u2028\u2029]/)
}

const wideSpaces =
  '\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'

/**
 * Whether `str.isspace()`, `str.strip()` and `\s` of Python take the character at this place for white space. Unlike in
 * JavaScript FS, GS, RS, US and NEL are, and U+FEFF is not.
 */
export function isPythonSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  if (code <= 0x20) return code >= 0x1c || (code >= 0x09 && code <= 0x0d)
  return code >= 0x85 && wideSpaces.includes(text.charAt(at))
}

export function stripPython(text: string): string {
  let start = 0
  while (isPythonSpace(text, start)) start++
  return stripPythonEnd(text.slice(start))
}

export function stripPythonEnd(text: string): string {
  let end = text.length
  while (isPythonSpace(text, end - 1)) end--
  return text.slice(0, end)
}
