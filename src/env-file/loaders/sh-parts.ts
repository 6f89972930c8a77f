import { RISKY, UNKNOWN } from './sh-command.ts'
import { type Cursor, isFollowedBy, nested, peek } from './sh-cursor.ts'
import { ShellStop } from './sh-stop.ts'

/** Reads the commands of `$(…)` up to its bracket. Handed in, because words hold commands and commands hold words. */
export type ReadSubstitution = (cursor: Cursor) => void

/** One character of a bare word, with what hangs together with it. */
export function readPart(cursor: Cursor, commands: ReadSubstitution, char: string): string {
  switch (char) {
    case '\\':
      return readEscaped(cursor)
    case "'":
      return readSingleQuoted(cursor)
    case '"':
      return readDoubleQuoted(cursor, commands)
    case '`':
      return readBackticks(cursor)
    case '$':
      return readDollar(cursor, commands, false)
    default:
      return readPlain(cursor)
  }
}

/** This character, and those that cannot mean anything after it. */
function readPlain(cursor: Cursor): string {
  const start = cursor.at
  cursor.at++
  while (isPlain(cursor.source.charCodeAt(cursor.at))) cursor.at++
  return cursor.source.slice(start, cursor.at)
}

/** Letters, digits and `_ . / : = , - % +` mean nothing in the middle of a word; nor do bytes beyond ASCII. */
function isPlain(code: number): boolean {
  return code === 0x3d || code === 0x5f || (code >= 0x2b && code <= 0x3a) || isLetter(code) || code >= 0x80
}

function isLetter(code: number): boolean {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

function readEscaped(cursor: Cursor): string {
  const text = cursor.source.slice(cursor.at, cursor.at + 2)
  cursor.at += text.length
  return text
}

function readSingleQuoted(cursor: Cursor): string {
  const end = cursor.source.indexOf("'", cursor.at + 1)
  if (end === -1) throw new ShellStop('syntax')
  const text = cursor.source.slice(cursor.at, end + 1)
  cursor.at = end + 1
  return text
}

function readDoubleQuoted(cursor: Cursor, commands: ReadSubstitution): string {
  cursor.at++
  return `"${readPair(cursor, commands, '"', { dollar: true, quoted: true })}"`
}

function readBackticks(cursor: Cursor): string {
  const { source } = cursor
  let end = cursor.at + 1
  while (end < source.length && source[end] !== '`') end += source[end] === '\\' ? 2 : 1
  if (end >= source.length) throw new ShellStop('syntax')
  cursor.at = end + 1
  return UNKNOWN
}

/** `$'…'`, where a backslash escapes the quote. */
function readEscapedString(cursor: Cursor): string {
  const start = cursor.at
  cursor.at++
  while (cursor.source[cursor.at] !== "'") {
    cursor.at += cursor.source[cursor.at] === '\\' ? 2 : 1
    if (cursor.at >= cursor.source.length) throw new ShellStop('syntax')
  }
  cursor.at++
  return cursor.source.slice(start, cursor.at)
}

function readDollar(cursor: Cursor, commands: ReadSubstitution, quoted: boolean): string {
  cursor.at++
  const next = peek(cursor)
  if (next === '(') {
    cursor.at--
    return readSubstitution(cursor, commands)
  }
  if (next === '{') {
    cursor.at++
    return `\${${readPair(cursor, commands, '}', { dollar: true, brace: true, quoted })}}`
  }
  if (next === '[') {
    cursor.at++
    return arithmetic(readPair(cursor, commands, ']', {}))
  }
  if (next === '$') {
    cursor.at++
    // What follows is read in one way and expanded in another.
    if ("{(['".includes(peek(cursor)) && peek(cursor) !== '') throw new ShellStop('untold')
    return '$$'
  }
  if (quoted) return '$'
  // A translated string: without a catalogue it is the string itself.
  if (next === '"') return ''
  return next === "'" ? `$${readEscapedString(cursor)}` : '$'
}

/** `$(…)`, `$((…))`, `<(…)`, `>(…)`, from its first character on. */
export function readSubstitution(cursor: Cursor, commands: ReadSubstitution): string {
  const isDollar = peek(cursor) === '$'
  cursor.at++
  peek(cursor)
  cursor.at++
  if (isDollar && peek(cursor) === '(') return arithmetic(readPair(cursor, commands, ')', {}))
  nested(cursor, () => commands(cursor))
  return UNKNOWN
}

/** Sums and products of numbers are no error; of anything else it is not known. */
function arithmetic(text: string): string {
  return /^\(?\s*\d{1,9}(?:\s*[-+*]\s*\d{1,9}){0,9}\s*\)?$/.test(text) ? UNKNOWN : RISKY
}

interface PairRules {
  /** `$(…)` and the like count as one. */
  readonly dollar?: boolean
  /** Within `${…}`: an opening bracket opens nothing. */
  readonly brace?: boolean
  readonly quoted?: boolean
}

const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[' }

/** Up to the bracket or quote that closes, which is consumed and not returned. */
export function readPair(cursor: Cursor, commands: ReadSubstitution, close: string, rules: PairRules): string {
  return nested(cursor, () => {
    const opening = rules.brace ? undefined : OPENING[close]
    let text = ''
    let open = 1
    for (let char = peek(cursor); ; char = peek(cursor)) {
      if (char === '') throw new ShellStop('syntax')
      if (char === close) open--
      if (open === 0) break
      if (char === opening) open++
      text += readPairPart(cursor, commands, close, rules, char)
    }
    cursor.at++
    return text
  })
}

function readPairPart(
  cursor: Cursor,
  commands: ReadSubstitution,
  close: string,
  { dollar = false, quoted = false }: PairRules,
  char: string,
): string {
  if (char === '\\') return readEscaped(cursor)
  if (char === '`') return readBackticks(cursor)
  if (char === '"') return readDoubleQuoted(cursor, commands)
  if (char === "'" && close !== '"') return readSingleQuoted(cursor)
  if (char === '$' && (dollar || isFollowedBy(cursor, "'"))) return readDollar(cursor, commands, quoted)
  if ((char === '<' || char === '>') && dollar && close !== '"' && isFollowedBy(cursor, '(')) {
    return readSubstitution(cursor, commands)
  }
  cursor.at++
  return char
}
