import type { Word } from './sh-command.ts'
import { type Cursor, endsWord, isFollowedBy, isName, nested, peek, skipToToken } from './sh-cursor.ts'
import { type ReadSubstitution, readPair, readPart, readSubstitution } from './sh-parts.ts'
import { ShellStop } from './sh-stop.ts'

/** What a word may be in its place: `element` is one of `K=(…)`, where `[…]` may begin it. */
export interface WordPlace {
  readonly subscript: boolean
  readonly array: boolean
  readonly element?: boolean
}

/** Reads a word; null if an operator, a newline or the end comes first. */
export function readWord(cursor: Cursor, commands: ReadSubstitution, place: WordPlace): Word | null {
  peek(cursor)
  const start = cursor.at
  let text = ''
  let array: Word['array'] = 'none'
  let mayTakeSubscript = place.subscript
  for (let char = peek(cursor); ; char = peek(cursor)) {
    if ((char === '<' || char === '>') && isFollowedBy(cursor, '(')) {
      text += readSubstitution(cursor, commands)
    } else if (char === '[' && ((mayTakeSubscript && isName(text)) || (place.element && text === ''))) {
      cursor.at++
      text += `[${readPair(cursor, commands, ']', { dollar: true })}]`
    } else if (!endsWord(char)) {
      text += readPart(cursor, commands, char)
    } else if (char === '(' && place.array && array === 'none' && /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=$/.test(text)) {
      readArray(cursor, commands)
      array = 'whole'
      continue
    } else {
      break
    }
    if (char === '[') mayTakeSubscript = false
    if (array === 'whole') array = 'mixed'
  }
  return text === '' && array === 'none' ? null : { text, start, end: cursor.at, array }
}

/** `(a b)`, over several lines if need be. Nothing but words may stand in it. */
function readArray(cursor: Cursor, commands: ReadSubstitution): void {
  cursor.at++
  nested(cursor, () => {
    for (;;) {
      skipToToken(cursor)
      const char = peek(cursor)
      if (char === '\n') cursor.at++
      else if (readWord(cursor, commands, { subscript: false, array: false, element: true }) === null) break
    }
  })
  if (peek(cursor) !== ')') throw new ShellStop('syntax')
  cursor.at++
}

/** `K=`, `K+=` or `K[…]=` at the start of a word makes it an assignment. */
export function isAssignment(text: string): boolean {
  return /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/.test(text)
}
