import { describe, expect, it } from 'vitest'
import { dotenvExpandLoader } from '../../../src/env-file/loaders/dotenv-expand.ts'
import { hugeFiles, readIn, timeOf } from './readings.ts'

const read = readIn(dotenvExpandLoader)

describe('the dotenv-expand loader', () => {
  it.each<[string, Record<string, string>]>([
    ['A=x\nK=$A/cb', { A: 'x', K: 'x/cb' }],
    ["A=x\nK='$A'", { A: 'x', K: 'x' }],
    ['K=$A/cb\nA=x', { K: '/cb', A: 'x' }],
    ['K=$K:/x', { K: ':/x' }],
    ['K=pa$word', { K: 'pa' }],
    ['K=pa\\$word', { K: 'pa$word' }],
    ['K=$', { K: '$' }],
    ['K=$5', { K: '$5' }],
    [`K=$\{}`, { K: `$\{}` }],
    [`K=$\{A`, { K: `$\{A` }],
    ['K=$(echo hi)', { K: '$(echo hi)' }],
    [`E=\nK=$\{E-x}`, { E: '', K: 'x' }],
    [`E=\nK=$\{E+x}`, { E: '', K: '' }],
    [`A=1\nK=$\{A:+x}`, { A: '1', K: 'x' }],
    [`K=$\{NO:-a:-b}`, { K: 'a:-b' }],
    [`A=x\nK=$\{NO:-$\{A}}`, { A: 'x', K: 'x' }],
    [`K=$\{my-key}`, { K: 'key' }],
    ['A=x\nK=\\$A $A', { A: 'x', K: '\\x x' }],
    ['A=\\$B\nB=y\nK=$A/', { A: '$B', B: 'y', K: 'y/' }],
    ['A=\\$B\nB=y\nK=$A', { A: '$B', B: 'y', K: '$B' }],
    ['IS_=x\nK=$IS_nullable', { IS_: 'x', K: 'x' }],
    [`2=$\{1}\n1=x`, { '1': 'x', '2': 'x' }],
    ['K=$toString', { K: '[object Undefined]' }],
  ])('reads %j', (file, expected) => {
    expect(read(file)).toEqual(expected)
  })

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['K=$A', { A: 'shell' }, { K: 'shell' }],
    ['A=file\nK=$A', { A: 'shell' }, { A: 'shell', K: 'shell' }],
    ['A=file\nK=$A', { A: '' }, { A: 'file', K: '' }],
    ['A=file', { A: '\\$B' }, { A: '$B' }],
  ])('reads %j where the process has %j', (file, variables, expected) => {
    expect(read(file, variables)).toEqual(expected)
  })

  it.each(['constructor=x', 'A=a\\$A\nK=b$A', 'K=$valueOf'])(
    'takes nothing from %j, which stops the real one',
    (file) => {
      expect(read(file)).toBe('rejected: undefined')
    },
  )

  it.each(hugeFiles)('reads a megabyte of %s in no time', (_, make) => {
    const bytes = make()
    expect(timeOf(() => dotenvExpandLoader.read(bytes, { variables: {}, nodeMajor: 24 }))).toBeLessThan(3_000)
  })
})
