import { type Cursor, endsWord, peek, skipToToken } from './sh-cursor.ts'

export const COMPOUND_STARTS = ['case', 'coproc', 'for', 'function', 'select', '[[']
export const OUT_OF_PLACE = ['do', 'done', 'elif', 'else', 'esac', 'fi', 'then', '}', ']]', 'in', '!']
const RESERVED = [...COMPOUND_STARTS, ...OUT_OF_PLACE, 'if', 'until', 'while', '{', 'time']

/** The reserved word that stands here, unread; null for any other word. */
export function peekReserved(cursor: Cursor): string | null {
  if (!/[!cdefistuw[{}\]]/.test(peek(cursor))) return null
  const { at } = cursor
  let word = ''
  for (let char = peek(cursor); word.length < 9 && !endsWord(char); char = peek(cursor)) {
    word += char
    cursor.at++
  }
  cursor.at = at
  return RESERVED.includes(word) ? word : null
}

export function takeLetters(cursor: Cursor, count: number): void {
  for (let taken = 0; taken < count; taken++) {
    peek(cursor)
    cursor.at++
  }
}

export function takeReserved(cursor: Cursor, ...words: readonly string[]): string | null {
  const word = peekReserved(cursor)
  if (word === null || !words.includes(word)) return null
  takeLetters(cursor, word.length)
  return word
}

/** The longest first, so that the first that fits is the right one. */
const OPERATORS = [
  ...['&>>', '<<<', '<<-', ';;&'],
  ...['&>', '<&', '<>', '>>', '>&', '>|', '<<', '&&', '||', '|&', ';;', ';&'],
  ...['<', '>', '&', '|', ';', '(', ')'],
]

/** The operator that stands here, unread; null where a word begins, also one that begins with `<(`. */
export function peekOperator(cursor: Cursor): string | null {
  const first = peek(cursor)
  if (first === '' || !'&|;<>()'.includes(first)) return null
  const { at } = cursor
  let text = ''
  for (let char = first; text.length < 3 && char !== '' && '&|;<>()-'.includes(char); char = peek(cursor)) {
    text += char
    cursor.at++
  }
  cursor.at = at
  if (/^[<>]\(/.test(text)) return null
  return OPERATORS.find((operator) => text.startsWith(operator)) ?? null
}

export function takeOperator(cursor: Cursor, operator: string): boolean {
  skipToToken(cursor)
  if (peekOperator(cursor) !== operator) return false
  takeLetters(cursor, operator.length)
  return true
}
