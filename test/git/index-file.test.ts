import { describe, expect, it } from 'vitest'
import { findInIndex } from '../../src/git/index-file.ts'
import { buildIndex } from './build-index.ts'

const paths = ['.env', '.env.local', 'apps/shop/.env', 'apps/shop/src/index.ts', 'z'.repeat(5_000)]

describe.each([[2], [3], [4]] as const)('an index of format %i', (version) => {
  it.each(paths)('lists %.20s', (path) => {
    expect(findInIndex(buildIndex(version, paths), path)).toBe('tracked')
  })

  it.each([['.en'], ['.env.loca'], ['env'], ['apps/shop'], ['apps/shop/.envx'], ['']])('does not list %j', (path) => {
    expect(findInIndex(buildIndex(version, paths), path)).toBe('untracked')
  })

  it('has longer hashes where the repository says so', () => {
    expect(findInIndex(buildIndex(version, paths, { hashBytes: 32 }), 'apps/shop/.env', 32)).toBe('tracked')
  })

  it('may be empty', () => {
    expect(findInIndex(buildIndex(version, []), '.env')).toBe('untracked')
  })

  it('is unknown where it leaves things to another file', () => {
    const bytes = buildIndex(version, ['a'], { extension: 'link' })
    expect(findInIndex(bytes, 'a')).toBe('tracked')
    expect(findInIndex(bytes, '.env')).toBe('unknown')
    expect(findInIndex(buildIndex(version, ['a'], { extension: 'TREE' }), '.env')).toBe('untracked')
  })

  it('is unknown below a folder that it lists as a whole', () => {
    const bytes = buildIndex(version, ['apps/'])
    expect(findInIndex(bytes, 'apps/.env')).toBe('unknown')
    expect(findInIndex(bytes, '.env')).toBe('untracked')
  })

  it('never throws, wherever it is cut', () => {
    const bytes = buildIndex(version, paths.slice(0, 3))
    for (let length = 0; length < bytes.length; length++)
      expect(['tracked', 'untracked', 'unknown']).toContain(findInIndex(bytes.subarray(0, length), 'nowhere'))
  })
})

it.each([[1], [5]])('format %i is unknown', (version) => {
  expect(findInIndex(buildIndex(version, ['.env']), '.env')).toBe('unknown')
})

it('anything else is unknown', () => {
  expect(findInIndex(new Uint8Array(), '.env')).toBe('unknown')
  expect(findInIndex(new TextEncoder().encode('DIRC but no index at all, really'), '.env')).toBe('unknown')
})

it('100,000 entries take a moment only', () => {
  const many = Array.from(
    { length: 100_000 },
    (_, index) => `packages/shop/src/file-${String(index).padStart(6, '0')}.ts`,
  )
  const started = performance.now()
  expect(findInIndex(buildIndex(2, many), 'zzz')).toBe('untracked')
  expect(performance.now() - started).toBeLessThan(2_000)
})
