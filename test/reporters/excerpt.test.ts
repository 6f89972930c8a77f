import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderExcerpt } from '../../src/reporters/excerpt.ts'
import { groupShownReadings } from '../../src/reporters/readings.ts'

describe('renderExcerpt', () => {
  it('points at the character', () => {
    expect(renderExcerpt({ text: 'MPESA_PASSKEY=ab#cd', caret: { column: 17, length: 1 } }, 60)).toEqual([
      'MPESA_PASSKEY=ab#cd',
      '                ^',
    ])
  })

  it('escapes what cannot be seen, and moves the caret with it', () => {
    expect(renderExcerpt({ text: 'K=\u200bv\u200b', caret: { column: 5, length: 1 } }, 60)).toEqual([
      'K=\\u200bv\\u200b',
      '         ^^^^^^',
    ])
  })

  it('is never wider than asked, and the caret stays on what it points at', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\u200b', 'é', '😀'), minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(text, fc.nat(), fc.nat({ max: 5 }), fc.integer({ min: 30, max: 80 }), (line, at, length, width) => {
        const column = (at % [...line].length) + 1
        const marked = [...line]
        marked.splice(column - 1, 1, '#')
        const [shown = '', caret = ''] = renderExcerpt(
          {
            text: marked.join(''),
            caret: { column, length: Math.max(1, Math.min(length, marked.length - column + 1)) },
          },
          width,
        )
        expect([...shown].length).toBeLessThanOrEqual(width)
        expect(caret.length).toBeLessThanOrEqual(width)
        expect([...shown][caret.indexOf('^')]).toBe('#')
      }),
    )
  })
})

describe('groupShownReadings', () => {
  it('puts loaders that read the same on one line', () => {
    expect(
      groupShownReadings([
        { loader: 'dotenv', outcome: 'value', length: 9, digest: '77ab01ce' },
        { loader: 'docker', outcome: 'value', length: 13, digest: '3f2a91bc' },
        { loader: 'next', outcome: 'value', length: 9, digest: '77ab01ce' },
        { loader: 'sh', outcome: 'unset' },
      ]).map(({ loaders }) => loaders),
    ).toEqual(['dotenv, next', 'docker', 'sh'])
  })

  it('shows blanks at the ends, and what cannot be seen as escapes', () => {
    const [row] = groupShownReadings([{ loader: 'docker', outcome: 'value', value: 'v \u00a0\u200b\n' }])
    expect(row?.shows).toBe('"v \\u00a0\\u200b⏎"')
  })
})
