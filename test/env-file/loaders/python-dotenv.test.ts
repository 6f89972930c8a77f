import { describe, expect, it } from 'vitest'
import { pythonDotenvLoader } from '../../../src/env-file/loaders/python-dotenv.ts'
import { utf8 } from '../env-text.ts'
import { hugeFiles, readIn, timeOf } from './readings.ts'

const read = readIn(pythonDotenvLoader)

describe('the python-dotenv loader', () => {
  it.each([
    ['K=v # note\nZ=v#frag', { K: 'v', Z: 'v#frag' }],
    ['K=#abc\nZ= # note', { K: '#abc', Z: '# note' }],
    ['K', { K: null }],
    ['export K=v\nexport\nexport =v', { K: 'v', export: null }],
    ["'a key'=v\n''=v", { 'a key': 'v' }],
    ['K="l1\nl2"\nZ=1', { K: 'l1\nl2', Z: '1' }],
    ['K="a\\nb\\"c\\x"', { K: 'a\nb"c\\x' }],
    ["K='a\\nb\\'c'", { K: "a\\nb'c" }],
    ["K='C:\\dir\\'\nZ=1", { K: 'C:\\dir\\', Z: '1' }],
    ['K="v" junk\nZ=1', { Z: '1' }],
    ['K="v\nZ=1', { Z: '1' }],
    ['K: v\n=v\nZ=1', { Z: '1' }],
    ['K\u00a0=\u00a0v\u3000', { K: 'v' }],
    ['K=\x1cv\x1f', { K: 'v' }],
    ['K=\ufeffv', { K: '\ufeffv' }],
    ['K=v\u2028Z=1', { K: 'v\u2028Z=1' }],
    ['K=v\rZ=1\r\n', { K: 'v', Z: '1' }],
    ['__proto__=x', Object.fromEntries([['__proto__', 'x']])],
  ])('reads %j', (file, expected) => {
    expect(read(file)).toEqual(expected)
  })

  it('keeps a byte order mark in the first name, as releases up to 1.2.2 do', () => {
    expect(read('\ufeffK=v\nZ=1')).toEqual({ '\ufeffK': 'v', Z: '1' })
  })

  it.each([
    [`A=x\nK=$A\nL=\`$\{A}\`\nM='$\{A}'`, { A: 'x', K: '$A', L: '`x`', M: 'x' }],
    [`K=$\{A:-d}$\{B:-$\{C}`, { K: 'd${C' }],
    [`K=$\{A:x}$\{}$\{:-d}$\{`, { K: `$\{A:x}d$\{` }],
    [`A\nK=[$\{A:-d}]`, { A: null, K: '[]' }],
    [`A=\nK=[$\{A:-d}]`, { A: '', K: '[]' }],
    [`K=$\{K}:x\nK=$\{K}:y`, { K: ':x:y' }],
  ])('resolves %j', (file, expected) => {
    expect(read(file)).toEqual(expected)
  })

  it('asks the variables above a reference before the process environment', () => {
    expect(read(`K=$\{A}\nA=file\nL=$\{A}\nM=$\{toString:-d}`, { A: 'outer' })).toMatchObject({
      K: 'outer',
      L: 'file',
      M: 'd',
    })
    expect(read(`A\nK=$\{A:-d}`, { A: 'outer' })).toEqual({ A: null, K: '' })
  })

  it.each([
    ['é in Latin-1', [0x4b, 0x3d, 0x0a, 0x5a, 0x3d, 0xe9, 0x0a], 2],
    ['UTF-16', [0xff, 0xfe, 0x4b, 0x00], 1],
  ])('rejects a file with %s and names the line', (_, bytes, line) => {
    const reading = pythonDotenvLoader.read(Uint8Array.from(bytes), { variables: {}, nodeMajor: 24 })
    expect(reading).toMatchObject({ kind: 'rejected', line })
  })

  it('does not work out values that double with every line', () => {
    const lines = Array.from({ length: 60 }, (_, index) => `K${index + 1}=$\{K${index}}$\{K${index}}`)
    const reading = pythonDotenvLoader.read(utf8(`K0=secret\n${lines.join('\n')}`), { variables: {}, nodeMajor: 24 })
    expect(reading.kind === 'read' && reading.variables.get('K60')).toEqual({
      kind: 'not-evaluated',
      text: `$\{K59}$\{K59}`,
    })
  })

  it.each(hugeFiles)('reads a file of a megabyte of %s in linear time', (_, file) => {
    expect(timeOf(() => pythonDotenvLoader.read(file(), { variables: {}, nodeMajor: 24 }))).toBeLessThan(2_000)
  })
})
