import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createNodeEnvFileWriter } from '../../src/adapters/env-file-writer-node.ts'
import type { Disk } from '../../src/adapters/env-file-writer-node-disk.ts'
import { NEVER, NEW, OLD, planOf, swap } from './env-file-writer-edit.ts'
import { createProject, type Project } from './env-file-writer-project.ts'

const isPosix = process.platform !== 'win32'
const writer = createNodeEnvFileWriter()
const failing = (code: string) => Object.assign(new Error(code), { code })
const lock = ({ file, directory }: Project, using = writer) => using.lock({ file, projectDirectory: directory }, NEVER)

/** A process that is certainly gone: it has been waited for. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

/** The real disk with some calls replaced. */
function diskWith(replaced: Partial<Disk>): Disk {
  return { ...fs, ...replaced }
}

/** The mode of the env file, which its next version has from the start: lock and journal are made with another one. */
const ENV_MODE = 0o640

/** A disk on which writing to a new file of that mode fails, as on a full one. */
function fullDisk(code: string, fullFor = ENV_MODE): Disk {
  const open: Disk['open'] = async (path, flags, mode) => {
    const handle = await fs.open(path, flags, mode)
    if (mode === fullFor) handle.writeFile = () => Promise.reject(failing(code))
    return handle
  }
  return diskWith({ open })
}

describe('the env file writer', () => {
  it('swaps a value and restores it, byte for byte, and leaves nothing behind', async () => {
    const project = await createProject(OLD)
    const locked = await lock(project)
    await locked.write(swap, NEVER)
    expect(await project.content()).toBe(NEW)
    expect(await locked.restore()).toEqual([
      { file: project.file, key: 'MPESA_CALLBACK_URL', outcome: 'restored', line: 2 },
    ])
    await locked.release()
    expect(await project.content()).toBe(OLD)
    expect(await project.names()).toEqual(['.env', '.mpesa-doctor'])
    expect(await fs.readdir(join(project.directory, '.mpesa-doctor'))).toEqual(['.gitignore'])
  })

  it.runIf(isPosix).each([0o600, 0o644, 0o664, 0o666])('keeps mode %o', async (mode) => {
    const project = await createProject(OLD, mode)
    const locked = await lock(project)
    await locked.write(swap, NEVER)
    expect((await fs.stat(project.file)).mode & 0o777).toBe(mode)
    await locked.release()
  })

  it.runIf(process.getuid?.() === 0)('keeps the owner where it is permitted to', async () => {
    const project = await createProject(OLD, 0o600)
    await fs.chown(project.file, 1234, 4321)
    const locked = await lock(project)
    await locked.write(swap, NEVER)
    expect(await fs.stat(project.file)).toMatchObject({ uid: 1234, gid: 4321 })
    await locked.release()
  })

  it('does not touch a file whose value is already right', async () => {
    const project = await createProject(OLD)
    await fs.utimes(project.file, 1, 1)
    const before = await fs.stat(project.file)
    const locked = await lock(project)
    await locked.write(planOf('MPESA_CALLBACK_URL', 'https://old.example/cb'), NEVER)
    await locked.release()
    expect(await fs.stat(project.file)).toMatchObject({ mtimeMs: before.mtimeMs, ino: before.ino })
    expect(await project.names()).toEqual(['.env'])
  })

  it('writes the journal for its owner alone, in a folder that Git ignores', async () => {
    const project = await createProject(OLD)
    const locked = await lock(project)
    await locked.write(swap, NEVER)
    const folder = join(project.directory, '.mpesa-doctor')
    expect(await fs.readFile(join(folder, '.gitignore'), 'utf8')).toBe('*\n')
    const journal = join(folder, 'tunnel-journal.json')
    expect(JSON.parse(await fs.readFile(journal, 'utf8'))).toMatchObject({
      version: 1,
      records: [{ file: project.file }],
    })
    if (isPosix) expect((await fs.stat(journal)).mode & 0o777).toBe(0o600)
    await locked.release()
    await expect(fs.stat(journal)).rejects.toThrow('ENOENT')
    expect(await project.content()).toBe(NEW)
  })

  it('leaves a value alone that somebody changed in the meantime', async () => {
    const project = await createProject(OLD)
    const locked = await lock(project)
    await locked.write(swap, NEVER)
    const theirs = NEW.replace('new.example', 'theirs.example')
    await fs.writeFile(project.file, theirs)
    expect(await locked.restore()).toMatchObject([{ outcome: 'changed' }])
    await locked.release()
    expect(await project.content()).toBe(theirs)
  })

  it('says that a file is gone which was removed in the meantime', async () => {
    const project = await createProject(OLD)
    const locked = await lock(project)
    await locked.write(swap, NEVER)
    await fs.unlink(project.file)
    expect(await locked.restore()).toMatchObject([{ outcome: 'gone' }])
    await locked.release()
  })

  it('takes several writes back to the first value', async () => {
    const project = await createProject(OLD)
    const locked = await lock(project)
    await locked.write(swap, NEVER)
    await locked.write(planOf('MPESA_CALLBACK_URL', 'https://newer.example/cb'), NEVER)
    await locked.write(planOf('EXTRA', 'x'), NEVER)
    await locked.restore()
    await locked.release()
    expect(await project.content()).toBe(OLD)
  })
})

