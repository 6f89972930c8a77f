import { describe, expect, it } from 'vitest'
import { excerptOf } from '../../../src/checks/env/excerpt.ts'
import { parseDocument } from '../../../src/env-file/document.ts'

/** The excerpt as a terminal shows it; `part` is what to point at, `secret` what to hide. */
function show(text: string, part: string, secret?: string): readonly string[] {
  const bytes = new TextEncoder().encode(text)
  const spanOf = (piece: string): { start: number; end: number } => {
    const start = new TextEncoder().encode(text.slice(0, text.indexOf(piece))).length
    return { start, end: start + new TextEncoder().encode(piece).length }
  }
  const { text: line, caret } = excerptOf(
    parseDocument(bytes),
    spanOf(part),
    secret === undefined ? [] : [spanOf(secret)],
  )
  return [line, `${' '.repeat((caret?.column ?? 1) - 1)}${'^'.repeat(caret?.length ?? 0)}`]
}

describe('an excerpt', () => {
  it('is the line with a caret under the offending characters', () => {
    expect(show('A=1\nB=2 # x\nC=3\n', '# x')).toEqual(['B=2 # x', '    ^^^'])
  })

  it('hides a secret character by character, but for those that it is about', () => {
    expect(show('KEY=ab#cdé\n', '#', 'ab#cdé')).toEqual(['KEY=••#•••', '      ^'])
  })

  it('hides a secret that is not what it is about', () => {
    expect(show('  KEY=abc # x\n', '# x', 'abc')).toEqual(['  KEY=••• # x', '          ^^^'])
  })

  it('shows what cannot be seen, and moves the caret', () => {
    expect(show('A=x\u200by\n', '\u200b')).toEqual(['A=x<U+200B>y', '   ^^^^^^^^'])
    expect(show('A=\u00a0x\u200by\n', '\u200b')).toEqual(['A=<U+00A0>x<U+200B>y', '           ^^^^^^^^'])
    expect(show('A=x\t\n', '\t')).toEqual(['A=x<U+0009>', '   ^^^^^^^^'])
  })

  it('keeps a hidden invisible character to itself', () => {
    expect(show('A=a\u200bb#\n', '#', 'a\u200bb#')).toEqual(['A=•••#', '     ^'])
  })

  it('leaves quotation marks as they are', () => {
    expect(show('A=“x”\n', '“')).toEqual(['A=“x”', '  ^'])
  })

  it.each([
    ['behind', `K=${'a'.repeat(200)}#b\n`],
    ['before', `K=#${'a'.repeat(200)}\n`],
    ['around', `K=${'a'.repeat(200)}#${'b'.repeat(200)}\n`],
  ])('cuts a long line %s the caret', (_, text) => {
    const [line = '', caret = ''] = show(text, '#')
    expect([...line].length).toBeLessThanOrEqual(72)
    expect(line).toContain('…')
    expect(line.charAt(caret.indexOf('^'))).toBe('#')
  })

  it('points at the physical line of a value that goes over several', () => {
    expect(show('A=1\nB="x\ny#z"\n', '#')).toEqual(['y#z"', ' ^'])
  })

  it('counts no byte order mark', () => {
    expect(show('\ufeffA=1 #\n', '#')).toEqual(['A=1 #', '    ^'])
  })

  it('shows a byte that is no character by its number', () => {
    const bytes = new Uint8Array([0x41, 0x3d, 0xe9, 0x62, 0x0a])
    expect(excerptOf(parseDocument(bytes), { start: 2, end: 3 })).toEqual({
      text: 'A=<E9>b',
      caret: { column: 3, length: 4 },
    })
  })
})
