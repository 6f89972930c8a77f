import { describe, expect, it } from 'vitest'
import { nodeLoader } from '../../../src/env-file/loaders/node.ts'
import { utf8 } from '../env-text.ts'
import { outcomeOf, sorted } from './differential.ts'

type Values = Readonly<Record<string, string>>

function read(file: string | Uint8Array, nodeMajor: number) {
  const bytes = typeof file === 'string' ? utf8(file) : file
  return outcomeOf(nodeLoader.read(bytes, { variables: { A: 'from the process' }, nodeMajor }))
}

describe('the node loader', () => {
  it.each<[file: string, values: Values]>([
    ['K=v#frag\nZ=1', { K: 'v', Z: '1' }],
    ['K = v \n', { K: 'v' }],
    ['K="a\\nb\\r"\n', { K: 'a\nb\\r' }],
    ["K='a\\nb'\n", { K: 'a\\nb' }],
    ['K="a\\"b"\n', { K: 'a\\' }],
    ['K="a\nb"\nZ=1', { K: 'a\nb', Z: '1' }],
    ['K="v" # say "hi"\nZ=1', { K: 'v', Z: '1' }],
    ['export K=v\n', { K: 'v' }],
    ['export=v\n', { export: 'v' }],
    [`A=x\nK=$\{A}$A\n`, { A: 'x', K: `$\{A}$A` }],
    ['\ufeffK=v\nZ=1\n', { '\ufeffK': 'v', Z: '1' }],
    ['K=v\r\nZ=1\r\n', { K: 'v', Z: '1' }],
    ['K=a\rZ=1\n', { K: 'aZ=1' }],
    ['K=v\f\n', { K: 'v\f' }],
    ["K='a'\n  # b=c\n", { K: 'a', '# b': 'c' }],
    ['__proto__=x\nK=v\n', { K: 'v' }],
    ['=', {}],
    ['', {}],
  ])('reads %j alike in every version', (file, values) => {
    for (const nodeMajor of [20, 22, 24]) expect(read(file, nodeMajor)).toEqual(sorted(Object.entries(values)))
  })

  it.each<[file: string, in20: Values, in22: Values]>([
    ['K\nZ=1\n', { 'K\nZ': '1' }, { Z: '1' }],
    ['; note\nK=v\n', { '; note\nK': 'v' }, { K: 'v' }],
    ['=======\nK=v\n', {}, { K: 'v' }],
    ['=v\nZ=1\n', {}, { Z: '1' }],
    ['\tK\t=v\t\n', { '\tK\t': 'v\t' }, { K: 'v' }],
    ['export  K=v\n', { ' K': 'v' }, { K: 'v' }],
    ['export K=\nZ=1\n', { K: '', Z: '1' }, { 'export K': '', Z: '1' }],
    ['K= \nZ=1\n', { K: '', Z: '1' }, { K: 'Z=1' }],
    ['K="a', {}, { K: '"a' }],
    ['K="a=b', { '"a': 'b' }, { K: '"a=b' }],
    ['K="a\nb\nZ=1\n', { K: '"a', 'b\nZ': '1' }, { K: '"a', Z: '1' }],
    ['K=v\n#a=b', { K: 'v', '#a': 'b' }, { K: 'v' }],
    ['#\n  =x', { '\n': 'x' }, {}],
  ])('reads %j as the version does', (file, in20, in22) => {
    expect(read(file, 20)).toEqual(sorted(Object.entries(in20)))
    expect(read(file, 21)).toEqual(sorted(Object.entries(in20)))
    expect(read(file, 22)).toEqual(sorted(Object.entries(in22)))
    expect(read(file, 24)).toEqual(sorted(Object.entries(in22)))
  })

  it('replaces bytes that are no UTF-8, and finds nothing in UTF-16', () => {
    expect(read(Uint8Array.of(0x4b, 0x3d, 0xe9, 0x0a), 22)).toEqual([['K', '\ufffd']])
    const wide = Uint8Array.from(Buffer.from('\ufeffK=v\r\n', 'utf16le'))
    expect(read(wide, 22)).toEqual([['\ufffd\ufffdK\0', '\0v\0\0']])
  })

  it.each(['K', '=', ' ', '\n', '"', '#', "K='x\n", 'K=\n', 'K="\n', 'K=" \n', '[', '\n '])(
    'reads a mebibyte of %j in linear time',
    (piece) => {
      const bytes = utf8(piece.repeat(2 ** 20 / piece.length))
      const started = performance.now()
      for (const nodeMajor of [20, 22]) nodeLoader.read(bytes, { variables: {}, nodeMajor })
      expect(performance.now() - started).toBeLessThan(2_000)
    },
  )
})
