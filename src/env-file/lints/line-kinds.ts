import { decodeText } from '../bytes.ts'
import type { Assignment, Segment } from '../segment.ts'
import { hasOddCharacter } from './odd-characters.ts'

// Every loader reads these characters as themselves, wherever they stand in a bare value.
const plainLine = /^[A-Za-z_][A-Za-z0-9_]*=[A-Za-z0-9!%*+,\-./:=?@[\]^_{}~]*(?:\r?\n|\r)?$/

/** An assignment that every loader reads the same way: there is nothing to ask about it. */
export function isPlainLine(bytes: Uint8Array, segment: Assignment): boolean {
  return plainLine.test(decodeText(bytes, segment))
}

/** A word of mixed letters and digits is the rest of a key that was broken in two, not the name of a variable. */
function isName(word: string): boolean {
  return /^[A-Z_][A-Z0-9_]*$/.test(word) || (/^[a-z_.-]+$/.test(word) && !longWord.test(word))
}

/** What a line is called that is no assignment; undefined for those that should be there. */
export type OddLine =
  | 'env/junk-line'
  | 'env/foreign-comment'
  | 'env/no-value'
  | 'env/bad-key'
  | 'env/invisible-character'

export function oddLineOf(bytes: Uint8Array, segment: Segment): OddLine | undefined {
  if (segment.kind === 'key-only') return isName(segment.key) ? 'env/no-value' : 'env/junk-line'
  if (segment.kind === 'conflict-marker') return 'env/junk-line'
  if (segment.kind !== 'junk') return undefined
  const text = decodeText(bytes, segment).trim()
  if (/^(?:;|\/\/)/.test(text)) return 'env/foreign-comment'
  const equals = text.indexOf('=')
  if (equals === -1) return 'env/junk-line'
  const key = text.slice(0, equals)
  if (hasOddCharacter(key)) return 'env/invisible-character'
  return nameLike.test(key) && !longWord.test(key) ? 'env/bad-key' : 'env/junk-line'
}

/** One to four words of the characters that names are made of, or one word of others that somebody took for a name. */
const nameLike = /^(?:[A-Za-z0-9_.-]+(?:[ \t]+[A-Za-z0-9_.-]+){0,3}|[^\s"'#+/=]{1,40})[ \t]*$/
/** The rest of a key that was broken in two is no name, and must not be shown as one. */
const longWord = /[^\s_.-]{16}/
