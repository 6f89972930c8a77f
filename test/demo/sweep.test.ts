import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir as systemTmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDemoFolder, dataFolder } from '../../src/demo/demo-folder.ts'
import { identifyProcess, isRunning, judgeProcess, readCommandLine } from '../../src/demo/process-facts.ts'
import { sweepStaleDemos } from '../../src/demo/sweep.ts'
import { buildDemoChild, startDemoChild } from './helpers/child-process.ts'
import { send } from './helpers/http.ts'
import { commandLinesWith } from './helpers/processes.ts'

const base = process.getuid?.() === 0 ? '/tmp' : systemTmpdir()
let tmpdir: string
let build: string
let program: string

beforeAll(async () => {
  tmpdir = await mkdtemp(join(base, 'mpesa-doctor-test-'))
  await chmod(tmpdir, 0o711)
  build = await mkdtemp(join(base, 'mpesa-doctor-test-'))
  program = await buildDemoChild(build)
})

afterAll(async () => {
  await sweepStaleDemos(tmpdir)
  await rm(tmpdir, { recursive: true, force: true })
  await rm(build, { recursive: true, force: true })
})

async function readPostmaster(root: string): Promise<number> {
  return Number.parseInt(await readFile(join(root, dataFolder, 'postmaster.pid'), 'utf8'), 10)
}

describe('a demo whose process is killed', () => {
  it('is swept with its database at the next start, and a running one is not', async () => {
    const killed = startDemoChild(program, tmpdir)
    expect(await killed.nextLine()).toBe('starting')
    const { root } = JSON.parse(await killed.nextLine())
    const other = startDemoChild(program, tmpdir)
    await other.nextLine()
    const running = JSON.parse(await other.nextLine())
    const postmaster = await readPostmaster(root)

    expect(await killed.end('SIGKILL')).toBe('SIGKILL')
    // The database outlives its owner, which is why there is something to sweep.
    expect(await isRunning(postmaster)).toBe(true)
    expect(await sweepStaleDemos(tmpdir)).toEqual([{ folder: root, postmaster }])
    expect(await isRunning(postmaster)).toBe(false)
    expect(await readdir(tmpdir)).toEqual([running.root.slice(tmpdir.length + 1)])
    expect(await send(running.appUrl)).toMatchObject({ status: 200 })

    expect(await other.end('SIGINT')).toBe(0)
    expect(await readdir(tmpdir)).toEqual([])
  })

  it.each([0, 150, 350, 600])('leaves nothing after an interrupt %i ms into its start', async (ms) => {
    const child = startDemoChild(program, tmpdir)
    await child.nextLine()
    await new Promise((resolve) => setTimeout(resolve, ms))
    expect([0, 130]).toContain(await child.end('SIGINT'))
    expect(await readdir(tmpdir)).toEqual([])
  })

  it('can be killed while its database is being made', async () => {
    const child = startDemoChild(program, tmpdir)
    await child.nextLine()
    await new Promise((resolve) => setTimeout(resolve, 250))
    await child.end('SIGKILL')
    // What initdb is writing at this moment may resist the first sweep.
    const sweepAndList = async (): Promise<readonly string[]> => {
      await sweepStaleDemos(tmpdir)
      return readdir(tmpdir)
    }
    await expect.poll(sweepAndList, { timeout: 5_000 }).toEqual([])
    await expect.poll(() => commandLinesWith(`${tmpdir}/mpesa-doctor-demo`), { timeout: 5_000 }).toEqual([])
  })
})

describe('sweepStaleDemos', () => {
  const deadOwner = async () => JSON.stringify({ ...(await identifyProcess(process.pid)), startMarker: 'another time' })

  async function plant(name: string, owner: string | null): Promise<string> {
    const folder = join(tmpdir, `mpesa-doctor-demo-${name}`)
    await mkdir(join(folder, dataFolder), { recursive: true })
    if (owner !== null) await writeFile(join(folder, 'owner.json'), owner)
    return folder
  }

  it('takes a process with the same number and another start for another one', async () => {
    const folder = await plant('reused', await deadOwner())
    expect(await sweepStaleDemos(tmpdir)).toEqual([{ folder, postmaster: null }])
  })

  it('does not touch a stranger whose number stands in an old file', async () => {
    const stranger: ChildProcess = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await once(stranger, 'spawn')
    try {
      const folder = await plant('stranger', await deadOwner())
      await writeFile(join(folder, dataFolder, 'postmaster.pid'), `${stranger.pid}\n${join(folder, dataFolder)}\n`)
      expect(await sweepStaleDemos(tmpdir)).toEqual([{ folder, postmaster: null }])
      expect(await isRunning(stranger.pid ?? 0)).toBe(true)
    } finally {
      stranger.kill()
      await once(stranger, 'exit')
    }
  })

  it('leaves the demo of this process, and those of other containers and machines', async () => {
    const own = await createDemoFolder(tmpdir)
    const identity = await identifyProcess(process.pid)
    const container = await plant('container', JSON.stringify({ ...identity, pid: 4_000_000, namespace: 'pid:[1]' }))
    const machine = await plant('machine', JSON.stringify({ ...identity, pid: 4_000_000, boot: 'x', host: 'other' }))
    expect(await sweepStaleDemos(tmpdir)).toEqual([])
    for (const folder of [own, container, machine]) await rm(folder, { recursive: true })
  })

  it('leaves a folder without an owner for a minute, because it may just be starting', async () => {
    const folder = await plant('no-owner', null)
    expect(await sweepStaleDemos(tmpdir)).toEqual([])
    const twoMinutesAgo = new Date(Date.now() - 120_000)
    await utimes(folder, twoMinutesAgo, twoMinutesAgo)
    expect(await sweepStaleDemos(tmpdir)).toEqual([{ folder, postmaster: null }])
  })

  it('leaves other folders and does nothing where there is none', async () => {
    await mkdir(join(tmpdir, 'something-else'))
    expect(await sweepStaleDemos(tmpdir)).toEqual([])
    expect(await sweepStaleDemos(join(tmpdir, 'nowhere'))).toEqual([])
    await rm(join(tmpdir, 'something-else'), { recursive: true })
  })
})

describe('judgeProcess', () => {
  it('knows this process, one that ended, and one of an earlier start of the machine', async () => {
    const own = await identifyProcess(process.pid)
    expect(await judgeProcess(own)).toBe('running')
    expect(await judgeProcess({ ...own, pid: 4_000_000 })).toBe('gone')
    expect(await judgeProcess({ ...own, boot: 'earlier' })).toBe('gone')
  })

  it('reads command lines', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'some-mark'])
    await once(child, 'spawn')
    expect(await readCommandLine(child.pid ?? 0)).toMatch(/ some-mark$/)
    child.kill()
    await once(child, 'exit')
    expect(await readCommandLine(child.pid ?? 0)).toBeNull()
  })
})
