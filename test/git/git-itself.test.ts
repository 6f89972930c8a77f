import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nodeFiles } from '../../src/adapters/files-node.ts'
import { isPlainlyIgnored } from '../../src/git/ignore-patterns.ts'
import { readIgnoreFiles } from '../../src/git/ignore-sources.ts'
import { findInIndex } from '../../src/git/index-file.ts'
import { findRepository } from '../../src/git/repository.ts'
import { compileIgnoreRules } from '../../src/libraries/ignore-rules.ts'
import { makeTree } from '../checks/env-precedence/make-tree.ts'

function git(folder: string, ...args: readonly string[]): string {
  const env = { PATH: process.env.PATH ?? '', HOME: join(folder, '.home'), GIT_CONFIG_NOSYSTEM: '1' }
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function hasGit(): boolean {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const isMissing = !hasGit()
const name = isMissing ? 'Git itself (skipped: there is no git)' : 'Git itself'

function isIgnoredByGit(folder: string, path: string): boolean {
  try {
    git(folder, 'check-ignore', '--no-index', '-q', '--', path)
    return true
  } catch (error) {
    if ((error as { status: number }).status === 1) return false
    throw error
  }
}

async function isIgnoredHere(root: string, folder: string, path: string): Promise<boolean> {
  const repository = await findRepository(nodeFiles, join(root, folder))
  if (repository === undefined) throw new Error('no repository')
  const where = { home: join(root, '.home'), configHome: undefined }
  const { sources, config } = await readIgnoreFiles(nodeFiles, repository, join(root, folder), where)
  const ignored = compileIgnoreRules(sources, config.ignoreCase).ignores(path)
  if (isPlainlyIgnored(sources, path)) expect(ignored).toBe(true)
  return ignored
}

describe.skipIf(isMissing)(name, () => {
  const env = 'apps/shop/.env'
  it.each<[string, Record<string, string>]>([
    ['no file', {}],
    ['the name', { '.gitignore': '.env\n' }],
    ['the name, with CRLF and a mark', { '.gitignore': '\ufeff.env\r\n' }],
    ['the name and blanks', { '.gitignore': '.env   \n' }],
    ['a pattern', { '.gitignore': '*.env\n' }],
    ['a pattern of the middle', { '.gitignore': 'apps/*/.env\n' }],
    ['a pattern from the root', { '.gitignore': '/.env\n' }],
    ['two stars', { '.gitignore': 'apps/**/.env\n' }],
    ['two stars first', { '.gitignore': '**/.env\n' }],
    ['two stars last', { '.gitignore': 'apps/**\n' }],
    ['a folder of that name', { '.gitignore': '.env/\n' }],
    ['the folder above', { '.gitignore': 'shop/\n' }],
    ['the folder above, and not the file', { '.gitignore': 'shop/\n!.env\n' }],
    ['the name, and not here', { '.gitignore': '.env\n!apps/shop/.env\n' }],
    ['taken back below', { '.gitignore': '.env\n', 'apps/shop/.gitignore': '!.env\n' }],
    ['taken back in the middle', { '.gitignore': '.env\n', 'apps/.gitignore': '!/shop/.env\n' }],
    ['the folder taken back below', { '.gitignore': 'shop/\n', 'apps/.gitignore': '!shop/\n' }],
    ['everything but', { '.gitignore': '*\n!*/\n!.env\n' }],
    ['below only', { 'apps/.gitignore': '.env\n' }],
    ['below, from there', { 'apps/shop/.gitignore': '/.env\n' }],
    ['below, deeper', { 'apps/.gitignore': 'shop/.env\n' }],
    ['below, not from there', { 'apps/.gitignore': '/.env\n' }],
    ['below, a lone slash', { 'apps/.gitignore': '/\n' }],
    ['below, an escaped mark', { 'apps/.gitignore': '\\!x\n\\#y\n' }],
    ['info/exclude', { '.git/info/exclude': '.env\n' }],
    ['info/exclude, taken back', { '.git/info/exclude': '.env\n', '.gitignore': '!.env\n' }],
    ['the user', { '.home/.config/git/ignore': '.env\n' }],
    [
      'the user, in a file of their own',
      { '.home/.gitconfig': '[core]\n\texcludesFile = ~/mine\n', '.home/mine': '.env\n' },
    ],
    ['the user, taken back by the repository', { '.home/.config/git/ignore': '.env\n', 'apps/.gitignore': '!.env\n' }],
    ['the name, and an example not', { '.gitignore': '.env\n!.env.example\n!apps/.env.sample\n' }],
    ['the name, and a folder not', { '.gitignore': '.env\n!shop/\n' }],
    ['a set', { '.gitignore': '.[a-f]nv\n' }],
    ['a question mark', { '.gitignore': '.en?\n' }],
    ['another case', { '.gitignore': '.ENV\n' }],
    ['a comment', { '.gitignore': '#.env\n' }],
    ['what only begins like it', { '.gitignore': '.en\n.env.*\n' }],
  ])('ignores alike: %s', async (_, files) => {
    const root = makeTree({ [env]: '' })
    git(root, 'init', '-q')
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, path, '..'), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    expect(await isIgnoredHere(root, 'apps/shop', env)).toBe(isIgnoredByGit(root, env))
  })

  it('ignores alike in folders with odd names', async () => {
    const root = makeTree({ 'a [b]*/c?/.env': '', 'a [b]*/c?/.gitignore': '.env\n' })
    git(root, 'init', '-q')
    expect(await isIgnoredHere(root, 'a [b]*/c?', 'a [b]*/c?/.env')).toBe(true)
    expect(isIgnoredByGit(root, 'a [b]*/c?/.env')).toBe(true)
  })

  it('ignores alike with patterns that are put together at random', async () => {
    const parts = ['.env', '*', '**', '/', 'apps', 'shop', '!', '?', '.e*', 'x', '[.]env', '**/']
    let seed = 20_261_123
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((seed / 2_147_483_648) * below)
    }
    const pattern = (): string => {
      const made = Array.from({ length: 1 + random(4) }, () => parts[random(parts.length)]).join('')
      // Two stars beside a letter are one of the few things that the library reads in its own way.
      return /[^/!*]\*{2}|\*{2}[^/*]/.test(made) ? pattern() : made
    }
    const count = Number(process.env.MPESA_DOCTOR_FUZZ ?? 60)
    const different: unknown[] = []
    const root = makeTree({ [env]: '' })
    git(root, 'init', '-q')
    for (let index = 0; index < count; index++) {
      const files = { '.gitignore': [pattern(), pattern()].join('\n'), 'apps/.gitignore': [pattern()].join('\n') }
      for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), `${text}\n`)
      if ((await isIgnoredHere(root, 'apps/shop', env)) !== isIgnoredByGit(root, env)) different.push(files)
    }
    process.stdout.write(`${count} sets of ignore patterns, ${different.length} read differently\n`)
    expect(different).toEqual([])
  })

  it.each([['2'], ['4']])('lists alike in format %s', (version) => {
    const root = makeTree({ [env]: '', '.env': '', 'apps/shop/.env.example': '', 'apps/a/index.ts': '' })
    git(root, 'init', '-q')
    git(root, 'update-index', '--index-version', version)
    git(root, 'add', '-f', env, 'apps/shop/.env.example', 'apps/a/index.ts')
    git(root, 'update-index', '--index-version', version)
    expect(listed(root, env)).toBe('tracked')
    expect(listed(root, '.env')).toBe('untracked')
    git(root, 'rm', '-q', '--cached', env)
    expect(listed(root, env)).toBe('untracked')
    expect(listed(root, 'apps/shop/.env.example')).toBe('tracked')
  })

  it('lists alike what is only meant to be added, in format 3', () => {
    const root = makeTree({ '.env': 'A=1\n', 'b.txt': '' })
    git(root, 'init', '-q')
    git(root, 'add', 'b.txt')
    git(root, 'add', '-N', '.env')
    expect(new DataView(index(root).buffer, index(root).byteOffset).getUint32(4)).toBe(3)
    expect(listed(root, '.env')).toBe('tracked')
    expect(listed(root, 'b.txt')).toBe('tracked')
  })

  it('lists alike with SHA-256', () => {
    const root = makeTree({ '.env': 'A=1\n', 'b.txt': '' })
    git(root, 'init', '-q', '--object-format=sha256')
    git(root, 'add', 'b.txt')
    expect(listed(root, 'b.txt', 32)).toBe('tracked')
    expect(listed(root, '.env', 32)).toBe('untracked')
  })
})

function index(root: string): Uint8Array {
  return readFileSync(join(root, '.git', 'index'))
}

function listed(root: string, path: string, hashBytes: 20 | 32 = 20): string {
  return findInIndex(index(root), path, hashBytes)
}
