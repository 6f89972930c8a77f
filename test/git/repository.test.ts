import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nodeFiles } from '../../src/adapters/files-node.ts'
import { parentFolder, pathBelow } from '../../src/git/paths.ts'
import { findRepository } from '../../src/git/repository.ts'
import { makeTree } from '../checks/env-precedence/make-tree.ts'

describe('the repository of a folder', () => {
  it('is found upwards', async () => {
    const root = makeTree({ '.git/HEAD': 'ref: refs/heads/main\n', 'apps/shop/.env': '' })
    const found = { root, gitFolder: `${root}/.git`, commonFolder: `${root}/.git` }
    expect(await findRepository(nodeFiles, root)).toEqual(found)
    expect(await findRepository(nodeFiles, join(root, 'apps', 'shop'))).toEqual(found)
  })

  it('of a submodule is elsewhere', async () => {
    const root = makeTree({
      '.git/HEAD': '',
      '.git/modules/shop/HEAD': '',
      'shop/.git': 'gitdir: ../.git/modules/shop\n',
    })
    const gitFolder = `${root}/shop/../.git/modules/shop`
    expect(await findRepository(nodeFiles, join(root, 'shop'))).toEqual({
      root: join(root, 'shop'),
      gitFolder,
      commonFolder: gitFolder,
    })
  })

  it('of another working tree shares what all have in common', async () => {
    const root = makeTree({
      'main/.git/HEAD': '',
      'main/.git/worktrees/fix/HEAD': '',
      'main/.git/worktrees/fix/commondir': '../..\n',
    })
    const fix = makeTree({ '.git': `gitdir: ${root}/main/.git/worktrees/fix\n` })
    expect(await findRepository(nodeFiles, fix)).toEqual({
      root: fix,
      gitFolder: `${root}/main/.git/worktrees/fix`,
      commonFolder: `${root}/main/.git/worktrees/fix/../..`,
    })
  })

  it.each([
    ['is not there', { 'a.txt': '' }],
    ['is an empty folder', { '.git/x': '' }],
    ['is a file that leads nowhere', { '.git': 'gitdir: ../nowhere\n' }],
    ['is a file that says something else', { '.git': 'hello\n' }],
  ])('is none where `.git` %s', async (_, files) => {
    expect(await findRepository(nodeFiles, makeTree(files))).toBeUndefined()
  })
})

describe('paths', () => {
  it.each([
    ['/a/b', '/a'],
    ['/a/b/', '/a'],
    ['/a', '/'],
    ['/', undefined],
    ['C:\\a\\b', 'C:\\a'],
    ['C:\\a', 'C:\\'],
    ['C:\\', undefined],
    ['C:/a', 'C:/'],
    ['relative', undefined],
  ])('%s is in %s', (path, parent) => {
    expect(parentFolder(path)).toBe(parent)
  })

  it('are given from a folder on', () => {
    expect(pathBelow('/a', '/a/b/c')).toBe('b/c')
    expect(pathBelow('/', '/b')).toBe('b')
    expect(pathBelow('/a', '/ab')).toBeUndefined()
    expect(pathBelow('C:\\a', 'C:\\a\\b\\c')).toBe('b/c')
  })
})
