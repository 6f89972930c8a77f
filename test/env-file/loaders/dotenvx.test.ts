import { describe, expect, it } from 'vitest'
import { dotenvxLoader } from '../../../src/env-file/loaders/dotenvx.ts'
import { hugeFiles, readIn, timeOf } from './readings.ts'

const read = readIn(dotenvxLoader)

describe('the dotenvx loader', () => {
  it.each<[string, Record<string, string>]>([
    ['A=x\nK=$A/cb', { A: 'x', K: 'x/cb' }],
    ["A=x\nK='$A'", { A: 'x', K: '$A' }],
    ['A=x\nK=`$A`', { A: 'x', K: 'x' }],
    ['K=$A/cb\nA=x', { K: '/cb', A: 'x' }],
    ['K=$K:/x', { K: ':/x' }],
    ['K=a\nK=$K/b', { K: 'a/b' }],
    ['K=pa\\$word', { K: 'pa$word' }],
    [`E=\nK=$\{E-x}`, { E: '', K: '' }],
    [`E=\nK=$\{E:-x}`, { E: '', K: 'x' }],
    [`E=\nK=$\{E+x}`, { E: '', K: 'x' }],
    ["A='$B'\nB=y\nK=$A/$B", { A: '$B', B: 'y', K: '$B/$B' }],
    ["K='it\\'s'", { K: "it's" }],
    ['K="a\\tb\\nc"', { K: 'a\tb\nc' }],
    ['K=encrypted:abc$A', { K: 'encrypted:abc$A' }],
    ['K=$(echo', { K: '$(echo' }],
    ["K='$(echo hi)'", { K: '$(echo hi)' }],
    ['K=bw://item', { K: 'bw://item' }],
  ])('reads %j', (file, expected) => {
    expect(read(file)).toEqual(expected)
  })

  it.each<[string, Record<string, string | object>]>([
    ['K=$(echo hi)', { K: { text: '$(echo hi)' } }],
    ['A="x $(echo ")" hi)"\nK=$A/b\nZ=1', { A: { text: 'x $(echo ")" hi)' }, K: { text: '$A/b' }, Z: '1' }],
    ['A=$(x)$B\nB=$A\\$B\nK=$B', { A: { text: '$(x)$B' }, B: { text: '$A\\$B' }, K: { text: '$B' } }],
    ['K=op://vault/item/field', { K: { text: 'op://vault/item/field' } }],
    ['K=bw://item/password', { K: { text: 'bw://item/password' } }],
  ])('runs nothing for %j', (file, expected) => {
    expect(read(file)).toEqual(expected)
  })

  it.each<[string, Record<string, string>, Record<string, string | object>]>([
    ['A=file\nK=$A', { A: '$B' }, { A: '$B', K: '$B' }],
    ['A=file\nK=$A', { A: '' }, { A: '', K: '' }],
    ['A=file', { A: '$(x)' }, { A: { text: '$(x)' } }],
    ['A=file', { A: 'op://a/b' }, { A: 'op://a/b' }],
  ])('reads %j where the process has %j', (file, variables, expected) => {
    expect(read(file, variables)).toEqual(expected)
  })

  it('reads UTF-16 with a byte order mark', () => {
    const bytes = new Uint8Array(Buffer.from('\ufeffK=v\r\nZ=1\r\n', 'utf16le'))
    expect(dotenvxLoader.read(bytes, { variables: {}, nodeMajor: 24 })).toEqual({
      kind: 'read',
      variables: new Map([
        ['K', { kind: 'value', value: 'v' }],
        ['Z', { kind: 'value', value: '1' }],
      ]),
    })
  })

  it.each(['constructor=x', '__proto__=x\nK=v', 'A=a\\$A\nK=b$A'])(
    'takes nothing from %j, which stops the real one',
    (file) => {
      expect(read(file)).toBe('rejected: undefined')
    },
  )

  const commands = (piece: string): [string, () => Uint8Array] => [
    piece,
    () => Buffer.from(`K=${piece.repeat(250_000)}`),
  ]

  it.each([...hugeFiles, commands('$('), commands("$('"), commands("a\u2028'b")])(
    'reads a megabyte of %s in no time',
    (_, make) => {
      const bytes = make()
      expect(timeOf(() => dotenvxLoader.read(bytes, { variables: {}, nodeMajor: 24 }))).toBeLessThan(3_000)
    },
  )
})
