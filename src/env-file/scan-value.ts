import {
  BACKSLASH,
  BACKTICK,
  DOUBLE_QUOTE,
  findLineEnd,
  HASH,
  isBlank,
  isLineEnd,
  SINGLE_QUOTE,
  skipBlanks,
} from './bytes.ts'
import type { Assignment, QuoteStyle, Span } from './segment.ts'

export type ScannedValue = Pick<Assignment, 'quote' | 'value' | 'quotedValue' | 'defect' | 'comment'> & {
  /** Offset of the line end after value and comment. */
  readonly lineEnd: number
}

const QUOTES: ReadonlyMap<number | undefined, QuoteStyle> = new Map([
  [SINGLE_QUOTE, 'single'],
  [DOUBLE_QUOTE, 'double'],
  [BACKTICK, 'backtick'],
])

/** Reads what stands after the separator. `from` is the byte after it, for `: ` the one after its blank. */
export function scanValue(bytes: Uint8Array, from: number): ScannedValue {
  const start = skipBlanks(bytes, from)
  const quote = QUOTES.get(bytes[start])
  if (quote === undefined) return scanBare(bytes, from, null)
  const closing = findClosingQuote(bytes, start)
  if (closing.at === -1) return scanBare(bytes, from, closing.seen ? 'text-after-quote' : 'unterminated-quote')
  const lineEnd = findLineEnd(bytes, closing.at + 1)
  return {
    quote,
    value: { start: start + 1, end: closing.at },
    quotedValue: { start, end: closing.at + 1 },
    defect: null,
    comment: commentIn(bytes, skipBlanks(bytes, closing.at + 1), lineEnd),
    lineEnd,
  }
}

/**
 * The quote that closes the value: the last one up to the first without a backslash before it that has only blanks or a
 * comment after it on its line. Loaders disagree on `\"`; this accepts both readings, the longer one first.
 */
function findClosingQuote(bytes: Uint8Array, open: number): { readonly at: number; readonly seen: boolean } {
  const quote = bytes[open] ?? 0
  let at = -1
  let next = bytes.indexOf(quote, open + 1)
  const seen = next !== -1 && next < findLineEnd(bytes, open)
  while (next !== -1) {
    const after = skipBlanks(bytes, next + 1)
    if (isLineEnd(bytes, after) || bytes[after] === HASH) at = next
    if (bytes[next - 1] !== BACKSLASH) break
    next = bytes.indexOf(quote, next + 1)
  }
  return { at, seen }
}

function scanBare(bytes: Uint8Array, from: number, defect: Assignment['defect']): ScannedValue {
  const lineEnd = findLineEnd(bytes, from)
  const hash = findCommentHash(bytes, from, lineEnd)
  let end = hash === -1 ? lineEnd : hash
  while (end > from && isBlank(bytes[end - 1])) end--
  // An empty value sits right behind the separator: written later, it then keeps the blank before a comment.
  const value = { start: end === from ? from : skipBlanks(bytes, from), end }
  const comment = hash === -1 ? null : { start: hash, end: lineEnd }
  return { quote: 'none', value, quotedValue: value, defect, comment, lineEnd }
}

/** A `#` without a blank before it is a comment to some loaders and part of the value to others: here it is value. */
function findCommentHash(bytes: Uint8Array, from: number, lineEnd: number): number {
  for (let at = from + 1; at < lineEnd; at++) {
    if (bytes[at] === HASH && isBlank(bytes[at - 1])) return at
  }
  return -1
}

function commentIn(bytes: Uint8Array, at: number, lineEnd: number): Span | null {
  return bytes[at] === HASH && at < lineEnd ? { start: at, end: lineEnd } : null
}
