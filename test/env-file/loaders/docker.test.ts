import { describe, expect, it } from 'vitest'
import { dockerLoader } from '../../../src/env-file/loaders/docker.ts'
import { utf8 } from '../env-text.ts'
import { outcomeOf, sorted } from './differential.ts'

type Values = Readonly<Record<string, string>>

function read(file: string | Uint8Array, variables: Readonly<Record<string, string | undefined>> = {}) {
  return dockerLoader.read(typeof file === 'string' ? utf8(file) : file, { variables, nodeMajor: 22 })
}

describe('the docker loader', () => {
  it.each<[file: string, values: Values]>([
    ['K="v"\n', { K: '"v"' }],
    ['K= v \t\n', { K: ' v \t' }],
    ['K=v # note\n', { K: 'v # note' }],
    ['K=$A\\n\n', { K: '$A\\n' }],
    ['K=a=b\n', { K: 'a=b' }],
    ['K=\nZ=1', { K: '', Z: '1' }],
    ['K=a\nK=b\n', { K: 'b' }],
    ['K=v\r\nZ=1\r', { K: 'v', Z: '1' }],
    ['K=v\r\r\n', { K: 'v\r' }],
    ['K=a\rZ=1\n', { K: 'a\rZ=1' }],
    ['\ufeffK=v\n', { K: 'v' }],
    ['\n\ufeffK=v\n', { '\ufeffK': 'v' }],
    [' \t\f\v\u0085\u00a0\u1680\u2028\u3000K=v\n', { K: 'v' }],
    ['\u200bK=v\n', { '\u200bK': 'v' }],
    ['K\u00a0x=v\n', { 'K\u00a0x': 'v' }],
    ['# a\n  # b\n\n\r\n', {}],
    ['"my-key"=v\n', { '"my-key"': 'v' }],
    ['K=a\0b\n', { K: 'a\0b' }],
    ['', {}],
  ])('reads %j', (file, values) => {
    expect(outcomeOf(read(file))).toEqual(sorted(Object.entries(values)))
  })

  it('copies what a line without `=` names, if the process has it', () => {
    const variables = { K: ' "v" ', EMPTY: '', GONE: undefined }
    expect(outcomeOf(read('K\nNOPE\nEMPTY\nGONE\ntoString\n', variables))).toEqual([
      ['EMPTY', ''],
      ['K', ' "v" '],
    ])
    expect(outcomeOf(read('K=a\nK\nZ=1\nZ\n', variables))).toEqual([
      ['K', ' "v" '],
      ['Z', '1'],
    ])
  })

  it.each<[file: string, line: number]>([
    ['Z=1\nK =v\n', 2],
    ['export K=v\n', 1],
    ['\nK\tx\n', 2],
    ['K: v\n', 1],
    ['; note\n', 1],
    ['Z=1\n=v\n', 2],
    ['=======\n', 1],
    ['<<<<<<< HEAD\nK=v\n', 1],
    [`Z=1\nK=${'x'.repeat(65_534)}\n`, 2],
    [`K=${'x'.repeat(65_534)}`, 1],
  ])('rejects a file like %.20j', (file, line) => {
    expect(read(file)).toMatchObject({ kind: 'rejected', line })
  })

  it('takes the longest line that fits', () => {
    for (const ending of ['', '\n', '\nZ=1']) expect(read(`K=${'x'.repeat(65_533)}${ending}`).kind).toBe('read')
    expect(read(`K=${'x'.repeat(65_532)}\r\n`).kind).toBe('read')
    expect(read(`K=${'é'.repeat(32_766)}\n`).kind).toBe('read')
    expect(read(`K=${'é'.repeat(32_767)}\n`).kind).toBe('rejected')
  })

  it('rejects what is not UTF-8, unless a line above is rejected first', () => {
    expect(read(Uint8Array.of(0x5a, 0x3d, 0x0a, 0x4b, 0x3d, 0xe9, 0x0a))).toMatchObject({ kind: 'rejected', line: 2 })
    expect(read(Uint8Array.of(0x3d, 0x0a, 0x4b, 0x3d, 0xe9, 0x0a))).toMatchObject({ kind: 'rejected', line: 1 })
    expect(read(Uint8Array.from(Buffer.from('\ufeffK=v\r\n', 'utf16le')))).toMatchObject({ kind: 'rejected', line: 1 })
    expect(read('K=\ufffd\n')).toMatchObject({ kind: 'read' })
  })

  it('repeats nothing of the file in its reasons: any line might be a secret', () => {
    const reading = read('my secret words\n')
    expect(reading).toMatchObject({ kind: 'rejected' })
    expect(JSON.stringify(reading)).not.toContain('secret')
  })

  it.each(['K=v\n', '\n', ' \n', '\u2028', '#\n', 'K\n', 'K', '\ufeff', '\r'])(
    'reads a mebibyte of %j in linear time',
    (piece) => {
      const bytes = utf8(piece.repeat(2 ** 20 / piece.length))
      const started = performance.now()
      read(bytes)
      expect(performance.now() - started).toBeLessThan(2_000)
    },
  )
})
