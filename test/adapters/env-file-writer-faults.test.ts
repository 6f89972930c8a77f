import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createNodeEnvFileWriter } from '../../src/adapters/env-file-writer-node.ts'
import type { Disk } from '../../src/adapters/env-file-writer-node-disk.ts'
import { EnvFileError } from '../../src/env-file/env-file-error.ts'
import { NEVER, NEW, OLD, planOf, swap } from './env-file-writer-edit.ts'
import { createProject, type Project } from './env-file-writer-project.ts'

const isPosix = process.platform !== 'win32'
const failing = (code: string) => Object.assign(new Error(code), { code })
const plain = createNodeEnvFileWriter()
const lock = ({ file, directory }: Project, more = {}, using = plain) =>
  using.lock({ file, projectDirectory: directory, ...more }, NEVER)

/** The calls that need room on the disk. */
const NEED_ROOM = ['link', 'mkdir', 'open', 'rename', 'sync', 'truncate', 'writeFile']

/** A disk whose `count`-th call that needs room fails, and from then on all of them if it stays full. */
function fullFrom(count: number, staysFull: boolean): { readonly disk: Disk; readonly calls: () => number } {
  let calls = 0
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (_, name) => {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return async (...values: unknown[]) => {
          const needsRoom = NEED_ROOM.includes(String(name)) && values[1] !== 'r'
          if (needsRoom) calls++
          if (needsRoom && (staysFull ? calls >= count : calls === count)) throw failing('ENOSPC')
          const result: unknown = await member.apply(target, values)
          return name === 'open' && typeof result === 'object' && result !== null ? wrap(result) : result
        }
      },
    })
  return { disk: wrap({ ...fs }), calls: () => calls }
}

/** The owner of the journal is this very process, which is alive: it is made one that is gone. */
async function giveJournalToTheDead(project: Project): Promise<void> {
  const journal = join(project.directory, '.mpesa-doctor', 'tunnel-journal.json')
  const content = await fs.readFile(journal, 'utf8').catch(() => null)
  if (content !== null) await fs.writeFile(journal, content.replaceAll(`"pid": ${process.pid}`, '"pid": 99999999'))
}

/** Whatever went wrong: once the journal was followed the file is the old one, and nothing else is left. */
async function expectMended(project: Project): Promise<void> {
  await giveJournalToTheDead(project)
  await plain.restoreFromJournal(project.directory, NEVER)
  await (await lock(project)).release()
  expect(await project.content()).toBe(OLD)
  expect((await project.names()).filter((name) => name !== '.mpesa-doctor')).toEqual(['.env'])
}

describe('a disk that is full', () => {
  it.each([
    ['for one call', false, false],
    ['for good', true, false],
    ['for one call, in place', false, true],
    ['for good, in place', true, true],
  ])(
    '%s, whichever call it is, costs no byte',
    async (_, staysFull, inPlace) => {
      let refused = 0
      for (let count = 1; ; count++) {
        const project = await createProject(OLD)
        const { disk, calls } = fullFrom(count, staysFull)
        const using = createNodeEnvFileWriter({ disk })
        try {
          const locked = await lock(project, { inPlace, backup: new Date(0) }, using)
          try {
            await locked.write(swap, NEVER)
          } finally {
            await locked.release({ keepJournal: true })
          }
        } catch (error) {
          expect(error).toBeInstanceOf(EnvFileError)
          expect(error).toMatchObject({ code: 'env-file-no-space' })
          refused++
        }
        if (!inPlace) expect([OLD, NEW]).toContain(await project.content())
        for (const name of await project.names()) {
          if (name.includes('.bak-')) await fs.rm(join(project.directory, name))
        }
        await expectMended(project)
        await project.remove()
        if (calls() < count) break
      }
      expect(refused).toBeGreaterThan(10)
    },
    60_000,
  )
})

describe('a file that disappears', () => {
  it.each([false, true])('while it is written is not made again, in place: %s', async (inPlace) => {
    const project = await createProject(OLD)
    const locked = await lock(project, { inPlace })
    const plan = (bytes: Uint8Array) => ({ ...swap(bytes), gone: fs.rm(project.file) })
    const written = locked.write((bytes) => plan(bytes), NEVER)
    await expect(written).rejects.toMatchObject({ code: 'env-file-missing' })
    await locked.release()
    expect(await project.names()).toEqual(['.mpesa-doctor'])
  })

  it.skipIf(!isPosix)('and is a link to another file when the journal is followed is left alone', async () => {
    const project = await createProject(OLD)
    const locked = await lock(project)
    await locked.write(swap, NEVER)
    const other = join(project.directory, 'other')
    await fs.rename(project.file, other)
    await fs.symlink(other, project.file)
    await expect(locked.restore()).rejects.toMatchObject({ code: 'env-file-not-a-file' })
    await locked.release({ keepJournal: true })
    await giveJournalToTheDead(project)
    expect(await plain.restoreFromJournal(project.directory, NEVER)).toMatchObject([{ outcome: 'changed' }])
    expect(await fs.readFile(other, 'utf8')).toBe(NEW)
    expect((await fs.lstat(project.file)).isSymbolicLink()).toBe(true)
  })
})

