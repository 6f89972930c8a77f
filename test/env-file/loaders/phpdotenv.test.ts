import { describe, expect, it } from 'vitest'
import { phpdotenvLoader } from '../../../src/env-file/loaders/phpdotenv.ts'
import { utf8 } from '../env-text.ts'
import { hugeFiles, readIn, timeOf } from './readings.ts'

const read = readIn(phpdotenvLoader)

describe('the phpdotenv loader', () => {
  it.each([
    ['K=v # note\nZ=v#frag\nY=#abc', { K: 'v', Z: 'v', Y: '' }],
    [' K = v \nZ=  ', { K: 'v', Z: '' }],
    ['K\nZ=1', { K: null, Z: '1' }],
    ['K=1\nK', { K: null }],
    ['export KEY=v\nexport \t"K2"=v', { KEY: 'v', K2: 'v' }],
    ['export\fKEY=v', { KEY: 'v' }],
    ['"K"=v\n\'Z\'=1', { K: 'v', Z: '1' }],
    ['my.key=1\n1=a', { 'my.key': '1', 1: 'a' }],
    ['é=b\nK\u0301=c', { é: 'b', 'K\u0301': 'c' }],
    ['K="a b" # note\nZ=\'a b\'#c', { K: 'a b', Z: 'a b' }],
    ['K="a\\nb\\"c\\\\d\\$A"', { K: 'a\nb"c\\d$A' }],
    ["K='a\\nb'", { K: 'a\\nb' }],
    ['K=a\\nb\nZ=it\'s"', { K: 'a\\nb', Z: 'it\'s"' }],
    ['K="l1\r\nl2"\rZ=1', { K: 'l1\nl2', Z: '1' }],
    ['# K="l1\nA=1\nB="\nZ=1', { Z: '1' }],
    ['K="a\\"', {}],
    ['K=v\nA="never closed\nB=2', { K: 'v' }],
    ['K="a\\\\"\nZ=1', { K: 'a\\', Z: '1' }],
    ['K=\fv', { K: '\fv' }],
    ['K=v\f\nZ=\0v\0', { K: 'v', Z: 'v' }],
    ['K=v\u00a0w\u2028x', { K: 'v\u00a0w\u2028x' }],
    ['\ufeffK=v', { K: 'v' }],
    ['__proto__=x', Object.fromEntries([['__proto__', 'x']])],
  ])('reads %j', (file, expected) => {
    expect(read(file)).toEqual(expected)
  })

  it.each([
    ['A=1\nexport K=v', 2],
    ['A=1\n\n# c\nmy-key=v', 4],
    ['A="1\n2"\nK: v', 3],
    ['A=1\r\n; c', 2],
    [' K', 1],
    ['K\t\nZ=1', 1],
    ['=v', 1],
    ['A=1\rK=a b', 2],
    ['K="a" b', 1],
    ['K="a"b', 1],
    ["K='a", 1],
    ["K='a\nb'", 1],
    ['K="\\x"', 1],
    ['A=1\n\ufeffK=v', 2],
    ['\f', 1],
    ['名x=1', 1],
    ['A=1\nK="l1\nA="l2\n"', 2],
  ])('rejects %j at line %j', (file, line) => {
    expect(read(file)).toBe(`rejected: ${line}`)
  })

  it.each([
    [`A=x\nK=$A\nL="\`$\{A}\`"\nM='$\{A}'`, { A: 'x', K: '$A', L: '`x`', M: `$\{A}` }],
    [`K=$\{NOPE}/cb\nL=$\{A\nM=$\{}`, { K: `$\{NOPE}/cb`, L: '${A', M: `$\{}` }],
    [`A=x\nK="\\$\{A}"`, { A: 'x', K: `$\{A}` }],
    [`B=A\nA=x\nK=$\{$\{B}}`, { B: 'A', A: 'x', K: 'x' }],
    [`B={A}\nA=x\nK=$$\{B}`, { B: '{A}', A: 'x', K: 'x' }],
    [`AB=x\nB=B\nK=$\{A$\{B}}`, { AB: 'x', B: 'B', K: 'x' }],
    [`K=a\nK=$\{K}b`, { K: 'ab' }],
    [`K=a\nK\nL=$\{K}`, { K: null, L: `$\{K}` }],
    [`B=$\{A}\nA=x`, { B: `$\{A}`, A: 'x' }],
  ])('resolves %j', (file, expected) => {
    expect(read(file)).toEqual(expected)
  })

  it('asks the process environment before the variables above a reference', () => {
    expect(read(`A=file\nK=$\{A}\nL=$\{toString}`, { A: 'outer' })).toEqual({
      A: 'file',
      K: 'outer',
      L: `$\{toString}`,
    })
  })

  it.each([
    ['a byte of Latin-1', [0x4b, 0x3d, 0x63, 0xe9], { K: 'c?' }],
    ['the start of a character', [0x4b, 0x3d, 0xe2, 0x82, 0x41], { K: '?A' }],
    ['U+FFFD beside it', [0x4b, 0x3d, 0xe2, 0xef, 0xbf, 0xbd, 0xff], { K: '?\ufffd?' }],
    ['UTF-16 without a mark', [0x4b, 0, 0x3d, 0, 0x76, 0, 0x0a, 0], { K: 'v' }],
  ])('reads %s', (_, bytes, expected) => {
    const reading = phpdotenvLoader.read(Uint8Array.from(bytes), { variables: {}, nodeMajor: 24 })
    const values = reading.kind === 'read' ? [...reading.variables] : []
    expect(Object.fromEntries(values.map(([key, found]) => [key, 'value' in found && found.value]))).toEqual(expected)
  })

  it('rejects UTF-16 with a mark', () => {
    const bytes = Uint8Array.from([0xff, 0xfe, 0x4b, 0, 0x3d, 0, 0x76, 0])
    expect(phpdotenvLoader.read(bytes, { variables: {}, nodeMajor: 24 })).toMatchObject({ kind: 'rejected', line: 1 })
  })

  it('does not work out values that double with every line', () => {
    const lines = Array.from({ length: 60 }, (_, index) => `K${index + 1}=$\{K${index}}$\{K${index}}`)
    const reading = phpdotenvLoader.read(utf8(`K0=secret\n${lines.join('\n')}`), { variables: {}, nodeMajor: 24 })
    expect(reading.kind === 'read' && reading.variables.get('K60')).toEqual({
      kind: 'not-evaluated',
      text: `$\{K59}$\{K59}`,
    })
  })

  it.each(hugeFiles)('reads a file of a megabyte of %s in linear time', (_, file) => {
    expect(timeOf(() => phpdotenvLoader.read(file(), { variables: {}, nodeMajor: 24 }))).toBeLessThan(2_000)
  })
})