describe('when the file is saved by somebody else while it is being written', () => {
  /** Saves the file in the moment in which the temporary file is complete, as often as told. */
  function savedBetween(file: string, times: number): Disk {
    let left = times
    const open: Disk['open'] = async (path, flags, mode) => {
      const handle = await fs.open(path, flags, mode)
      if (mode === ENV_MODE && left-- > 0) await fs.appendFile(file, `\nTHEIRS=${left}`)
      return handle
    }
    return diskWith({ open })
  }

  it('applies the edit to the new content', async () => {
    const project = await createProject(OLD)
    const locked = await lock(project, createNodeEnvFileWriter({ disk: savedBetween(project.file, 2) }))
    await locked.write(swap, NEVER)
    expect(await project.content()).toBe(`${NEW}\nTHEIRS=1\nTHEIRS=0`)
    await locked.restore()
    expect(await project.content()).toBe(`${OLD}\nTHEIRS=1\nTHEIRS=0`)
    await locked.release()
  })

  it('gives up after the third time and leaves what they saved', async () => {
    const project = await createProject(OLD)
    const locked = await lock(project, createNodeEnvFileWriter({ disk: savedBetween(project.file, 3) }))
    await expect(locked.write(swap, NEVER)).rejects.toMatchObject({ code: 'env-file-changed', category: 'conflict' })
    await locked.release()
    expect(await project.content()).toBe(`${OLD}\nTHEIRS=2\nTHEIRS=1\nTHEIRS=0`)
    expect(await project.names()).toEqual(['.env', '.mpesa-doctor'])
  })
})

