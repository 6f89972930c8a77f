import { EnvFileError } from '../env-file/env-file-error.ts'
import { type Disk, errnoOf, ignoringErrno } from './env-file-writer-node-disk.ts'
import type { Snapshot } from './env-file-writer-node-snapshot.ts'

const MAX_BACKUPS_A_MINUTE = 100

/** Copies the content to `<file>.bak-20261123T0242Z`, with the mode of the file, and never over another file. */
export async function writeBackup(disk: Disk, file: string, { bytes, owner }: Snapshot, at: Date): Promise<string> {
  const mode = owner.mode & 0o777
  for (let count = 1; count <= MAX_BACKUPS_A_MINUTE; count++) {
    const path = `${file}.bak-${stampOf(at)}${count === 1 ? '' : `-${count}`}`
    const handle = await openNew(disk, path, mode)
    if (handle === null) continue
    try {
      await handle.writeFile(bytes)
      // The mode given to open is narrowed by the umask.
      await ignoringErrno(handle.chmod(mode), 'EPERM')
      await handle.sync()
      await handle.close()
      return path
    } catch (error) {
      await ignoringErrno(handle.close())
      await ignoringErrno(disk.unlink(path))
      throw error
    }
  }
  throw new EnvFileError('env-file-io', file, `\`${file}\` has too many backups of this minute`)
}

/** UTC, to the minute: `20261123T0242Z`. */
function stampOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace(/[-:]/g, '')}Z`
}

async function openNew(disk: Disk, path: string, mode: number) {
  try {
    return await disk.open(path, 'wx', mode)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return null
    throw error
  }
}
