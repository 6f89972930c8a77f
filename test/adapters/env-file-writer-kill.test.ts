import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
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

type Mode = 'replace' | 'in-place'

function start({ file, directory }: Project, when: string, mode: Mode) {
  return spawn(process.execPath, [program.path, file, directory, when, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined },
  })
}

type Ended = 'old' | 'new' | 'torn'

/** What must hold after a kill: a whole file, a next run that puts everything back, and no traces once it has run. */
async function expectRecovery(project: Project, mode: Mode): Promise<Ended> {
  const content = await project.content()
  const ended = content === OLD ? 'old' : content === NEW ? 'new' : 'torn'
  if (mode === 'replace') expect([OLD, NEW]).toContain(content)
  expect((await fs.stat(project.file)).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o640)
  const writer = createNodeEnvFileWriter()
  await writer.restoreFromJournal(project.directory, NEVER)
  expect(await project.content()).toBe(OLD)
  const locked = await writer.lock({ file: project.file, projectDirectory: project.directory }, NEVER)
  await locked.release()
  expect((await project.names()).filter((name) => name !== '.mpesa-doctor')).toEqual(['.env'])
  const journal = join(project.directory, '.mpesa-doctor', 'tunnel-journal.json')
  await expect(fs.stat(journal)).rejects.toThrow('ENOENT')
  return ended
}

const modes: readonly Mode[] = ['replace', 'in-place']
const KILLS = Number(process.env.MPESA_DOCTOR_KILLS ?? 16)

describe('a run that is killed', () => {
  it.each(modes)(
    'right before any of its file-system calls is undone by the next run: %s',
    async (mode) => {
      const seen: Ended[] = []
      for (let call = 1; ; call++) {
        const project = await createProject(OLD)
        const child = start(project, String(call), mode)
        child.stdout.resume()
        const [code] = await once(child, 'exit')
        if (code === 0) break
        seen.push(await expectRecovery(project, mode))
        await project.remove()
      }
      // Before the change, between swap and restore, after the restore.
      expect(seen.length).toBeGreaterThan(40)
      expect(seen.join(' ')).toMatch(/^old (?:old |torn )*new (?:new |torn )*old/)
    },
    300_000,
  )

  it(`at any of ${KILLS} random moments is undone by the next run`, { timeout: 120_000 + KILLS * 5_000 }, async () => {
    const seen = { old: 0, new: 0, torn: 0 }
    for (let round = 0; round < KILLS; round++) {
      const mode = modes[round % 2] ?? 'replace'
      const project = await createProject(OLD)
      const child = start(project, 'loop', mode)
      await once(child.stdout, 'data')
      child.stdout.resume()
      setTimeout(() => child.kill('SIGKILL'), Math.random() * 25)
      await once(child, 'exit')
      seen[await expectRecovery(project, mode)]++
      await project.remove()
    }
    process.stdout.write(`kills: ${KILLS}, ended ${JSON.stringify(seen)}, all restored\n`)
    expect(seen.old + seen.new + seen.torn).toBe(KILLS)
  })
})

describe('two processes that edit one file at the same time', () => {
  it.each(modes)(
    'lose no edit and tear nothing: %s',
    async (mode) => {
      const project = await createProject(OLD)
      const children = ['ONE', 'TWO'].map((key) => start(project, `edit:${key}`, mode))
      for (const child of children) child.stdout.resume()
      const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]))
      const content = await project.content()
      expect(content.startsWith(`${OLD}\n`)).toBe(true)
      for (const [index, key] of ['ONE', 'TWO'].entries()) {
        expect([0, 5]).toContain(codes[index])
        const values = content.match(new RegExp(`^${key}=\\d+$`, 'gm')) ?? []
        expect(values).toHaveLength(1)
        if (codes[index] === 0) expect(values).toEqual([`${key}=20`])
      }
      expect(await project.names()).toEqual(['.env', '.mpesa-doctor'])
    },
    120_000,
  )
})

function errnoCodeOf(error: NodeJS.ErrnoException | undefined): string | undefined {
  return error?.code
}

/** A user that may do nothing in the folders of others: only the superuser can become one. */
const NOBODY = 65534

describe('a folder that may only be read', () => {
  it.skipIf(process.getuid?.() !== 0)(
    'is told as a lack of permission (needs to start as superuser)',
    async ({ skip }) => {
      const project = await createProject(OLD, 0o644)
      const folder = await fs.mkdtemp(join(tmpdir(), 'mpesa-doctor-read-only-'))
      const copy = join(folder, 'program.mjs')
      await fs.copyFile(program.path, copy)
      await fs.chmod(folder, 0o755)
      await fs.chmod(project.directory, 0o555)
      const args = [copy, project.file, project.directory, '1000000']
      const ran = spawnSync(process.execPath, args, { uid: NOBODY, gid: NOBODY, encoding: 'utf8' })
      await fs.rm(folder, { recursive: true })
      if (errnoCodeOf(ran.error) === 'EACCES') skip('this Node lies where only the superuser can start it')
      expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status: 3, stdout: 'env-file-permission\n' })
      expect(await project.content()).toBe(OLD)
      expect(await project.names()).toEqual(['.env'])
    },
  )
})
