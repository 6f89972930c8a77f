/** State is never shown by colour alone: each has its own character. */
export interface Glyphs {
  readonly pass: string
  readonly warn: string
  readonly fail: string
  readonly skip: string
  readonly crash: string
  readonly info: string
  readonly separator: string
  readonly arrow: string
  /** Text for people in characters of this set. */
  text(text: string): string
}

export const unicodeGlyphs: Glyphs = {
  pass: '✓',
  warn: '!',
  fail: '✗',
  skip: '-',
  crash: '☠',
  info: 'i',
  separator: '·',
  arrow: '→',
  text: (text) => text,
}
export const asciiGlyphs: Glyphs = {
  pass: '+',
  warn: '!',
  fail: 'x',
  skip: '-',
  crash: '#',
  info: 'i',
  separator: '|',
  arrow: '->',
  text: toAscii,
}

const plain: Readonly<Record<string, string>> = {
  '·': '|',
  '…': '...',
  '•': '*',
  '⏎': '<newline>',
  '→': '->',
  '←': '<-',
  '×': 'x',
  '–': '-',
  '—': '-',
  '─': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
}
const special = new RegExp(`[${Object.keys(plain).join('')}]`, 'g')

/** Punctuation as terminals without UTF-8 can show it. Letters stay: a name spelt otherwise would be another name. */
export function toAscii(text: string): string {
  return text.replace(special, (character) => plain[character] ?? character)
}
