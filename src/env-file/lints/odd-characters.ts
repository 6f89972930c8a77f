/** A character that nobody sees, or takes for another one. */
export interface OddCharacter {
  readonly character: string
  /** UTF-16 units from the start of the text. */
  readonly index: number
  /** "U+200B, a zero-width space". */
  readonly name: string
}

const names: Readonly<Record<number, string>> = {
  133: 'a next-line character',
  160: 'a no-break space',
  173: 'a soft hyphen',
  8203: 'a zero-width space',
  8204: 'a zero-width non-joiner',
  8205: 'a zero-width joiner',
  8206: 'a left-to-right mark',
  8207: 'a right-to-left mark',
  8232: 'a line separator',
  8233: 'a paragraph separator',
  8239: 'a narrow no-break space',
  8288: 'a word joiner',
  65279: 'a byte order mark',
  11: 'a vertical tab',
  12: 'a form feed',
  27: 'an escape character',
  127: 'a delete character',
}

const plain = /^[\t\n\r\x20-\x7e]*$/
// NUL is left to the question of what the file is written in, line ends and tabs to those of lines and blanks.
const odd =
  /[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2800\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000“”„‟‘’‚‛«»]/u

/** Invisible characters, blanks that are no spaces, and quotation marks that no loader takes for quotes. */
export function findOddCharacters(text: string): readonly OddCharacter[] {
  if (plain.test(text)) return []
  return [...text.matchAll(new RegExp(odd, 'gu'))].map(({ 0: character, index }) => ({
    character,
    index,
    name: nameOf(character.codePointAt(0) ?? 0),
  }))
}

export function hasOddCharacter(text: string): boolean {
  return !plain.test(text) && odd.test(text)
}

function isQuotationMark(character: string): boolean {
  return '“”„‟‘’‚‛«»'.includes(character)
}

/** `U+200B`. */
export function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

function nameOf(code: number): string {
  const character = String.fromCodePoint(code)
  const kind =
    names[code] ??
    (isQuotationMark(character)
      ? 'a typographic quotation mark'
      : code < 0xa0
        ? 'a control character'
        : (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
          ? 'a mark that changes the direction of text'
          : 'an invisible character')
  return `${codePointOf(character)}, ${kind}`
}
