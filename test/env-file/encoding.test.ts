import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findInvalidUtf8, sniffEncoding } from '../../src/env-file/encoding.ts'
import { utf8 } from './env-text.ts'

const utf16 = (content: string, order: 'le' | 'be') => {
  const little = Buffer.from(content, 'utf16le')
  return new Uint8Array(order === 'le' ? little : Buffer.from(little).swap16())
}

describe('sniffEncoding', () => {
  it.each([
    ['plain text', utf8('K=é😀\n'), 'utf-8', 0],
    ['nothing', utf8(''), 'utf-8', 0],
    ['a byte order mark', utf8('\ufeffK=v'), 'utf-8-bom', 0],
    ['UTF-16 with its mark', utf16('\ufeffK=v\r\n', 'le'), 'utf-16le', 0],
    ['big-endian UTF-16 with its mark', utf16('\ufeffK=v\r\n', 'be'), 'utf-16be', 0],
    ['UTF-16 without a mark', utf16('K=v\r\n', 'le'), 'utf-16le', 0],
    ['big-endian UTF-16 without a mark', utf16('K=v\r\n', 'be'), 'utf-16be', 0],
    ['a Latin-1 letter', new Uint8Array([0x4b, 0x3d, 0xe9, 0x0a]), 'not-utf8', 2],
    ['a NUL in a value', utf8('K=a\0b\n'), 'binary', 3],
    ['a character cut in half', utf8('K=é').subarray(0, 3), 'not-utf8', 2],
    ['a surrogate', new Uint8Array([0x4b, 0xed, 0xa0, 0x80]), 'not-utf8', 1],
  ])('knows %s', (_, bytes, kind, offset) => {
    expect(sniffEncoding(bytes)).toEqual({ kind, offset })
  })

  it('agrees with a strict decoder on which bytes are UTF-8', () => {
    const isValid = (bytes: Uint8Array) => {
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes)
        return true
      } catch {
        return false
      }
    }
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc
        .array(fc.constantFrom(0x41, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4), {
          maxLength: 5,
        })
        .map((list) => new Uint8Array(list)),
    )
    fc.assert(
      fc.property(bytes, (sample) => (findInvalidUtf8(sample) === -1) === isValid(sample)),
      { numRuns: 5000 },
    )
  })
})
