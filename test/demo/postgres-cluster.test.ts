import { access, chmod, cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findPostgresBinaries, type PostgresBinaries } from '../../src/demo/postgres-binaries.ts'
import { type ClusterOptions, type PostgresCluster, startCluster } from '../../src/demo/postgres-cluster.ts'
import { isRunning } from '../../src/demo/process-facts.ts'
import { commandLinesWith } from './helpers/processes.ts'

/** Root's cluster belongs to another user, who cannot enter a folder that only root may enter. */
const base = process.getuid?.() === 0 ? '/tmp' : tmpdir()

let parent: string
const running: PostgresCluster[] = []
const origins: PostgresBinaries['origin'][] = ['package']
const system = await findPostgresBinaries({ choice: 'system' }).catch(() => null)
if (system !== null) origins.push('system')

beforeAll(async () => {
  parent = await mkdtemp(join(base, 'mpesa-doctor-test-'))
  await chmod(parent, 0o711)
})

afterEach(async () => {
  for (const cluster of running.splice(0)) await cluster.stop()
})

afterAll(async () => {
  await rm(parent, { recursive: true, force: true })
})

let count = 0
async function start(binaries: PostgresBinaries, options: Partial<ClusterOptions> = {}): Promise<PostgresCluster> {
  count += 1
  const signal = new AbortController().signal
  const cluster = await startCluster({ folder: join(parent, `cluster-${count}`), binaries, signal, ...options })
  running.push(cluster)
  return cluster
}

async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

async function readPid(cluster: PostgresCluster): Promise<number> {
  return Number.parseInt(await readFile(join(cluster.dataFolder, 'postmaster.pid'), 'utf8'), 10)
}

describe.each(origins)('a cluster of the %s', (origin) => {
  it('answers as a real server does and is gone after stop', async () => {
    const binaries = await findPostgresBinaries({ choice: origin })
    const cluster = await start(binaries, { password: 'p@ss/word', user: 'duka' })
    const rows = await query(cluster.databaseUrl('postgres'), 'show listen_addresses')
    expect(rows).toEqual([{ listen_addresses: '127.0.0.1' }])
    await expect(query(cluster.databaseUrl('postgres').replace('p%40ss', 'other'), 'select 1')).rejects.toMatchObject({
      code: '28P01',
    })
    await expect(query(cluster.databaseUrl('nowhere'), 'select 1')).rejects.toMatchObject({ code: '3D000' })

    // Neither an open transaction nor a second call keeps it from stopping.
    const client = new pg.Client(cluster.databaseUrl('postgres'))
    client.on('error', () => {})
    await client.connect()
    await client.query('begin')
    const pid = await readPid(cluster)
    await Promise.all([cluster.stop(), cluster.stop()])
    expect(await isRunning(pid)).toBe(false)
    await expect(client.query('select 1')).rejects.toThrow()
    await expect(access(dirname(cluster.dataFolder))).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(query(cluster.databaseUrl('postgres'), 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('can be run through pg_ctl', async () => {
    const binaries = await findPostgresBinaries({ choice: origin })
    const cluster = await start(binaries, { launcher: 'pg-ctl' })
    const pid = await readPid(cluster)
    await expect(query(cluster.databaseUrl('postgres'), 'select 1 as one')).resolves.toEqual([{ one: 1 }])
    await cluster.stop()
    expect(await isRunning(pid)).toBe(false)
  })
})

describe('startCluster', () => {
  it.each([0, 50, 150])('leaves nothing behind when it is aborted after about %i ms', async (ms) => {
    const folder = join(parent, `aborted-${ms}`)
    const reason = new Error('stop it')
    const stop = new AbortController()
    setTimeout(() => stop.abort(reason), ms)
    const binaries = await findPostgresBinaries()
    await expect(startCluster({ folder, binaries, signal: stop.signal })).rejects.toBe(reason)
    expect(await readdir(parent)).not.toContain(`aborted-${ms}`)
    expect(await commandLinesWith(folder)).toEqual([])
  })

  it('tells what initdb said when it fails', async () => {
    // Any program that does not know initdb's options, where the server's user can reach it.
    const initdb = process.platform === 'win32' ? process.execPath : '/bin/ls'
    const binaries = { ...(await findPostgresBinaries()), initdb }
    await expect(start(binaries)).rejects.toMatchObject({ code: 'demo/postgres-failed', category: 'inconclusive' })
    expect(await readdir(parent)).not.toContain(`cluster-${count}`)
  })

  it('copies a package whose libraries lack their links', async () => {
    const binaries = await findPostgresBinaries({ choice: 'package' })
    const native = join(parent, 'unlinked', 'native')
    await cp(dirname(dirname(binaries.initdb)), native, { recursive: true, verbatimSymlinks: true })
    const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[]
    expect(links.length).toBeGreaterThan(0)
    for (const { target } of links) await rm(join(dirname(native), target))
    const cluster = await start(movedTo(binaries, native))
    await expect(query(cluster.databaseUrl('postgres'), 'select 1 as one')).resolves.toEqual([{ one: 1 }])
  })

  it.runIf(process.getuid?.() === 0)("copies a package that the server's user cannot reach", async () => {
    const binaries = await findPostgresBinaries({ choice: 'package' })
    const closed = join(parent, 'closed')
    await mkdir(closed, { mode: 0o700 })
    await cp(dirname(dirname(binaries.initdb)), join(closed, 'native'), { recursive: true, verbatimSymlinks: true })
    const moved = movedTo(binaries, join(closed, 'native'))
    const cluster = await start(moved)
    await expect(query(cluster.databaseUrl('postgres'), 'select 1 as one')).resolves.toEqual([{ one: 1 }])
    await expect(start({ ...moved, origin: 'system' })).rejects.toMatchObject({ code: 'demo/postgres-closed' })
    await rm(closed, { recursive: true })
  })

  it.runIf(process.getuid?.() === 0)("says so when the server's user cannot enter the folder", async () => {
    const closed = join(parent, 'closed-folder')
    await mkdir(closed, { mode: 0o700 })
    const binaries = await findPostgresBinaries()
    await expect(start(binaries, { folder: join(closed, 'pg') })).rejects.toMatchObject({ code: 'demo/folder-closed' })
  })
})

function movedTo(binaries: PostgresBinaries, root: string): PostgresBinaries {
  return { ...binaries, initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') }
}
