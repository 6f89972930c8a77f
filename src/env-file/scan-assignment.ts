import { COLON, decodeText, EQUALS, findLineEnd, HASH, isBlank, isLineEnd, newlineAt, skipBlanks } from './bytes.ts'
import { scanValue } from './scan-value.ts'
import type { Assignment, KeyOnly, Span } from './segment.ts'

interface KeyHead {
  readonly exportPrefix: Span | null
  readonly keySpan: Span
}

/** Reads an assignment, or a key alone, that begins at the start of a line; null if the line is neither. */
export function scanAssignment(bytes: Uint8Array, start: number, line: number): Assignment | KeyOnly | null {
  const indentEnd = skipBlanks(bytes, start)
  const exported = scanExport(bytes, indentEnd)
  // `export = 1` assigns to a key named export: the word is a prefix only if a key stands behind it.
  const heads = [exported, scanKey(bytes, indentEnd, null)].filter((head) => head !== null)
  for (const head of heads) {
    const separator = scanSeparator(bytes, head.keySpan.end)
    if (separator !== null) return assignmentOf(bytes, { start, end: indentEnd }, line, head, separator)
  }
  const head = heads[0]
  return head === undefined ? null : scanKeyOnly(bytes, start, line, head)
}

function assignmentOf(bytes: Uint8Array, indent: Span, line: number, head: KeyHead, separator: Span): Assignment {
  const { lineEnd, ...value } = scanValue(bytes, separator.end)
  const { newline, next } = newlineAt(bytes, lineEnd)
  return {
    kind: 'assignment',
    start: indent.start,
    end: next,
    line,
    newline,
    indent,
    ...head,
    key: decodeText(bytes, head.keySpan),
    separator: bytes[separator.end - 1] === EQUALS ? '=' : ':',
    separatorSpan: { start: separator.start, end: value.quotedValue.start },
    ...value,
  }
}

function scanKeyOnly(bytes: Uint8Array, start: number, line: number, head: KeyHead): KeyOnly | null {
  const { keySpan } = head
  const after = skipBlanks(bytes, keySpan.end)
  const alone = isLineEnd(bytes, after) || (bytes[after] === HASH && after > keySpan.end)
  if (!alone) return null
  const { newline, next } = newlineAt(bytes, findLineEnd(bytes, after))
  return { kind: 'key-only', start, end: next, line, newline, key: decodeText(bytes, keySpan), keySpan }
}

function scanExport(bytes: Uint8Array, at: number): KeyHead | null {
  const wordEnd = at + 'export'.length
  if (!isBlank(bytes[wordEnd])) return null
  if (decodeText(bytes, { start: at, end: wordEnd }) !== 'export') return null
  const keyStart = skipBlanks(bytes, wordEnd)
  return scanKey(bytes, keyStart, { start: at, end: keyStart })
}

function scanKey(bytes: Uint8Array, start: number, exportPrefix: Span | null): KeyHead | null {
  let end = start
  while (isKeyByte(bytes[end])) end++
  return end === start ? null : { exportPrefix, keySpan: { start, end } }
}

/** `=` with blanks before it, or `:` right behind the key and the blank that has to follow it. */
function scanSeparator(bytes: Uint8Array, keyEnd: number): Span | null {
  const at = skipBlanks(bytes, keyEnd)
  if (bytes[at] === EQUALS) return { start: keyEnd, end: at + 1 }
  if (bytes[keyEnd] === COLON && isBlank(bytes[keyEnd + 1])) return { start: keyEnd, end: keyEnd + 2 }
  return null
}

/** Letters, digits, `_`, `.` and `-`: the widest set of names that a loader accepts. */
function isKeyByte(byte: number | undefined): boolean {
  if (byte === undefined) return false
  const isDigit = byte >= 0x30 && byte <= 0x39
  const isLetter = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
  return isDigit || isLetter || byte === 0x5f || byte === 0x2e || byte === 0x2d
}
