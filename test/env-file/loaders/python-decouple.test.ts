import { describe, expect, it } from 'vitest'
import { pythonDecoupleLoader } from '../../../src/env-file/loaders/python-decouple.ts'
import { hugeFiles, readIn, timeOf } from './readings.ts'

const read = readIn(pythonDecoupleLoader)

describe('the python-decouple loader', () => {
  it.each([
    [' K = v # note \nZ=v#frag', { K: 'v # note', Z: 'v#frag' }],
    ['export K=v', { 'export K': 'v' }],
    ['K\n# c=d\n;c=d', { ';c': 'd' }],
    ['K="v" # say "hi"', { K: 'v" # say "hi' }],
    ['K="v" # note', { K: '"v" # note' }],
    ['K="\nZ="\'', { K: '"', Z: '"\'' }],
    ['K=" v "\nZ="a\\nb"', { K: ' v ', Z: 'a\\nb' }],
    [`K=$\{A}\nA=x`, { K: `$\{A}`, A: 'x' }],
    ['K=a\nK=b', { K: 'b' }],
    ['=v', { '': 'v' }],
    ['K=v\x1f\nZ=\u3000v\ufeff', { K: 'v', Z: 'v\ufeff' }],
    ['K=v\u2028Z=1\rY=2', { K: 'v\u2028Z=1', Y: '2' }],
    ['\ufeffK=v\nZ=1', { '\ufeffK': 'v', Z: '1' }],
  ])('reads %j', (file, expected) => {
    expect(read(file)).toEqual(expected)
  })

  it('tells the value of the file even where the process environment has one', () => {
    expect(read('K=file', { K: 'outer' })).toEqual({ K: 'file' })
  })

  it('rejects a file that is not UTF-8 and names the line', () => {
    const bytes = Uint8Array.from([0x4b, 0x3d, 0x0d, 0x0a, 0x0d, 0xe9])
    expect(pythonDecoupleLoader.read(bytes, { variables: {}, nodeMajor: 24 })).toMatchObject({
      kind: 'rejected',
      line: 3,
    })
  })

  it.each(hugeFiles)('reads a file of a megabyte of %s in linear time', (_, file) => {
    expect(timeOf(() => pythonDecoupleLoader.read(file(), { variables: {}, nodeMajor: 24 }))).toBeLessThan(2_000)
  })
})
