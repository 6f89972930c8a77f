/** A value without its stray characters, and for each unit that is left, where it was in the raw value. */
export interface CleanedValue {
  readonly text: string
  readonly origins: readonly number[]
  /** The offsets of the characters that were taken out or replaced, ascending. */
  readonly strays: readonly number[]
  /** False if something that shows was taken out between two words: it may have been meant. */
  readonly isCertain: boolean
}

interface Piece {
  readonly text: string
  readonly offset: number
  readonly isReplacement: boolean
}

/** Controls, format marks and every blank; U+2800 is a Braille symbol without dots, which shows as a blank. */
const invisible = /[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u
const neverInUrls = /["`“”„‟‘’‚‛«»<>]/
const strayAtStart = /^[=;,']$/
const strayAtEnd = /^[;,'\\]$/
const wordCharacter = /^[\p{L}\p{N}]$/u

/** Nearly every value: nothing in it can be a stray, and the long way with its Unicode tables is not worth its start-up time. */
const plainUrl = /^https?:\/\/[\w.~:/?#[\]@!$&()*+=%-]+$/

/** Where a comment begins that a loader kept as part of the value; the length of the value if there is none. */
function findComment(raw: string): number {
  const authority = raw.indexOf('//') + 2
  const index = raw.slice(authority).search(/[\s\p{Z}](?:#|\/\/)/u)
  return index < 0 ? raw.length : authority + index
}

/** A plain blank between two words of the path belongs to the name of a folder, so it is encoded, not dropped. */
function findPath(raw: string): { readonly start: number; readonly end: number } {
  const authority = raw.indexOf('://')
  const start = authority < 0 ? -1 : raw.indexOf('/', authority + 3)
  if (start < 0) return { start: raw.length, end: raw.length }
  const length = raw.slice(start).search(/[?#]/)
  return { start, end: length < 0 ? raw.length : start + length }
}

function cutIntoPieces(raw: string): readonly Piece[] {
  const path = findPath(raw)
  const comment = findComment(raw)
  const pieces: Piece[] = []
  let offset = 0
  for (const character of raw) {
    if (offset >= comment) break
    const isInPath = offset > path.start && offset < path.end
    if (!invisible.test(character) && !neverInUrls.test(character)) {
      pieces.push({ text: character, offset, isReplacement: false })
    } else if (
      character === ' ' &&
      isInPath &&
      wordCharacter.test(raw.charAt(offset - 1)) &&
      wordCharacter.test(raw.charAt(offset + 1))
    ) {
      pieces.push({ text: '%20', offset, isReplacement: true })
    }
    offset += character.length
  }
  return pieces
}

/** `\n`, `\r`, `\t` as two characters come from escapes that a loader did not undo, a last `\` from a line continuation. */
function trimPieces(pieces: readonly Piece[]): readonly Piece[] {
  const textAt = (index: number): string => pieces[index]?.text ?? ''
  let start = 0
  let end = pieces.length
  while (start < end && strayAtStart.test(textAt(start))) start += 1
  while (end > start) {
    if (strayAtEnd.test(textAt(end - 1))) end -= 1
    else if (end - start > 1 && textAt(end - 2) === '\\' && /^[nrt]$/.test(textAt(end - 1))) end -= 2
    else break
  }
  return pieces.slice(start, end)
}

/**
 * Takes out what cannot be meant in a URL: blanks, quotes, angle brackets and invisible characters anywhere, `;`, `,`, `'`
 * and unresolved escapes around it, and a comment that was kept behind it.
 */
export function cleanUrl(raw: string): CleanedValue {
  if (plainUrl.test(raw))
    return { text: raw, origins: Array.from(raw, (_, index) => index), strays: [], isCertain: true }
  const pieces = trimPieces(cutIntoPieces(raw))
  const untouched = new Set(pieces.filter(({ isReplacement }) => !isReplacement).map(({ offset }) => offset))
  const strays: number[] = []
  let offset = 0
  for (const character of raw) {
    if (!untouched.has(offset)) strays.push(offset)
    offset += character.length
  }
  return {
    text: pieces.map(({ text }) => text).join(''),
    origins: pieces.flatMap((piece) => Array.from({ length: piece.text.length }, () => piece.offset)),
    strays,
    isCertain: !joinsWords(raw, new Set(pieces.map((piece) => piece.offset))),
  }
}

/** Everything that takes up room on the screen; the rest of what is taken out cannot be meant. */
const showing = /[\s\p{Z}\u2800"`“”„‟‘’‚‛«»<>]/u
/** Beside these a blank or quote is a slip. */
const sign = /[/:.?&=#@]/

/** Whether there is a gap between two kept characters that something showed in, and that is no slip. */
function joinsWords(raw: string, kept: ReadonlySet<number>): boolean {
  let last = ''
  let isGap = false
  let offset = 0
  for (const character of raw) {
    if (kept.has(offset)) {
      if (isGap && last !== '' && !sign.test(last) && !sign.test(character)) return true
      last = character
      isGap = false
    } else if (showing.test(character)) isGap = true
    offset += character.length
  }
  return false
}
