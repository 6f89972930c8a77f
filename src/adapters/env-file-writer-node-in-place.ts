import { sameBytes } from '../env-file/bytes.ts'
import type { Disk } from './env-file-writer-node-disk.ts'

/** The content before and after a write in place: with both, a write that was cut short can be told and taken back. */
export interface PendingWrite {
  readonly before: Uint8Array
  readonly after: Uint8Array
}

/** Overwrites the file itself, for one that cannot be replaced. Not atomic: whoever calls has kept the old bytes. */
export async function overwrite(disk: Disk, file: string, bytes: Uint8Array): Promise<void> {
  const handle = await disk.open(file, 'r+')
  try {
    await handle.writeFile(bytes)
    await handle.truncate(bytes.length)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Whether the content is what a write that was cut short leaves: at each place a byte of the old content or of the new. */
export function isTorn(bytes: Uint8Array, { before, after }: PendingWrite): boolean {
  if (sameBytes(bytes, before) || sameBytes(bytes, after)) return false
  const lengths = [before.length, after.length]
  if (bytes.length < Math.min(...lengths) || bytes.length > Math.max(...lengths)) return false
  return bytes.every((byte, at) => byte === before[at] || byte === after[at])
}
