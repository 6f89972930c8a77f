import { EnvFileError } from '../env-file/env-file-error.ts'
import { type Disk, errnoOf, ignoringErrno } from './env-file-writer-node-disk.ts'
import { identifyProcess, isAlive, isProcessIdentity, type ProcessIdentity } from './env-file-writer-node-process.ts'
import { takeoverName, temporaryName } from './env-file-writer-node-replace.ts'

export interface HeldLock {
  release(): Promise<void>
}

/** A lock without content, which only a file system without links can leave, is given this time before it counts as left behind. */
const FILLING_MS = 5_000

/**
 * Takes `<file>.mpesa-doctor.lock`, which exists as long as its holder does. A lock whose process is gone is taken over;
 * otherwise throws `locked` with the holder in the message.
 */
export async function acquireLock(disk: Disk, file: string, pid: number): Promise<HeldLock> {
  const path = `${file}.mpesa-doctor.lock`
  const mine = `${JSON.stringify(await identifyProcess(pid))}\n`
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await create(disk, file, path, mine)) return { release: () => removeIfMine(disk, path, mine) }
    const found = await read(disk, path)
    if (found === null) continue
    const holder = parseHolder(found)
    const isHeld = holder === null ? await isBeingFilled(disk, path) : await isAlive(holder)
    if (isHeld) throw locked(file, path, holder)
    await removeStale(disk, file, path, found, mine)
  }
  throw locked(file, path, null)
}

/** Links a finished file into place, so that a kill leaves no lock without a holder. */
async function create(disk: Disk, file: string, path: string, content: string): Promise<boolean> {
  const temporary = temporaryName(file)
  await writeNew(disk, temporary, content)
  try {
    await disk.link(temporary, path)
    return true
  } catch (error) {
    const errno = errnoOf(error) ?? ''
    // ENOENT: the holder of the lock tidied up and took the temporary file for a leftover.
    if (errno === 'EEXIST' || errno === 'ENOENT') return false
    if (!WITHOUT_LINKS.includes(errno)) throw error
    return await createPlainly(disk, path, content)
  } finally {
    await ignoringErrno(disk.unlink(temporary))
  }
}

/** What file systems without hard links answer, FAT among them. */
const WITHOUT_LINKS = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']

async function createPlainly(disk: Disk, path: string, content: string): Promise<boolean> {
  try {
    await writeNew(disk, path, content)
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}

async function writeNew(disk: Disk, path: string, content: string): Promise<void> {
  const handle = await disk.open(path, 'wx', 0o600)
  try {
    await handle.writeFile(content).finally(() => handle.close())
  } catch (error) {
    await ignoringErrno(disk.unlink(path))
    throw error
  }
}

/**
 * Removes a lock whose holder is gone. Runs that start together take turns, and each looks again when it is its turn:
 * otherwise one of them could remove the lock that another has just taken.
 */
async function removeStale(disk: Disk, file: string, path: string, stale: string, mine: string): Promise<void> {
  const turn = takeoverName(file)
  if (!(await create(disk, file, turn, mine))) {
    const other = parseHolder((await read(disk, turn)) ?? '')
    if (other !== null && !(await isAlive(other))) await ignoringErrno(disk.unlink(turn), 'ENOENT')
    return
  }
  try {
    if ((await read(disk, path)) === stale) await disk.unlink(path)
  } finally {
    await ignoringErrno(disk.unlink(turn), 'ENOENT')
  }
}

async function removeIfMine(disk: Disk, path: string, mine: string): Promise<void> {
  if ((await read(disk, path)) === mine) await disk.unlink(path)
}

async function read(disk: Disk, path: string): Promise<string | null> {
  try {
    return await disk.readFile(path, 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

async function isBeingFilled(disk: Disk, path: string): Promise<boolean> {
  try {
    return Date.now() - (await disk.lstat(path)).mtimeMs < FILLING_MS
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}

function parseHolder(content: string): ProcessIdentity | null {
  try {
    const value: unknown = JSON.parse(content)
    return isProcessIdentity(value) ? value : null
  } catch {
    return null
  }
}

function locked(file: string, path: string, holder: ProcessIdentity | null): EnvFileError {
  const who = holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`
  return new EnvFileError('env-file-locked', file, `\`${file}\` is being edited by ${who}`, {
    fix: `Stop it; if it no longer exists, remove \`${path}\``,
  })
}
