import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nodeSources } from '../../src/adapters/sources-node.ts'
import { needleOf } from '../../src/adapters/sources-node-needle.ts'
import type { SourceSearch, SourceSearchResult } from '../../src/core/sources-port.ts'
import { makeTree } from '../checks/env-precedence/make-tree.ts'

async function search(folder: string, options: Partial<SourceSearch> = {}): Promise<SourceSearchResult> {
  const signal = new AbortController().signal
  return nodeSources.search({
    folder,
    pattern: /needle\w*/gi,
    maxFileBytes: 1_000,
    limitMs: 10_000,
    maxHits: 100,
    signal,
    ...options,
  })
}

async function filesWithHits(
  files: Readonly<Record<string, string | Uint8Array>>,
  folder = '',
): Promise<readonly string[]> {
  const { hits } = await search(join(makeTree(files), folder))
  return hits.map(({ file }) => file).sort()
}

it.each([
  [/https?:\/\/x/g, '://'],
  [/https?:\/\/(?:x|y[|)]z)/g, '://'],
  [/https?:\/\/x|y/g, undefined],
  [/(?:https?:\/\/x|y)/g, undefined],
  [/x/g, undefined],
])('what %s matches holds %j', (pattern, needle) => {
  expect(needleOf(pattern)).toBe(needle)
})

