import { sameBytes } from '../env-file/bytes.ts'
import { EnvFileError } from '../env-file/env-file-error.ts'
import type { Undo } from '../env-file/undo.ts'
import type { EditPlan } from '../env-file/writer.ts'
import { type Disk, ignoringErrno } from './env-file-writer-node-disk.ts'
import { overwrite, type PendingWrite } from './env-file-writer-node-in-place.ts'
import { replaceFile, type Waiting } from './env-file-writer-node-replace.ts'
import { readSnapshot, type Snapshot } from './env-file-writer-node-snapshot.ts'

const MAX_ATTEMPTS = 3

export interface Machine {
  readonly disk: Disk
  readonly waiting: Waiting
}

/** What has to be kept about a change, so that the next run can take it back. */
export interface Keeping {
  readonly inPlace: boolean
  /** Before the first byte of the file changes. `pending` is set for a write in place. */
  readonly remember: (undos: readonly Undo[], before: Snapshot, pending: PendingWrite | null) => Promise<void>
  /** After a write in place is complete, or undone. */
  readonly forgetPending: () => Promise<void>
}

/**
 * Changes the content of a file as planned. The journal is written before the file: killed in between, the next run
 * finds the old value and has nothing to do.
 */
export async function changeContent<Plan extends EditPlan>(
  machine: Machine,
  file: string,
  plan: (bytes: Uint8Array) => Plan,
  keeping: Keeping,
  signal: AbortSignal,
): Promise<Plan> {
  const { disk, waiting } = machine
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    signal.throwIfAborted()
    const before = await readSnapshot(disk, file)
    const planned = plan(before.bytes)
    if (sameBytes(planned.bytes, before.bytes)) return planned
    const pending = keeping.inPlace ? { before: before.bytes, after: planned.bytes } : null
    await keeping.remember(planned.undos, before, pending)
    const isStillWanted = async () => sameBytes((await readSnapshot(disk, file)).bytes, before.bytes)
    const replacement = { file, bytes: planned.bytes, owner: before.owner, isStillWanted }
    const isDone =
      pending === null
        ? await replaceFile(disk, waiting, replacement, signal)
        : await overwriteSafely(disk, file, pending, isStillWanted, keeping.forgetPending)
    if (isDone) return planned
  }
  const message = `\`${file}\` was saved by another program each time before it could be written`
  throw new EnvFileError('env-file-changed', file, message, { fix: 'close the program that keeps writing it' })
}

/** A disk that fills up in the middle gets the old content back at once; if it refuses that too, the next run does it. */
async function overwriteSafely(
  disk: Disk,
  file: string,
  pending: PendingWrite,
  isStillWanted: () => Promise<boolean>,
  forgetPending: () => Promise<void>,
): Promise<boolean> {
  if (!(await isStillWanted())) return false
  try {
    await overwrite(disk, file, pending.after)
  } catch (error) {
    await ignoringErrno(overwrite(disk, file, pending.before).then(forgetPending))
    throw error
  }
  await forgetPending()
  return true
}
