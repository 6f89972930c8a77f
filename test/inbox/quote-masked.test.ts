import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/core/redact.ts'
import { quoteMasked } from '../../src/inbox/quote-masked.ts'

const protect = (text: string): string => quoteMasked(createRedactor().text(text))

describe('a masked number of a JSON document', () => {
  it.each([
    ['{"a":2.54712345678E11}', { a: '2.54712***678E11' }],
    ['{"a":2.54712E+11,"b":2.547123E+11 }', { a: 2.54712e11, b: '2.54712***E+11' }],
    ['{"a":254712345678.0}', { a: '254712***678.0' }],
    ['{"a":-254712345678}', { a: '-254712***678' }],
    ['[254712345678, 254112345678]', ['254712***678', '254112***678']],
    ['{"phone":712345678,"id":712345678}', { phone: '712***678', id: 712345678 }],
    ['{"a":"paid by: 254712345678, thanks"}', { a: 'paid by: 254712***678, thanks' }],
    ['{"a":"[254712345678, ","b":254712345678}', { a: '["254712***678", ', b: '254712***678' }],
    ['{"a":"C:\\\\","b":254712345678}', { a: 'C:\\', b: '254712***678' }],
    ['{"a":"say \\"hi\\"","b":254712345678}', { a: 'say "hi"', b: '254712***678' }],
  ])('%s stands in quotes', (text, value) => {
    expect(JSON.parse(protect(text))).toEqual(value)
  })

  it('stays JSON at every depth of JSON in JSON', () => {
    let text = '{"MSISDN":254712345678,"list":[254712345678,7],"phone":712345678,"note":"by: 254712345678, ok"}'
    for (let depth = 0; depth < 4; depth += 1) {
      let inner: unknown = protect(text)
      for (let level = 0; level <= depth; level += 1) {
        inner = JSON.parse(inner as string)
        if (level < depth) inner = (inner as { body: string }).body
      }
      expect(inner).toEqual({
        MSISDN: '254712***678',
        list: ['254712***678', 7],
        phone: '712***678',
        note: 'by: 254712***678, ok',
      })
      text = JSON.stringify({ id: depth, body: text, after: '"' })
    }
  })

  it('stays JSON whatever the document holds', () => {
    const number = fc.constantFrom(254712345678, 254110000000, 712345678, -254712345678, 1500)
    const leaf = fc.oneof(
      number,
      fc.string(),
      fc.constantFrom('254712345678', '[254712345678, "x"]', 'a: 0712345678, b'),
    )
    const key = fc.constantFrom('MSISDN', 'phone', 'Name', 'Value', 'PhoneNumber', 'a"b', 'x\\')
    const document = fc.array(fc.dictionary(key, fc.oneof(leaf, fc.array(leaf)), { maxKeys: 4 }), { maxLength: 4 })
    fc.assert(
      fc.property(document, fc.constantFrom(0, 1), (value, indent) => {
        expect(() => JSON.parse(protect(JSON.stringify(value, null, indent)))).not.toThrow()
        expect(() => JSON.parse(protect(JSON.stringify({ body: JSON.stringify(value, null, indent) })))).not.toThrow()
      }),
      { numRuns: 500 },
    )
  })

  it('does not grow a document that was made to grow', () => {
    const text = `{"a${'\\'.repeat(2 ** 16 - 1)}"[${'254***678,'.repeat(10_000)}]`
    expect(quoteMasked(text).length).toBeLessThan(text.length * 2)
  })

  it.each(['"', '\\', '"\\', '\\"', ':***,', '[ ', '{"a":"', ':254***'])(
    'a mebibyte of %s is read in one go',
    (piece) => {
      const text = `[1***1,${piece.repeat(Math.ceil(1_048_576 / piece.length))}`
      const startMs = performance.now()
      quoteMasked(text)
      expect(performance.now() - startMs).toBeLessThan(2_000)
    },
  )
})
