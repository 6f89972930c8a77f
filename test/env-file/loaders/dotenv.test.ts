import { parse } from 'dotenv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDotenv } from '../../../src/env-file/loaders/dotenv.ts'
import { oddBytes, oddText, plainFile, utf8 } from '../env-text.ts'

function read(bytes: Uint8Array): Record<string, string> {
  return Object.fromEntries(readDotenv(bytes))
}

describe('the dotenv loader', () => {
  it('reads what the real package reads', () => {
    const sameReading = (bytes: Uint8Array) => {
      expect(read(bytes)).toEqual({ ...parse(Buffer.from(bytes)) })
    }
    fc.assert(fc.property(oddText.map(utf8), sameReading), { numRuns: 8000 })
    fc.assert(fc.property(oddBytes, sameReading), { numRuns: 4000 })
    fc.assert(fc.property(plainFile.map(utf8), sameReading), { numRuns: 1000 })
  })

  it.each([
    ['K=v#frag\nZ=1', { K: 'v', Z: '1' }],
    ['K=\n"next line"\n', { K: 'next line' }],
    ['K:\nZ=1\n', { K: 'Z=1' }],
    ['export = v', { export: 'v' }],
    ['K="a\\nb"', { K: 'a\nb' }],
    ["K='a\\nb'", { K: 'a\\nb' }],
    ['\ufeffK=v', { K: 'v' }],
    ['__proto__=x\nK=v', { K: 'v' }],
    ['K="a"b"', { K: 'a"b' }],
  ])('reads %j', (file, expected) => {
    expect(read(utf8(file))).toEqual(expected)
  })

  it('reads a file of blank lines as large as it accepts in linear time', () => {
    const started = performance.now()
    expect(read(utf8(`${'\n'.repeat(1_000_000)}K=v`))).toEqual({ K: 'v' })
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
