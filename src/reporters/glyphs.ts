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
}