describe('when the system refuses', () => {
  it.each([
    ['ENOSPC', 'env-file-no-space'],
    ['EDQUOT', 'env-file-no-space'],
    ['EIO', 'env-file-io'],
  ])('on a disk that fails with %s the file stays whole: %s', async (errno, code) => {
    const project = await createProject(OLD)
    const locked = await lock(project, createNodeEnvFileWriter({ disk: fullDisk(errno) }))
    await expect(locked.write(swap, NEVER)).rejects.toMatchObject({ code })
    await locked.release()
    expect(await project.content()).toBe(OLD)
    expect(await project.names()).toEqual(['.env', '.mpesa-doctor'])
  })

  it('on a disk that was full from the start not even a lock stays behind', async () => {
    const project = await createProject(OLD)
    const using = createNodeEnvFileWriter({ disk: fullDisk('ENOSPC', 0o600) })
    await expect(lock(project, using)).rejects.toMatchObject({ code: 'env-file-no-space' })
    expect(await project.names()).toEqual(['.env'])
  })

  it.each([
    ['EBUSY', 'env-file-cannot-replace'],
    ['EXDEV', 'env-file-cannot-replace'],
    ['EROFS', 'env-file-read-only'],
    ['EACCES', 'env-file-permission'],
  ])('a rename that fails with %s is told once, as %s', async (errno, code) => {
    const project = await createProject(OLD)
    let renames = 0
    const rename: Disk['rename'] = async (from, to) => {
      if (to !== project.file) return await fs.rename(from, to)
      renames++
      throw failing(errno)
    }
    const using = createNodeEnvFileWriter({ disk: diskWith({ rename }), platform: 'linux' })
    const locked = await lock(project, using)
    await expect(locked.write(swap, NEVER)).rejects.toMatchObject({ code, file: project.file })
    await locked.release()
    expect(renames).toBe(1)
    expect(await project.content()).toBe(OLD)
    expect(await project.names()).toEqual(['.env', '.mpesa-doctor'])
  })

  it('on Windows a file that is held for a moment is replaced when it is free', async () => {
    const project = await createProject(OLD)
    const errnos = ['EPERM', 'EBUSY', 'EACCES']
    const waits: number[] = []
    const rename: Disk['rename'] = async (from, to) => {
      const errno = to === project.file ? errnos.shift() : undefined
      if (errno !== undefined) throw failing(errno)
      await fs.rename(from, to)
    }
    const sleep = async (milliseconds: number) => void waits.push(milliseconds)
    const using = createNodeEnvFileWriter({ disk: diskWith({ rename }), platform: 'win32', sleep })
    const locked = await lock(project, using)
    await locked.write(swap, NEVER)
    await locked.release()
    expect(waits).toEqual([10, 30, 80])
    expect(await project.content()).toBe(NEW)
  })

  it('stops between two tries when it is told to', async () => {
    const project = await createProject(OLD)
    const stop = new AbortController()
    const rename: Disk['rename'] = async (from, to) => {
      if (to === project.file) throw failing('EBUSY')
      await fs.rename(from, to)
    }
    const sleep = async () => stop.abort()
    const using = createNodeEnvFileWriter({ disk: diskWith({ rename }), platform: 'win32', sleep })
    const locked = await lock(project, using)
    await expect(locked.write(swap, stop.signal)).rejects.toThrow(stop.signal.reason)
    await locked.release()
    expect(await project.content()).toBe(OLD)
  })

  it.runIf(isPosix)('names the target of a symbolic link and refuses, unless it may follow it', async () => {
    const project = await createProject(OLD)
    const link = join(project.directory, 'link.env')
    await fs.symlink(project.file, link)
    const request = { file: link, projectDirectory: project.directory }
    await expect(writer.lock(request, NEVER)).rejects.toMatchObject({
      code: 'env-file-symlink',
      message: expect.stringContaining(project.file),
    })
    const locked = await writer.lock({ ...request, followSymlinks: true }, NEVER)
    await locked.write(swap, NEVER)
    await locked.release()
    expect(await project.content()).toBe(NEW)
    expect((await fs.lstat(link)).isSymbolicLink()).toBe(true)
  })

  it('refuses a missing file, a directory and one of more than 1 MiB', async () => {
    const project = await createProject('x'.repeat(1024 * 1024 + 1))
    await expect(lock(project)).rejects.toMatchObject({ code: 'env-file-too-large' })
    const request = { projectDirectory: project.directory }
    const missing = join(project.directory, 'missing.env')
    await expect(writer.lock({ ...request, file: missing }, NEVER)).rejects.toMatchObject({ code: 'env-file-missing' })
    const lockDirectory = writer.lock({ ...request, file: project.directory }, NEVER)
    await expect(lockDirectory).rejects.toMatchObject({ code: 'env-file-not-a-file' })
  })
})

