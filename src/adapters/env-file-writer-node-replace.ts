import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { type Disk, errnoOf, ignoringErrno } from './env-file-writer-node-disk.ts'

export interface Owner {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

export interface Replacement {
  readonly file: string
  readonly bytes: Uint8Array
  /** Mode, and owner where the system permits it; a new file without one gets 0600. */
  readonly owner: Owner | null
  /** The last look before the rename; false gives up. */
  readonly isStillWanted: () => Promise<boolean>
}

export interface Waiting {
  readonly platform: NodeJS.Platform
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

/** Windows refuses to replace a file while an editor or a virus scanner looks at it: mostly for less than a second. */
const RETRY_DELAYS_MS = [10, 30, 80, 200, 400, 800]

/**
 * Puts new content in the place of a file in one step: temporary file in the same directory, fsync, rename, fsync of the
 * directory. Resolves to false if `isStillWanted` said no. The temporary file never stays behind, except after a kill.
 */
export async function replaceFile(
  disk: Disk,
  waiting: Waiting,
  replacement: Replacement,
  signal: AbortSignal,
): Promise<boolean> {
  const temporary = temporaryName(replacement.file)
  try {
    await writeTemporary(disk, temporary, replacement)
    if (!(await replacement.isStillWanted())) {
      await ignoringErrno(disk.unlink(temporary))
      return false
    }
    await renameInto(disk, waiting, temporary, replacement.file, signal)
  } catch (error) {
    await ignoringErrno(disk.unlink(temporary))
    throw error
  }
  await syncDirectory(disk, dirname(replacement.file))
  return true
}

/** Removes temporary files of runs that were killed. Only for the holder of the file's lock. */
export async function removeLeftovers(disk: Disk, file: string): Promise<void> {
  const names = await disk.readdir(dirname(file))
  const leftovers = names.filter((name) => name.startsWith(`${basename(file)}${MARK}`) && name.endsWith('.tmp'))
  for (const name of leftovers) await ignoringErrno(disk.unlink(join(dirname(file), name)))
}

const MARK = '.mpesa-doctor-'

/** Held while the lock of a dead process is removed; recognised by `removeLeftovers` as well. */
export function takeoverName(file: string): string {
  return `${file}${MARK}takeover.tmp`
}

/** A name next to the file that `removeLeftovers` recognises. */
export function temporaryName(file: string): string {
  return `${file}${MARK}${randomBytes(6).toString('hex')}.tmp`
}

async function writeTemporary(disk: Disk, temporary: string, { bytes, owner }: Replacement): Promise<void> {
  const mode = owner === null ? 0o600 : owner.mode & 0o777
  const handle = await disk.open(temporary, 'wx', mode)
  try {
    await handle.writeFile(bytes)
    if (owner !== null) {
      const mine = await handle.stat()
      if (mine.uid !== owner.uid || mine.gid !== owner.gid)
        await ignoringErrno(handle.chown(owner.uid, owner.gid), 'EPERM')
    }
    // The mode given to open is narrowed by the umask, and a change of owner can clear bits.
    await ignoringErrno(handle.chmod(mode), 'EPERM')
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function renameInto(disk: Disk, waiting: Waiting, from: string, to: string, signal: AbortSignal): Promise<void> {
  for (const delay of [...RETRY_DELAYS_MS, null]) {
    signal.throwIfAborted()
    try {
      return await disk.rename(from, to)
    } catch (error) {
      const isPassing = waiting.platform === 'win32' && ['EPERM', 'EBUSY', 'EACCES'].includes(errnoOf(error) ?? '')
      if (!isPassing || delay === null) throw error
      await waiting.sleep(delay, signal)
    }
  }
}

/** Makes the rename itself durable. Windows has no such call, and some file systems refuse it: the content is safe anyway. */
async function syncDirectory(disk: Disk, directory: string): Promise<void> {
  const sync = async () => {
    const handle = await disk.open(directory, 'r')
    await handle.sync().finally(() => handle.close())
  }
  await ignoringErrno(sync())
}
