import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeEnvFileWriter } from '../../src/adapters/env-file-writer-node.ts'
import { type BundledProgram, bundleProgram } from '../helpers/bundle-program.ts'
import { NEVER, NEW, OLD } from './env-file-writer-edit.ts'
import { createProject, type Project } from './env-file-writer-project.ts'

let program: BundledProgram

beforeAll(async () => {
  program = await bundleProgram(join(import.meta.dirname, 'env-file-writer-child.ts'))
})

afterAll(() => program.remove())

function start({ file, directory }: Project, when: string) {
  return spawn(process.execPath, [program.path, file, directory, when], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined },
  })
}

/** What must hold after a kill: a whole file, a next run that puts everything back, and no traces once it has run. */
async function expectRecovery(project: Project): Promise<'old' | 'new'> {
  const content = await project.content()
  expect([OLD, NEW]).toContain(content)
  expect((await fs.stat(project.file)).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o640)
  const writer = createNodeEnvFileWriter()
  await writer.restoreFromJournal(project.directory, NEVER)
  expect(await project.content()).toBe(OLD)
  const locked = await writer.lock({ file: project.file, projectDirectory: project.directory }, NEVER)
  await locked.release()
  expect((await project.names()).filter((name) => name !== '.mpesa-doctor')).toEqual(['.env'])
  const journal = join(project.directory, '.mpesa-doctor', 'tunnel-journal.json')
  await expect(fs.stat(journal)).rejects.toThrow('ENOENT')
  return content === OLD ? 'old' : 'new'
}

describe('a run that is killed', () => {
  it('right before any of its file-system calls leaves the old file or the new, and the next run restores it', async () => {
    const seen: string[] = []
    for (let call = 1; ; call++) {
      const project = await createProject(OLD)
      const child = start(project, String(call))
      child.stdout.resume()
      const [code] = await once(child, 'exit')
      if (code === 0) break
      seen.push(await expectRecovery(project))
    }
    // Before the rename, between swap and restore, after the restore.
    expect(seen.length).toBeGreaterThan(40)
    expect(seen.join(' ')).toMatch(/^old (?:old )*new (?:new )*old/)
  }, 120_000)

  it('at a random moment leaves the old file or the new, and the next run restores it', async () => {
    for (let round = 0; round < 12; round++) {
      const project = await createProject(OLD)
      const child = start(project, 'loop')
      await once(child.stdout, 'data')
      child.stdout.resume()
      setTimeout(() => child.kill('SIGKILL'), Math.random() * 12)
      await once(child, 'exit')
      await expectRecovery(project)
    }
  }, 120_000)
})
