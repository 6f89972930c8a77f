import { describe, expect, it } from 'vitest'
import { findOddCharacters, hasOddCharacter } from '../../../src/env-file/lints/odd-characters.ts'
import { findCommand, findReferences } from '../../../src/env-file/lints/references.ts'

describe('references', () => {
  it.each([
    [`\${A}/cb`, [['A', true, false, 0]]],
    [
      'https://$A/$B_2',
      [
        ['A', false, false, 8],
        ['B_2', false, false, 11],
      ],
    ],
    [
      `\${A:-x}\${B-y}`,
      [
        ['A', true, true, 0],
        ['B', true, true, 7],
      ],
    ],
    [`\${A:-}`, [['A', true, false, 0]]],
    ['\\$A', []],
    ['\\\\$A', [['A', false, false, 2]]],
    ['pa$', []],
    ['$1', []],
    [`\${A`, []],
    ['$(A)', []],
  ])('of %j', (value, expected) => {
    const found = findReferences(value).map(({ name, braced, hasDefault, index }) => [name, braced, hasDefault, index])
    expect(found).toEqual(expected)
  })
})

describe('commands', () => {
  it.each([
    ['a$(b c)d', { index: 1, length: 6 }],
    ['`x`', { index: 0, length: 3 }],
    ['a$(b', undefined],
    ['a`b', undefined],
    ['$A', undefined],
  ])('in %j', (value, expected) => {
    expect(findCommand(value)).toEqual(expected)
  })
})

describe('odd characters', () => {
  it.each([
    ['\u00a0', 'U+00A0'],
    ['\u200b', 'U+200B'],
    ['\u202e', 'U+202E'],
    ['\u2066', 'U+2066'],
    ['\ufeff', 'U+FEFF'],
    ['\u2028', 'U+2028'],
    ['\u0085', 'U+0085'],
    ['\f', 'U+000C'],
    ['\v', 'U+000B'],
    ['\u001b', 'U+001B'],
    ['\u3000', 'U+3000'],
    ['“', 'U+201C'],
    ['’', 'U+2019'],
    ['\u{e0001}', 'U+E0001'],
  ])('%j', (character, name) => {
    const [found] = findOddCharacters(`ab${character}c`)
    expect(found).toMatchObject({ character, index: 2 })
    expect(found?.name).toMatch(new RegExp(`^${name.replace('+', '\\+')}, an? `))
    expect(hasOddCharacter(character)).toBe(true)
  })

  it.each(['é', '😀', '–', '\t', ' ', 'Zoë', '日本', '\0'])('are not %j', (character) => {
    expect(findOddCharacters(character)).toEqual([])
    expect(hasOddCharacter(character)).toBe(false)
  })
})
