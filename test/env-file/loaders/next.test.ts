import { describe, expect, it } from 'vitest'
import { nextLoader } from '../../../src/env-file/loaders/next.ts'
import { hugeFiles, readIn, timeOf } from './readings.ts'

const read = readIn(nextLoader)

describe('the next loader', () => {
  it.each<[string, Record<string, string>]>([
    ['A=x\nK=$A/cb', { A: 'x', K: 'x/cb' }],
    ["A=x\nK='$A'", { A: 'x', K: 'x' }],
    ['K=$A/cb\nA=x', { K: 'x/cb', A: 'x' }],
    ['K=pa$word', { K: 'pa' }],
    ['K=pa\\$word', { K: 'pa$word' }],
    [`A=file\nK=$\{A:-default}`, { A: 'file', K: 'default' }],
    [`K=$\{NO-x}`, { K: '-x}' }],
    ['K=$NO:-x', { K: 'x' }],
    [`A=x\nK=$\{A`, { A: 'x', K: 'x' }],
    ['A=x\nK=$A costs 5$', { A: 'x', K: '$A costs 5$' }],
    ['A=x\nK=$AB$A', { A: 'x', K: 'xBx' }],
    ['1=x\nK=$1', { '1': 'x', K: 'x' }],
    ['K=$(echo hi)', { K: '$(echo hi)' }],
  ])('reads %j', (file, expected) => {
    expect(read(file)).toEqual(expected)
  })

  it.each(['K=$K:/x\nZ=1', 'A=$B\nB=$A', 'K=$valueOf'])('loses every variable of %j, as the real one does', (file) => {
    expect(read(file)).toEqual({})
  })

  it.each<[string, Record<string, string>, Record<string, string>]>([
    [`A=file\nK=$\{A:-default}`, { A: 'shell' }, { A: 'shell', K: 'shell' }],
    ['A=file', { A: 'the $B', B: 'b' }, { A: 'the b' }],
    ['A=file\nK=$A', { A: '' }, { A: '', K: '' }],
  ])('reads %j where the process has %j', (file, variables, expected) => {
    expect(read(file, variables)).toEqual(expected)
  })

  it.each(hugeFiles)('reads a megabyte of %s in no time', (_, make) => {
    const bytes = make()
    expect(timeOf(() => nextLoader.read(bytes, { variables: {}, nodeMajor: 24 }))).toBeLessThan(3_000)
  })
})
