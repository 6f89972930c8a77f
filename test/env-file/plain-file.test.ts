import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loaders } from '../../src/env-file/loaders/index.ts'
import { readPlainFile } from '../../src/env-file/plain-file.ts'
import { utf8 } from './env-text.ts'

const word = (from: string, minLength: number) =>
  fc.string({ unit: fc.constantFrom(...from), minLength, maxLength: 12 })
const key = fc.oneof(
  fc.tuple(fc.constantFrom(...'ABCXYZ'), word('ABZ019_', 0)).map((parts) => parts.join('')),
  fc.constantFrom('MPESA_SHORTCODE', 'PORT', 'HOME', 'PATH', 'UID', 'BASH_ENV', 'NODE_ENV', 'IFS', 'POSIXLY_CORRECT'),
)
const value = fc.oneof(
  word('abzABZ019_!%*+,./:=?@^-', 1),
  fc.constantFrom(
    'true',
    'null',
    'None',
    'encrypted:abc',
    'https://a.co.ke/x?y=1',
    '*',
    '-',
    '=',
    '!x',
    '?',
    '0',
    '007',
  ),
)
const lines = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(key, value).map(([name, text]) => `${name}=${text}`) },
  { weight: 1, arbitrary: fc.constantFrom('', '# M-Pesa', '#', '#MPESA_X=1', '# a (b), c: d; e/f-g_h.') },
)
const file = fc
  .tuple(fc.array(lines, { maxLength: 8 }), fc.boolean())
  .map(([all, ends]) => all.join('\n') + (ends ? '\n' : ''))

describe('a file in the one spelling that all loaders read the same', () => {
  it.each(Object.values(loaders))('is read so by $name', (loader) => {
    let plain = 0
    fc.assert(
      fc.property(file, fc.constantFrom(20, 22), (text, nodeMajor) => {
        const bytes = utf8(text)
        const reading = readPlainFile(bytes)
        if (reading === null) return
        plain++
        // The file's own variables are never among those of the process: see the probe that reads the files.
        const variables = reading.kind === 'read' && reading.variables.has('HOME') ? {} : { HOME: '/home/jane' }
        expect(loader.read(bytes, { variables, nodeMajor })).toEqual(reading)
      }),
      { numRuns: 2_000 },
    )
    expect(plain).toBeGreaterThan(300)
  })

  it.each([
    'A=1\r\n',
    'A="1"\n',
    "A='1'",
    'A=$B',
    'A=a b',
    'A=a#b',
    'A=1 ',
    ' A=1',
    'A =1',
    'A=',
    'A',
    'export A=1',
    'a=1',
    'A=1\nA=2',
    'A=~/x',
    'A=`id`',
    'A=a\\b',
    'A=true',
    'A=encrypted:x',
    'PATH=/bin',
    '\ufeffA=1',
    'A=é',
    "# don't",
    `A=${'x'.repeat(20_000)}`,
  ])('is not %j', (text) => {
    expect(readPlainFile(utf8(text))).toBeNull()
  })
})