describe('the lock of an env file', () => {
  const lockPath = ({ file }: Project) => `${file}.mpesa-doctor.lock`

  it('keeps a second run out and names the holder, until it is released', async () => {
    const project = await createProject(OLD)
    const first = await lock(project)
    await expect(lock(project)).rejects.toMatchObject({
      code: 'env-file-locked',
      category: 'conflict',
      message: expect.stringContaining(String(process.pid)),
    })
    await first.release()
    await (await lock(project)).release()
  })

  it.each([
    ['a process that is gone', () => ({ host: hostname(), pid: deadPid(), marker: null })],
    ['an earlier process with the same pid', () => ({ host: hostname(), pid: process.pid, marker: '1' })],
  ])('of %s is taken over', async (name, holder) => {
    if (name.includes('same pid') && process.platform !== 'linux') return
    const project = await createProject(OLD)
    await fs.writeFile(lockPath(project), JSON.stringify(holder()))
    await (await lock(project)).release()
    expect(await project.names()).toEqual(['.env'])
  })

  it('of another machine is respected, because its process cannot be looked up', async () => {
    const project = await createProject(OLD)
    await fs.writeFile(lockPath(project), JSON.stringify({ host: 'elsewhere.invalid', pid: deadPid(), marker: null }))
    await expect(lock(project)).rejects.toMatchObject({ code: 'env-file-locked' })
  })

  it('works on a file system without hard links', async () => {
    const project = await createProject(OLD)
    const using = createNodeEnvFileWriter({ disk: diskWith({ link: () => Promise.reject(failing('EPERM')) }) })
    const held = await lock(project, using)
    await expect(lock(project, using)).rejects.toMatchObject({ code: 'env-file-locked' })
    await held.release()
    expect(await project.names()).toEqual(['.env'])
  })

  it('goes to one of many runs that start at the same moment', async () => {
    const project = await createProject(OLD)
    await fs.writeFile(lockPath(project), JSON.stringify({ host: hostname(), pid: deadPid(), marker: null }))
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lock(project)))
    const won = results.filter((result) => result.status === 'fulfilled')
    expect(won).toHaveLength(1)
    await won[0]?.value.release()
    expect((await project.names()).filter((name) => name.endsWith('.lock'))).toEqual([])
  })

  it('that was never filled is respected while it is young and taken over when it is old', async () => {
    const project = await createProject(OLD)
    await fs.writeFile(lockPath(project), '')
    await expect(lock(project)).rejects.toMatchObject({ code: 'env-file-locked' })
    await fs.utimes(lockPath(project), 1, 1)
    await (await lock(project)).release()
  })
})

describe('the journal', () => {
  it('of a run that is still alive is left alone', async () => {
    const project = await createProject(OLD)
    const locked = await lock(project)
    await locked.write(swap, NEVER)
    expect(await writer.restoreFromJournal(project.directory, NEVER)).toEqual([])
    expect(await project.content()).toBe(NEW)
    await locked.release()
  })

  it('keeps the records of other files when one is released', async () => {
    const project = await createProject(OLD)
    const second = join(project.directory, '.env.local')
    await fs.writeFile(second, OLD)
    const locks = [await lock(project), await lock({ ...project, file: second })]
    await Promise.all(locks.map((locked) => locked.write(swap, NEVER)))
    await locks[0]?.release()
    const journal = await fs.readFile(join(project.directory, '.mpesa-doctor', 'tunnel-journal.json'), 'utf8')
    expect(JSON.parse(journal)).toMatchObject({ records: [{ file: second }] })
    await locks[1]?.release()
  })

  it('that nobody can read is reported, not overwritten', async () => {
    const project = await createProject(OLD)
    const journal = join(project.directory, '.mpesa-doctor', 'tunnel-journal.json')
    await fs.mkdir(join(project.directory, '.mpesa-doctor'))
    for (const content of ['{', '{"version":2,"records":[]}', '{"version":1,"records":[{"file":1}]}']) {
      await fs.writeFile(journal, content)
      const restored = writer.restoreFromJournal(project.directory, NEVER)
      await expect(restored).rejects.toMatchObject({ code: 'tunnel-journal-unreadable' })
      expect(await fs.readFile(journal, 'utf8')).toBe(content)
    }
  })

  it('is empty where there is none', async () => {
    const project = await createProject(OLD)
    expect(await writer.restoreFromJournal(project.directory, NEVER)).toEqual([])
  })
})
