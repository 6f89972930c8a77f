import { EnvFileError } from '../env-file/env-file-error.ts'
import type { Disk } from './env-file-writer-node-disk.ts'
import type { Owner } from './env-file-writer-node-replace.ts'

const MAX_BYTES = 1024 * 1024

export interface Snapshot {
  readonly bytes: Uint8Array
  readonly owner: Owner
}

/** Looks before it opens: opening a pipe would wait for its other end. */
export async function readSnapshot(disk: Disk, file: string): Promise<Snapshot> {
  const stats = await disk.lstat(file)
  if (!stats.isFile()) throw new EnvFileError('env-file-not-a-file', file, `\`${file}\` is no regular file`)
  if (stats.size > MAX_BYTES) throw new EnvFileError('env-file-too-large', file, `\`${file}\` is larger than 1 MiB`)
  return { bytes: new Uint8Array(await disk.readFile(file)), owner: stats }
}

/** The file itself, behind a symbolic link that may be followed. */
export async function resolveTarget(disk: Disk, file: string, followSymlinks: boolean): Promise<string> {
  if (!(await disk.lstat(file)).isSymbolicLink()) return file
  const target = await disk.realpath(file)
  if (followSymlinks) return target
  throw new EnvFileError('env-file-symlink', file, `\`${file}\` is a symbolic link to \`${target}\``, {
    fix: `name \`${target}\` itself, or add \`--follow-symlinks\` to write through the link`,
  })
}
