import type { Word } from './sh-command.ts'
import { type Cursor, endsWord, peek, skipToToken } from './sh-cursor.ts'
import { peekOperator, takeLetters } from './sh-operators.ts'
import type { ReadSubstitution } from './sh-parts.ts'
import { ShellStop } from './sh-stop.ts'
import { readWord } from './sh-words.ts'

export function skipRedirections(cursor: Cursor, commands: ReadSubstitution): void {
  for (;;) {
    skipToToken(cursor)
    if (takeRedirection(cursor, commands) !== null) continue
    const { at } = cursor
    if (endsWord(peek(cursor))) return
    const word = readWord(cursor, commands, { subscript: false, array: false })
    if (word !== null && takesDescriptor(cursor, word)) continue
    cursor.at = at
    return
  }
}

/** `2` in `2>file` belongs to the redirection that follows at once. */
export function takesDescriptor(cursor: Cursor, { text }: Word): boolean {
  return /^(?:\d+|\{[A-Za-z_]\w*\})$/.test(text) && ['<', '>'].includes(peek(cursor))
}

const REDIRECTIONS = ['&>>', '&>', '<<<', '<&', '<>', '<', '>>', '>&', '>|', '>']

/** What a redirection names; null if none stands here. */
export function takeRedirection(cursor: Cursor, commands: ReadSubstitution): string | null {
  const operator = peekOperator(cursor)
  if (operator === '<<' || operator === '<<-') throw new ShellStop('untold')
  if (operator === null || !REDIRECTIONS.includes(operator)) return null
  takeLetters(cursor, operator.length)
  skipToToken(cursor)
  // `>&-` closes; what follows at once is a word of its own.
  if (operator.length === 2 && operator.endsWith('&') && peek(cursor) === '-') {
    cursor.at++
    return '-'
  }
  const target = readWord(cursor, commands, { subscript: false, array: false })
  // Digits right before the next redirection are its descriptor, and no name.
  const isDescriptor = target !== null && takesDescriptor(cursor, target) && !operator.endsWith('&')
  if (target === null || isDescriptor) throw new ShellStop('syntax')
  return target.text
}