describe('a file that cannot be replaced', () => {
  /** As in a container into which the file itself is mounted. */
  const mounted = (file: string): Disk => ({
    ...fs,
    rename: async (from, to) => {
      if (to === file) throw failing('EBUSY')
      await fs.rename(from, to)
    },
  })

  it('is told so, with what to do', async () => {
    const project = await createProject(OLD)
    const using = createNodeEnvFileWriter({ disk: mounted(project.file), platform: 'linux' })
    const locked = await lock(project, {}, using)
    await expect(locked.write(swap, NEVER)).rejects.toMatchObject({
      code: 'env-file-cannot-replace',
      fix: { summary: expect.stringContaining('--in-place') },
    })
    await locked.release()
    expect(await project.content()).toBe(OLD)
  })

  it('is overwritten where that was asked for, stays the same file, and is restored', async () => {
    const project = await createProject(OLD)
    const using = createNodeEnvFileWriter({ disk: mounted(project.file), platform: 'linux' })
    const before = await fs.stat(project.file)
    const locked = await lock(project, { inPlace: true }, using)
    await locked.write(swap, NEVER)
    expect(await project.content()).toBe(NEW)
    await locked.write(planOf('EXTRA', 'x'.repeat(500)), NEVER)
    expect(await locked.restore()).toMatchObject([{ outcome: 'restored' }, { outcome: 'restored' }])
    await locked.release()
    expect(await project.content()).toBe(OLD)
    expect(await fs.stat(project.file)).toMatchObject({ ino: before.ino, mode: before.mode })
    expect(await project.names()).toEqual(['.env', '.mpesa-doctor'])
  })

  /** A journal as a run leaves it that was killed while it overwrote the file. */
  async function leaveTorn(project: Project, content: string): Promise<void> {
    const locked = await lock(project, { inPlace: true })
    await locked.write(swap, NEVER)
    await locked.release({ keepJournal: true })
    const journal = join(project.directory, '.mpesa-doctor', 'tunnel-journal.json')
    const { version, records } = JSON.parse(await fs.readFile(journal, 'utf8'))
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const inPlace = { pending: { before: base64(OLD), after: base64(NEW) } }
    const owner = { ...records[0].owner, pid: 99_999_999 }
    await fs.writeFile(journal, JSON.stringify({ version, records: [{ ...records[0], owner, inPlace }] }))
    await fs.writeFile(project.file, content)
  }

  it('and was half overwritten gets its old content back, wherever the write was cut', async () => {
    const longer = NEW.length > OLD.length ? NEW : OLD
    for (let cut = 0; cut <= longer.length; cut++) {
      const project = await createProject(OLD)
      await leaveTorn(project, NEW.slice(0, cut) + OLD.slice(cut))
      await plain.restoreFromJournal(project.directory, NEVER)
      expect(await project.content()).toBe(OLD)
      await project.remove()
    }
  }, 60_000)

  it('and was saved by somebody else since is left as they saved it', async () => {
    const project = await createProject(OLD)
    const theirs = '# theirs\nMPESA_CALLBACK_URL=https://theirs.example/cb\nMPESA_SHORTCODE=600000\n'
    await leaveTorn(project, theirs)
    expect(await plain.restoreFromJournal(project.directory, NEVER)).toMatchObject([{ outcome: 'changed' }])
    expect(await project.content()).toBe(theirs)
  })

  it('keeps no copy of its content in the journal once the write is complete', async () => {
    const project = await createProject(OLD)
    const locked = await lock(project, { inPlace: true })
    await locked.write(swap, NEVER)
    const journal = await fs.readFile(join(project.directory, '.mpesa-doctor', 'tunnel-journal.json'), 'utf8')
    expect(JSON.parse(journal)).toMatchObject({ records: [{ inPlace: { pending: null } }] })
    expect(journal).not.toContain(Buffer.from(OLD).toString('base64').slice(0, 12))
    await locked.release()
  })
})

describe('a backup', () => {
  const at = new Date('2026-11-23T02:42:17.123Z')

  it('is made before the first change, with the mode of the file, and is told', async () => {
    const project = await createProject(OLD, 0o640)
    const locked = await lock(project, { backup: at })
    expect(locked.backup).toBeNull()
    await locked.write(swap, NEVER)
    await locked.write(planOf('EXTRA', 'x'), NEVER)
    expect(locked.backup).toBe(`${project.file}.bak-20261123T0242Z`)
    await locked.restore()
    await locked.release()
    const names = ['.env', '.env.bak-20261123T0242Z', '.mpesa-doctor']
    expect(await project.names()).toEqual(names)
    const backup = locked.backup ?? ''
    expect(await fs.readFile(backup, 'utf8')).toBe(OLD)
    if (isPosix) expect((await fs.stat(backup)).mode & 0o777).toBe(0o640)
  })

  it('never takes the place of another file', async () => {
    const project = await createProject(OLD)
    const theirs = `${project.file}.bak-20261123T0242Z`
    await fs.writeFile(theirs, 'theirs')
    const locked = await lock(project, { backup: at })
    await locked.write(swap, NEVER)
    expect(locked.backup).toBe(`${theirs}-2`)
    await locked.release()
    expect(await fs.readFile(theirs, 'utf8')).toBe('theirs')
  })

  it('is not made where nothing changes or none was asked for', async () => {
    const project = await createProject(OLD)
    for (const [more, plan] of [
      [{ backup: at }, planOf('MPESA_CALLBACK_URL', 'https://old.example/cb')],
      [{}, swap],
    ] as const) {
      const locked = await lock(project, more)
      await locked.write(plan, NEVER)
      expect(locked.backup).toBeNull()
      await locked.release()
    }
    expect(await project.names()).toEqual(['.env', '.mpesa-doctor'])
  })
})
