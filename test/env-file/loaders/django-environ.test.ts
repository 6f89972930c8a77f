import { describe, expect, it } from 'vitest'
import { djangoEnvironLoader } from '../../../src/env-file/loaders/django-environ.ts'
import { hugeFiles, readIn, timeOf } from './readings.ts'

const read = readIn(djangoEnvironLoader)
const raises = { raises: true }

describe('the django-environ loader', () => {
  it.each([
    ['K=v # note\nZ=v#frag\nY=#abc', { K: 'v ', Z: 'v', Y: '' }],
    ['K= v\nZ=v  ', { K: ' v', Z: 'v  ' }],
    [' K=v\nK =v\nK: v\nmy-key=v\nexport\tK=v\nZ=1', { Z: '1' }],
    ['export K=v\nexport  Z=v', { K: 'v' }],
    ["K='v' # it's\nZ='a#b'\nY= 'v'", { K: 'v', Z: 'a#b', Y: 'v' }],
    ["K='v' # 'q' # x", { K: "v' # 'q" }],
    ["K='v' # note\nZ='v' note", { K: 'v', Z: "'v' note" }],
    ["K='\"v\"'\nZ='", { K: 'v', Z: "'" }],
    ['K="v" # note\nZ="a#b"', { K: '"v" ', Z: '"a' }],
    ['K="a\\"b\\\\c\\n\\r\\t\\x"\nZ="', { K: 'a"b\\c\\n\\r\\tx', Z: '"' }],
    ['K="\nl2"\nZ=1', { K: '"', Z: '1' }],
    ['K=a\nK=b', { K: 'b' }],
    [
      'K=v\u2028Z=1\u2029Y=2\x85X=3\fW=4\vV=5\x1cU=6\rT=7',
      { K: 'v', Z: '1', Y: '2', X: '3', W: '4', V: '5', U: '6', T: '7' },
    ],
    ['K=v\x1fZ=1', { K: 'v\x1fZ=1' }],
    ['\ufeffK=v\nZ=1', { Z: '1' }],
    ["K=\u2003'v'\u3000", { K: 'v' }],
  ])('reads %j', (file, expected) => {
    expect(read(file)).toEqual(expected)
  })

  it.each([
    ['K=$A', {}, { K: raises }],
    ['K=$A\nA=x', {}, { K: 'x', A: 'x' }],
    ['K=$A\nA=x', { A: 'outer' }, { K: 'outer', A: 'x' }],
    ['K=\'$$A\'\nA="$B"\nB=x', {}, { K: 'x', A: 'x', B: 'x' }],
    [`K=$\{A}\nA=x`, {}, { K: raises, A: 'x' }],
    ['K=$A/cb\nA=x', {}, { K: raises, A: 'x' }],
    ['K=$', {}, { K: raises }],
    ['K=$K\nL=$M\nM=$L\nN=$L', {}, { K: raises, L: raises, M: raises, N: raises }],
    ['K=$K', { K: 'outer' }, { K: 'outer' }],
    ['K=\\$A\nL=a$A', {}, { K: '\\$A', L: 'a$A' }],
    ['K=$toString\nL=$__proto__', {}, { K: raises, L: raises }],
  ])('looks up %j with the environment %j', (file, environment, expected) => {
    expect(read(file, environment)).toEqual(expected)
  })

  it('says nothing of the value when a lookup fails', () => {
    const reading = djangoEnvironLoader.read(Buffer.from('K=$ecret'), { variables: {}, nodeMajor: 24 })
    expect(JSON.stringify(reading.kind === 'read' && reading.variables.get('K'))).not.toContain('ecret')
  })

  it('gives up on a chain of lookups where Python does', () => {
    const chain = Array.from({ length: 1_200 }, (_, at) => `K${at}=$K${at + 1}`)
    const reading = read(`${chain.join('\n')}\nK1200=end`)
    expect(reading).toMatchObject({ K0: raises, K300: 'end', K1199: 'end' })
  })

  it('rejects a file that is not UTF-8 and names the line', () => {
    const bytes = Uint8Array.from([0x4b, 0x3d, 0x0a, 0xe9])
    expect(djangoEnvironLoader.read(bytes, { variables: {}, nodeMajor: 24 })).toMatchObject({
      kind: 'rejected',
      line: 2,
    })
  })

  it.each(hugeFiles)('reads a file of a megabyte of %s in linear time', (_, file) => {
    expect(timeOf(() => djangoEnvironLoader.read(file(), { variables: {}, nodeMajor: 24 }))).toBeLessThan(2_000)
  })
})
