import { lstat, readdir, readFile, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dataFolder, demoFolderPrefix, readOwner } from './demo-folder.ts'
import { isRunning, judgeProcess, readCommandLine } from './process-facts.ts'

export interface SweptDemo {
  readonly folder: string
  /** The process id of the database server that was still running, if one was. */
  readonly postmaster: number | null
}

/** A folder without an owner may have been made this very moment by a demo that is starting. */
const minimumAgeMs = 60_000

/**
 * Removes what demos left behind whose process was killed: the database server, then the folder. Folders of running
 * demos, of other users, and of other containers are left alone. A folder that resists is left for the next time.
 */
export async function sweepStaleDemos(tmpdir: string): Promise<readonly SweptDemo[]> {
  const names = await readdir(tmpdir).catch(() => [])
  const folders = names.filter((name) => name.startsWith(demoFolderPrefix)).map((name) => join(tmpdir, name))
  const swept = await Promise.all(folders.map((folder) => sweepFolder(folder).catch(() => null)))
  return swept.filter((demo) => demo !== null)
}

async function sweepFolder(folder: string): Promise<SweptDemo | null> {
  if (!(await isStale(folder))) return null
  const postmaster = await findPostmaster(folder)
  if (postmaster !== null) await endPostmaster(folder, postmaster)
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  return { folder, postmaster }
}

async function isStale(folder: string): Promise<boolean> {
  const facts = await lstat(folder)
  // In a temporary folder that everybody can write to, anybody can make a folder of this name for us to find.
  if (!facts.isDirectory() || facts.uid !== (process.getuid?.() ?? facts.uid)) return false
  const owner = await readOwner(folder)
  if (owner === null) return Date.now() - facts.mtimeMs > minimumAgeMs
  return (await judgeProcess(owner)) === 'gone'
}

/** The server that runs on this folder's data; never a process that merely has the id from an old file. */
async function findPostmaster(folder: string): Promise<number | null> {
  const text = await readFile(join(folder, dataFolder, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  if (!(pid > 1) || !(await isRunning(pid))) return null
  return (await isPostmasterOf(pid, folder)) ? pid : null
}

async function isPostmasterOf(pid: number, folder: string): Promise<boolean> {
  const command = await readCommandLine(pid)
  if (command === null || !/postgres(?:\.exe)?"? +"?-D"? /.test(command)) return false
  const data = join(folder, dataFolder)
  const real = await realpath(data).catch(() => data)
  return [data, real].some((path) => command.includes(path) || command.includes(path.replaceAll('\\', '/')))
}

async function endPostmaster(folder: string, pid: number): Promise<void> {
  // SIGQUIT is PostgreSQL's immediate shutdown: the server takes its own children along, which SIGKILL would orphan.
  process.kill(pid, process.platform === 'win32' ? 'SIGKILL' : 'SIGQUIT')
  // The process is no child of ours, so nothing reports its end.
  for (let waitedMs = 0; waitedMs < 3_000; waitedMs += 20) {
    if (!(await isRunning(pid))) return
    await sleep(20)
  }
  if (await isPostmasterOf(pid, folder)) process.kill(pid, 'SIGKILL')
}
