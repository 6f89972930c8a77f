import { ShellStop } from './sh-stop.ts'

/** A place in the text of a file. Deep nesting is given up on, so that no file can exhaust the stack. */
export interface Cursor {
  readonly source: string
  at: number
  depth: number
}

const MAX_DEPTH = 40

/** The character here; a backslash before a newline continues the line, so both are passed over. Empty at the end. */
export function peek(cursor: Cursor): string {
  while (cursor.source[cursor.at] === '\\' && cursor.source[cursor.at + 1] === '\n') cursor.at += 2
  return cursor.source[cursor.at] ?? ''
}

export function nested<Result>(cursor: Cursor, read: () => Result): Result {
  if (cursor.depth >= MAX_DEPTH) throw new ShellStop('untold')
  cursor.depth++
  const result = read()
  cursor.depth--
  return result
}

/** Blanks, and a comment if one begins here. What is a word's first character, or an operator, comes next. */
export function skipToToken(cursor: Cursor): void {
  for (let char = peek(cursor); char === ' ' || char === '\t'; char = peek(cursor)) cursor.at++
  if (peek(cursor) !== '#') return
  const end = cursor.source.indexOf('\n', cursor.at)
  cursor.at = end === -1 ? cursor.source.length : end
}

export function endsWord(char: string): boolean {
  return char === '' || ' \t\n|&;()<>'.includes(char)
}

export function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text)
}

/** Whether the character after this one is the expected one. */
export function isFollowedBy(cursor: Cursor, expected: string): boolean {
  const { at } = cursor
  cursor.at++
  const found = peek(cursor) === expected
  cursor.at = at
  return found
}
