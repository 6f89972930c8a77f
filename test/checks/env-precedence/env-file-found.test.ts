import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nodeFiles } from '../../../src/adapters/files-node.ts'
import { envFileFound } from '../../../src/checks/env/env-file-found.ts'
import type { FileContent } from '../../../src/core/project.ts'
import { runChecks } from '../../../src/core/run-checks.ts'
import { createSettings } from '../../../src/core/settings.ts'
import { fakePorts } from '../../helpers/fake-ports.ts'
import { projectFacts } from '../../helpers/project-facts.ts'
import { makeTree } from './make-tree.ts'
import { envText } from './run-env-checks.ts'

/** What is found in a folder of a tree whose `.env` has this content. */
async function judge(
  files: Readonly<Record<string, string>>,
  folder = '.',
  content: FileContent = { kind: 'missing' },
  processVariables: Readonly<Record<string, string>> = {},
  path = '.env',
) {
  const root = makeTree(files)
  const [result] = await runChecks({
    checks: [envFileFound],
    ports: fakePorts({ files: nodeFiles }),
    settings: createSettings([]),
    project: projectFacts({
      folder: join(root, folder),
      envFiles: [{ path, absolutePath: join(root, folder, path), content }],
      processVariables,
    }),
    signal: new AbortController().signal,
  })
  if (result?.status === 'crash') throw result.error
  return result
}

describe('where there is no env file', () => {
  it.each<[string, Readonly<Record<string, string>>, string, readonly string[], string]>([
    ['in a folder', { 'backend/.env': '', 'web/x': '' }, '.', ['backend/.env'], 'mpesa-doctor check-env -C backend'],
    [
      'in a workspace',
      { 'apps/api/.env': '', 'docs/x': '' },
      '.',
      ['apps/api/.env'],
      'mpesa-doctor check-env -C apps/api',
    ],
    ['in a package', { 'packages/pay/.env': '' }, '.', ['packages/pay/.env'], 'mpesa-doctor check-env -C packages/pay'],
    [
      'in two',
      { 'apps/api/.env': '', 'apps/web/.env': '' },
      '.',
      ['apps/api/.env', 'apps/web/.env'],
      'mpesa-doctor check-env -C apps/api',
    ],
    ['in an odd one', { "my app's/.env": '' }, '.', ["my app's/.env"], "mpesa-doctor check-env -C 'my app'\\''s'"],
    [
      'above, in the repository',
      { '.git/HEAD': '', '.env': '', 'core/x': '' },
      'core',
      ['../.env'],
      'mpesa-doctor check-env --dotenv ../.env',
    ],
  ])('one %s is named', async (_, files, folder, found, command) => {
    const result = await judge(files, folder)
    expect(result?.findings).toMatchObject([{ code: 'env/file-missing', evidence: { found }, fix: { command } }])
  })

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['in what others made', { 'node_modules/x/.env': '', 'vendor/.env': '', '.cache/.env': '' }, '.'],
    ['as a folder', { 'api/.env/x': '' }, '.'],
    ['deeper down', { 'a/b/.env': '', 'apps/a/b/.env': '' }, '.'],
    ['above, in another repository', { '.env': '', 'core/.git/HEAD': '' }, 'core'],
    ['above, without a repository', { '.env': '', 'core/x': '' }, 'core'],
  ])('one %s is not', async (_, files, folder) => {
    const result = await judge(files, folder)
    expect(result?.findings).toMatchObject([{ code: 'env/file-missing', evidence: {} }])
    expect(result?.findings[0]?.fix?.command).toBeUndefined()
  })

  it('no more than forty folders are looked into', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `a${String(index).padStart(2, '0')}`)
    const result = await judge(Object.fromEntries(names.map((name) => [`${name}/.env`, ''])))
    expect(result?.findings[0]?.evidence.found).toHaveLength(40)
  })

  it('the one that is here is named, if the app names another', async () => {
    const result = await judge({ '.env': '', 'apps/api/.env': '' }, '.', undefined, {}, 'core/.env')
    expect(result?.findings).toMatchObject([{ code: 'env/file-missing', evidence: { found: ['.env'] } }])
  })

  it('nothing is missing if this shell sets the variables', async () => {
    expect((await judge({ 'api/.env': '' }, '.', undefined, { MPESA_PASSKEY: 'x' }))?.status).toBe('pass')
  })
})

describe('an env file that is there', () => {
  it('is all that is looked at', async () => {
    const files = { '.env': envText(), 'api/.env': '' }
    const bytes = new TextEncoder().encode(files['.env'])
    expect((await judge(files, '.', { kind: 'read', bytes }))?.status).toBe('pass')
  })

  it('may belong to another user', async () => {
    const content = { kind: 'unreadable', code: 'EACCES', detail: 'no permission' } as const
    const result = await judge({ 'api/.env': '' }, '.', content)
    expect(result?.findings).toMatchObject([{ code: 'env/file-missing', evidence: { code: 'EACCES' } }])
    expect(result?.findings[0]?.fix?.summary).toContain('chown')
  })
})