describe('a search', () => {
  it('by a pattern for URLs finds them in any case', async () => {
    const { hits, filesSearched } = await search(makeTree({ a: 'HTTP://X.Y', b: 'http:/x' }), {
      pattern: /https?:\/\/\S+/gi,
    })
    expect(hits.map(({ match }) => match)).toEqual(['HTTP://X.Y'])
    expect(filesSearched).toBe(2)
  })

  it('tells where every match is', async () => {
    const folder = makeTree({ 'src/a.ts': 'one\n  needle1, Needle2\r\n\nπ needle3', 'b.py': 'nothing' })
    expect(await search(folder)).toEqual({
      hits: [
        { file: 'src/a.ts', line: 2, column: 3, match: 'needle1', text: '  needle1, Needle2' },
        { file: 'src/a.ts', line: 2, column: 12, match: 'Needle2', text: '  needle1, Needle2' },
        { file: 'src/a.ts', line: 4, column: 3, match: 'needle3', text: 'π needle3' },
      ],
      filesSearched: 2,
      complete: true,
    })
  })

  it('finds what is not ASCII, too', async () => {
    const { hits } = await search(makeTree({ a: 'x πfad' }), { pattern: /πf/g })
    expect(hits).toEqual([{ file: 'a', line: 1, column: 3, match: 'πf', text: 'x πfad' }])
  })

  it('shows the part of a long line that holds the match', async () => {
    const { hits } = await search(makeTree({ a: `${'x'.repeat(500)} needle ${'y'.repeat(400)}` }))
    expect(hits[0]?.column).toBe(502)
    expect(hits[0]?.text).toHaveLength(200)
    expect(hits[0]?.text).toContain(' needle ')
  })

  it('leaves out what is no source', async () => {
    const files = {
      'a.ts': 'needle',
      '.git/config': 'needle',
      'node_modules/x/index.js': 'needle',
      'vendor/x.php': 'needle',
      'sub/venv/x.py': 'needle',
      'env/pyvenv.cfg': 'home = /usr',
      'env/lib/x.py': 'needle',
      '__pycache__/a.py': 'needle',
      'dist/a.js': 'needle',
      '.next/a.js': 'needle',
      'logo.png': 'needle',
      'app.min.js': 'needle',
      'package-lock.json': 'needle',
      'large.ts': 'needle'.padEnd(1_001, ' '),
      'binary.txt': 'needle\0',
    }
    expect(await filesWithHits(files)).toEqual(['a.ts'])
  })

  it('does not follow links', async () => {
    const elsewhere = makeTree({ 'a.ts': 'needle' })
    const folder = makeTree({ 'b.ts': 'needle' })
    symlinkSync(elsewhere, join(folder, 'linked'))
    symlinkSync(join(elsewhere, 'a.ts'), join(folder, 'a.ts'))
    symlinkSync(folder, join(folder, 'again'))
    expect((await search(folder)).hits.map(({ file }) => file)).toEqual(['b.ts'])
  })

  it('leaves out what is ignored, at every level and without a repository', async () => {
    const files = {
      '.gitignore': 'generated/\n*.out\n/top.ts\n',
      'a.out': 'needle',
      'top.ts': 'needle',
      'sub/top.ts': 'needle',
      'generated/a.ts': 'needle',
      'sub/.gitignore': '*.ts\n!kept.ts\n',
      'sub/dropped.ts': 'needle',
      'sub/kept.ts': 'needle',
      'sub/kept.out': 'needle',
      'sub/deep/.gitignore': '!*.out\n',
      'sub/deep/kept.out': 'needle',
    }
    expect(await filesWithHits(files)).toEqual(['sub/deep/kept.out', 'sub/kept.ts'])
  })

  it('hears what the repository around the project ignores, and no other folder', async () => {
    const files = { '.gitignore': 'shop/made/\n', 'shop/made/a.ts': 'needle', 'shop/b.ts': 'needle' }
    expect(await filesWithHits(files, 'shop')).toEqual(['b.ts', 'made/a.ts'])
    expect(await filesWithHits({ ...files, '.git/HEAD': '' }, 'shop')).toEqual(['b.ts'])
  })

  it('looks into local settings, which are ignored for other reasons', async () => {
    const files = {
      '.gitignore': '*',
      '.env': 'needle',
      '.env.local': 'needle',
      'local_settings.py': 'needle',
      'config.local.json': 'needle',
      'other.py': 'needle',
    }
    expect(await filesWithHits(files)).toEqual(['.env', '.env.local', 'config.local.json', 'local_settings.py'])
  })

  it('looks at settings and sources first', async () => {
    const folder = makeTree({
      'aaa/x.ts': 'needle',
      'config/x.ts': 'needle',
      'top.ts': 'needle',
      'web/src/x.ts': 'needle',
    })
    const { hits } = await search(folder)
    expect(hits.map(({ file }) => file)).toEqual(['top.ts', 'config/x.ts', 'aaa/x.ts', 'web/src/x.ts'])
  })

  it.each([
    ['its time is up', { limitMs: -1 }],
    ['it is ended', { signal: AbortSignal.abort() }],
    ['it has found enough', { maxHits: 2 }],
  ])('says so when %s', async (_, options) => {
    const folder = makeTree(Object.fromEntries(Array.from({ length: 9 }, (__, index) => [`${index}.ts`, 'needle'])))
    const result = await search(folder, options)
    expect(result.complete).toBe(false)
    expect(result.hits.length).toBeLessThan(3)
  })

  it('ends in time in a folder without an end', async () => {
    const folder = makeTree({})
    let deep = folder
    for (let level = 0; level < 300; level++) {
      deep = join(deep, 'd')
      mkdirSync(deep)
      for (let index = 0; index < 10; index++) writeFileSync(join(deep, `${index}.ts`), 'x')
    }
    const started = performance.now()
    const { complete } = await search(folder, { limitMs: 5 })
    expect(complete).toBe(false)
    expect(performance.now() - started).toBeLessThan(500)
  })

  it.skipIf(process.platform === 'win32')('may begin at the root of everything', async () => {
    const started = performance.now()
    const { hits } = await search('/', { pattern: /root/g, limitMs: 50, maxHits: 5_000 })
    expect(hits.every(({ file }) => !file.startsWith('/'))).toBe(true)
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  it('does not stumble over a folder that is not there', async () => {
    expect(await search('/nowhere/at/all')).toEqual({ hits: [], filesSearched: 0, complete: true })
  })

  it('lets other work go on', async () => {
    const folder = makeTree(
      Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`${index}.ts`, 'x'.repeat(900)])),
    )
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await search(folder)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
  })
})
