import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definitionsOf, parseDocument } from '../../src/env-file/document.ts'
import type { Assignment, Span } from '../../src/env-file/segment.ts'
import { oddBytes, text, utf8 } from './env-text.ts'

function joined(bytes: Uint8Array): Uint8Array {
  const parts = parseDocument(bytes).segments.map((segment) => bytes.subarray(segment.start, segment.end))
  return new Uint8Array(parts.flatMap((part) => [...part]))
}

function only(file: string): Assignment & { at(span: Span | null): string | null } {
  const document = parseDocument(utf8(file))
  const found = document.segments.find((segment) => segment.kind === 'assignment')
  if (found === undefined) throw new Error(`no assignment in ${JSON.stringify(file)}`)
  return { ...found, at: (span) => span && text(document.bytes.subarray(span.start, span.end)) }
}

const kinds = (file: string) => parseDocument(utf8(file)).segments.map((segment) => segment.kind)

describe('the segments of an env file', () => {
  it('concatenate to the very bytes of the file, whatever the bytes', () => {
    const sameBytes = (bytes: Uint8Array) => {
      expect(joined(bytes)).toEqual(bytes)
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), sameBytes))
    fc.assert(fc.property(oddBytes, sameBytes), { numRuns: 3000 })
  })

  it('follow each other without a gap, none of them empty, with inner spans in order', () => {
    fc.assert(
      fc.property(oddBytes, (bytes) => {
        let at = 0
        for (const segment of parseDocument(bytes).segments) {
          expect(segment.start).toBe(at)
          expect(segment.end).toBeGreaterThan(segment.start)
          at = segment.end
          if (segment.kind !== 'assignment') continue
          const { start, indent, keySpan, separatorSpan, quotedValue, value, comment, end } = segment
          const offsets = [start, indent.end, keySpan.start, keySpan.end, separatorSpan.end, quotedValue.start]
          offsets.push(
            value.start,
            value.end,
            quotedValue.end,
            comment?.start ?? quotedValue.end,
            comment?.end ?? end,
            end,
          )
          expect(offsets).toEqual([...offsets].sort((one, other) => one - other))
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('count lines from 1 over every newline style, also behind a value of several lines', () => {
    const document = parseDocument(utf8('A=1\r\n\r\nB="x\ny\r\nz"\rC=3\n'))
    const lines = document.segments.map((segment) => [segment.kind, segment.line, segment.newline])
    expect(lines).toEqual([
      ['assignment', 1, 'crlf'],
      ['blank', 2, 'crlf'],
      ['assignment', 3, 'cr'],
      ['assignment', 6, 'lf'],
    ])
  })

  it.each([
    ['# c\n', ['comment']],
    ['  # c\n', ['comment']],
    [' \t\n', ['blank']],
    ['; c\n', ['junk']],
    ['// c\n', ['junk']],
    ['K\n', ['key-only']],
    ['export K # note\n', ['key-only']],
    ['two words\n', ['junk']],
    ['K: v\n', ['assignment']],
    ['K:v\n', ['junk']],
    ['=v\n', ['junk']],
    ['\u00a0K=v\n', ['junk']],
    ['\ufeffK=v\n', ['bom', 'assignment']],
    ['\ufeff', ['bom']],
    ['', []],
    [
      '<<<<<<< HEAD\nA=1\n=======\nA=2\n>>>>>>> b\n',
      ['conflict-marker', 'assignment', 'conflict-marker', 'assignment', 'conflict-marker'],
    ],
    ['========\n', ['junk']],
    ['K="a\nb"\nZ=1', ['assignment', 'assignment']],
    ['K="a\nZ=1', ['assignment', 'assignment']],
  ])('reads %j as %j', (file, expected) => {
    expect(kinds(file)).toEqual(expected)
  })
})

describe('an assignment', () => {
  it('knows where each of its parts stands', () => {
    const found = only('  export  MPESA_CALLBACK_URL = "https://a.dev/cb"  # note "x"\r\n')
    expect(found.at(found.indent)).toBe('  ')
    expect(found.at(found.exportPrefix)).toBe('export  ')
    expect(found.key).toBe('MPESA_CALLBACK_URL')
    expect(found.at(found.separatorSpan)).toBe(' = ')
    expect(found).toMatchObject({ quote: 'double', newline: 'crlf', separator: '=', defect: null, line: 1 })
    expect(found.at(found.value)).toBe('https://a.dev/cb')
    expect(found.at(found.quotedValue)).toBe('"https://a.dev/cb"')
    expect(found.at(found.comment)).toBe('# note "x"')
  })

  it.each([
    ['K=v', 'none', 'v', null, null],
    ['K=v#frag', 'none', 'v#frag', null, null],
    ['K=v #frag', 'none', 'v', '#frag', null],
    ['K=#abc', 'none', '#abc', null, null],
    ['K= # c', 'none', '', '# c', null],
    ['K=  v w  ', 'none', 'v w', null, null],
    ['K=', 'none', '', null, null],
    ["K='v'# c", 'single', 'v', '# c', null],
    ['K=`v`', 'backtick', 'v', null, null],
    ['K="a\\"b"', 'double', 'a\\"b', null, null],
    ['K="C:\\"', 'double', 'C:\\', null, null],
    ['K="a"b', 'none', '"a"b', null, 'text-after-quote'],
    ['K="a', 'none', '"a', null, 'unterminated-quote'],
    ["K=it's", 'none', "it's", null, null],
    ['export = 1', 'none', '1', null, null],
  ])('%j is %s with value %j and comment %j', (file, quote, value, comment, defect) => {
    const found = only(`${file}\n`)
    expect([found.quote, found.at(found.value), found.at(found.comment), found.defect]).toEqual([
      quote,
      value,
      comment,
      defect,
    ])
  })

  it('is found by its key, in file order, but not inside a comment', () => {
    const document = parseDocument(utf8('K=1\n#K=2\nexport K=3\nKK=4\n'))
    expect(definitionsOf(document, 'K').map((definition) => definition.line)).toEqual([1, 3])
  })
})

describe('a file of any shape as large as is read', () => {
  const SIZE = 1024 * 1024
  const fill = (piece: string) => piece.repeat(Math.floor(SIZE / piece.length))

  it.each([
    ['lines of nothing', fill('\n')],
    ['lines that CR ends', fill('K=v\r')],
    ['lines that CR and LF end by turns', fill('K=v\rK=v\n')],
    ['500,000 lines', 'A\n'.repeat(500_000)],
    ['one line', `K=${fill('x')}`],
    ['one line of blanks', `K=${fill(' ')}`],
    ['one line of #', `K=${fill('#')}`],
    ['one key', fill('K')],
    ['quotes that open on each line and never close', fill('K="\n')],
    ['quotes by turns that never close', fill('K="\nB=\'\nC=`\n')],
    ['a quote that never closes', `K="${fill('x\n')}`],
    ['quotes with text behind them', fill('K="a"b\n')],
    ['escaped quotes', `K="${fill('\\"')}`],
    ['escaped quotes on lines', `K="${fill('\\"\n')}`],
    ['escaped quotes before blanks', `K="${fill('\\" ')}`],
    ['escaped quotes before more of them', `${fill('K="\\"x\n')}`],
    ['exports', fill('export ')],
    ['conflict markers', fill('<<<<<<< a\n')],
    ['two-byte characters', `K=${fill('é')}`],
    ['NUL bytes', fill('\0')],
  ])('is cut into segments in linear time: %s', (_, file) => {
    const bytes = utf8(file)
    const started = performance.now()
    const { segments } = parseDocument(bytes)
    // Quadratic work would take minutes; the limit leaves room for a machine that is busy.
    expect(performance.now() - started).toBeLessThan(5_000)
    expect(segments.reduce((end, segment) => (segment.start === end ? segment.end : -1), 0)).toBe(bytes.length)
  })
})
