import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commentsToHide, maskText, textOf } from '../../../src/env-file/fixes/mask.ts'
import { oddText } from '../env-text.ts'
import { faultyFile } from './faulty-file.ts'

const isShown = (key: string): boolean => key === 'MPESA_CALLBACK_URL'

function mask(text: string): string {
  return maskText(text, { isShown, hiddenComments: commentsToHide(text, isShown) })
}

describe('maskText', () => {
  it.each([
    ['MPESA_CALLBACK_URL = "https://a.dev/cb" # note\n', 'MPESA_CALLBACK_URL = "https://a.dev/cb" # note\n'],
    ['  export PIN = "12 34" \r\n', '  export PIN = "•• ••" \r\n'],
    ['PIN=1234 # was 99\n# was 99\n# another\n', 'PIN=•••• # ••• ••\n# ••• ••\n# another\n'],
    ['PIN="12\n34"\nA\n', 'PIN="••\n••"\nA\n'],
    ['PIN="12', 'PIN="••'],
    ['PIN=“ab\u200bc”\u00a0', 'PIN=“••\u200b•”\u00a0'],
    ['# PIN=1234\n;export PIN = 12\n//PIN=1\n', '# PIN=••••\n;export PIN = ••\n//PIN=•\n'],
    ['#MPESA_CALLBACK_URL=https://a.dev\n', '#MPESA_CALLBACK_URL=https://a.dev\n'],
    ['# the key 9f8e7d6c5b4a39281706 was revoked\n', '# the key •••••••••••••••••••• was revoked\n'],
    [
      '\u00a0PIN=1234\n\ufeffMPESA_CALLBACK_URL=https://a.dev\n',
      '\u00a0PIN=••••\n\ufeffMPESA_CALLBACK_URL=https://a.dev\n',
    ],
    ['the rest of a broken key\n', '••• •••• •• • •••••• •••\n'],
  ])('shows %j as %j', (text, shown) => {
    expect(mask(text)).toBe(shown)
  })

  it('keeps the lines and the length of any text', () => {
    const lines = (text: string) => text.split(/\r\n|\r|\n/).map((line) => [...line].length)
    fc.assert(
      fc.property(fc.oneof(oddText, faultyFile), (text) => {
        expect(lines(mask(text))).toEqual(lines(text))
      }),
      { numRuns: 2_000 },
    )
  })

  it('shows no value that is hidden, wherever it stands in a file', () => {
    const around = fc.oneof(oddText, faultyFile).filter((text) => !/["'`]/.test(text))
    fc.assert(
      fc.property(
        around,
        fc.constantFrom('PIN=', 'export PIN = ', '#PIN=', '\u00a0PIN='),
        around,
        (before, head, after) => {
          expect(mask(`${before}\n${head}hunter2\n${after}`)).not.toContain('hunter2')
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('textOf', () => {
  it.each([
    ['UTF-8', new Uint8Array(Buffer.from('\ufeffA=é'))],
    ['UTF-16', new Uint8Array(Buffer.from('\ufeffA=é', 'utf16le'))],
  ])('reads %s', (_, bytes) => {
    expect(textOf(bytes).replace('\ufeff', '')).toBe('A=é')
  })
})
