import { describe, expect, it } from 'vitest'
import { bunLoader } from '../../../src/env-file/loaders/bun.ts'
import { utf8 } from '../env-text.ts'
import { outcomeOf, sorted } from './differential.ts'

type Values = Readonly<Record<string, string>>

function read(file: string | Uint8Array, variables: Values = {}) {
  const bytes = typeof file === 'string' ? utf8(file) : file
  return outcomeOf(bunLoader.read(bytes, { variables, nodeMajor: 22 }))
}

describe('the bun loader', () => {
  it.each<[file: string, values: Values]>([
    ['K=v#frag\nZ=1', { K: 'v', Z: '1' }],
    ['K \n=\n"v"\n', { K: 'v' }],
    ['K=\nZ=1\n', { K: '', Z: '1' }],
    ['K: v\nZ:1\n', { K: 'v' }],
    ['export K=v\n', { K: 'v' }],
    ['export\nK=v\n', { K: 'v' }],
    ['export = v\n', { export: 'v' }],
    ['K="a" b\nZ=1\n', { K: 'a', Z: '1' }],
    ['K="a\\"b"\n', { K: 'a\\"b' }],
    ['K="a\\nb\\rc\\t"\n', { K: 'a\nb\rc\\t' }],
    ["K='a\\nb'\n", { K: 'a\\nb' }],
    ['K="a\r\nb\rc"\n', { K: 'a\nb\nc' }],
    ['K="a\nZ=1\n', { K: '"a', Z: '1' }],
    ['K=a\rZ=1\r', { K: 'a', Z: '1' }],
    ['K=a\nK=b\n', { K: 'b' }],
    ['\ufeffK=v\n', { K: 'v' }],
    ['\n\ufeffK=v\nZ=1', { Z: '1' }],
    ['my-key.x=1\né=2\n', { 'my-key.x': '1' }],
    ['K=\u00a0v\u00a0\f\n', { K: '\u00a0v\u00a0' }],
    ['K=a\0b\n', { K: 'a\0b' }],
    ['__proto__=x\n', { ['__proto__']: 'x' }],
  ])('finds what is assigned in %j', (file, values) => {
    expect(read(file)).toEqual(sorted(Object.entries(values)))
  })

  it.each<[written: string, value: string]>([
    [`$A/cb`, 'x/cb'],
    [`$\{A}/cb`, 'x/cb'],
    [`'$\{A}/cb'`, 'x/cb'],
    [`pa$word`, 'pa'],
    [`$A-$A.$A`, 'x-x.x'],
    [`$NOPE/cb`, '/cb'],
    [`$\{NOPE:-d}`, 'd'],
    [`$\{NOPE:-$\{A}y}`, 'xy'],
    [`$\{NOPE:-a\\}b}`, 'a\\}b'],
    [`$\{A:-d}`, 'x'],
    [`$\{EMPTY:-d}`, ''],
    [`$\{A-d}`, `$\{A-d}`],
    [`$\{A`, `$\{A`],
    [`$\{}`, ''],
    [`\\$A`, '$A'],
    [`\\\\$A`, '\\$A'],
    [`a$`, 'a$'],
    [`$$A`, '$x'],
    [`$(echo hi)`, '$(echo hi)'],
    [`$HOME`, '/home/x'],
  ])('makes of %j what Bun makes of it', (written, value) => {
    expect(read(`A=x\nEMPTY=\nK=${written}\n`, { HOME: '/home/x' })).toContainEqual(['K', value])
  })

  it('gives references further up what became of them, others what is written', () => {
    expect(read('K=$K:/x\n')).toEqual([['K', '$K:/x:/x']])
    expect(read('K=$L\nL=$M\nM=m\nN=$L\n')).toEqual(sorted(Object.entries({ K: '$M', L: 'm', M: 'm', N: 'm' })))
  })

  it('leaves to the process what is set there', () => {
    expect(read('A=from the file\nK=$A\n', { A: 'from $B' })).toEqual([
      ['A', 'from $B'],
      ['K', 'from $B'],
    ])
  })

  it('replaces bytes that are no UTF-8, and finds nothing in UTF-16', () => {
    expect(read(Uint8Array.of(0x4b, 0x3d, 0xe9, 0x0a))).toEqual([['K', '\ufffd']])
    expect(read(Uint8Array.from(Buffer.from('\ufeffK=v\r\n', 'utf16le')))).toEqual([])
  })

  it('does not follow references that double with every line', () => {
    const lines = Array.from({ length: 60 }, (_, index) => `A${index}=$A${index - 1}$A${index - 1}`)
    const reading = bunLoader.read(utf8(['A0=xx', ...lines.slice(1), 'Z=1'].join('\n')), {
      variables: {},
      nodeMajor: 22,
    })
    const variables = reading.kind === 'read' ? reading.variables : new Map()
    expect(variables.get('A10')).toEqual({ kind: 'value', value: 'x'.repeat(2048) })
    expect(variables.get('A59')).toMatchObject({ kind: 'raises' })
    expect(variables.get('Z')).toEqual({ kind: 'value', value: '1' })
  })

  it.each(['K', '=', ' ', '\n', '"', '$', '\\', `$\{`, `$\{A:-`, '$A', '#', "K='\\'\n", 'K=\n', 'K="\n', '\r', 'K: '])(
    'reads a mebibyte of %j, alone and as a value, in linear time',
    (piece) => {
      const many = piece.repeat(2 ** 20 / piece.length)
      const started = performance.now()
      for (const file of [many, `K=${many}`, `A=${'x'.repeat(2 ** 19)}\nK=${many}`]) read(file)
      expect(performance.now() - started).toBeLessThan(2_000)
    },
  )
})
