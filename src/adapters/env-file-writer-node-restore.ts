import { parseDocument } from '../env-file/document.ts'
import { EnvFileError } from '../env-file/env-file-error.ts'
import { applyUndo, type Undo } from '../env-file/undo.ts'
import type { RestoredKey } from '../env-file/writer.ts'
import { changeContent, type Keeping, type Machine } from './env-file-writer-node-content.ts'
import { errnoOf, toEnvFileError } from './env-file-writer-node-disk.ts'
import { isTorn, overwrite, type PendingWrite } from './env-file-writer-node-in-place.ts'
import { type JournalRecord, readJournal, updateJournal } from './env-file-writer-node-journal.ts'
import { acquireLock } from './env-file-writer-node-lock.ts'
import { isAlive, isSameProcess } from './env-file-writer-node-process.ts'
import { removeLeftovers } from './env-file-writer-node-replace.ts'
import { readSnapshot } from './env-file-writer-node-snapshot.ts'

/** Takes back every edit whose value is still the one that was written, the newest first. */
export async function undoAll(
  machine: Machine,
  file: string,
  undos: readonly Undo[],
  keeping: Keeping,
  signal: AbortSignal,
): Promise<readonly RestoredKey[]> {
  const plan = (bytes: Uint8Array) => {
    let current = bytes
    const restored = undos.toReversed().map((undo): RestoredKey => {
      const result = applyUndo(parseDocument(current), undo)
      if (result.outcome === 'left') return { file, key: undo.key, outcome: result.reason, line: null }
      current = result.bytes
      return { file, key: undo.key, outcome: 'restored', line: result.line }
    })
    return { bytes: current, undos: [], restored }
  }
  try {
    return (await changeContent(machine, file, plan, keeping, signal)).restored
  } catch (error) {
    // A file that was removed in the meantime has nothing to take back.
    if (errnoOf(error) !== 'ENOENT') throw error
    return allLeft(file, undos, 'gone')
  }
}

function allLeft(file: string, undos: readonly Undo[], outcome: RestoredKey['outcome']): readonly RestoredKey[] {
  return undos.map(({ key }) => ({ file, key, outcome, line: null }))
}

/** The newest record first: two killed runs may have edited the same file one after the other. */
export async function restoreFromJournal(
  machine: Machine,
  journal: string,
  signal: AbortSignal,
): Promise<readonly RestoredKey[]> {
  const restored: RestoredKey[] = []
  for (const record of (await readJournal(machine.disk, journal)).toReversed()) {
    if (await isAlive(record.owner)) continue
    try {
      restored.push(...(await restoreRecord(machine, journal, record, signal)))
    } catch (error) {
      throw toEnvFileError(error, record.file)
    }
    await replaceRecord(machine, journal, record, null)
  }
  return restored
}

async function restoreRecord(machine: Machine, journal: string, record: JournalRecord, signal: AbortSignal) {
  const { file, undos, inPlace } = record
  const { disk } = machine
  const lock = await acquireLock(disk, file, process.pid)
  try {
    await removeLeftovers(disk, file)
    if (inPlace?.pending) await mendTorn(machine, file, inPlace.pending)
    const keeping: Keeping = {
      inPlace: inPlace !== undefined,
      remember: async (_undos, _before, pending) => {
        if (pending !== null) await replaceRecord(machine, journal, record, { ...record, inPlace: { pending } })
      },
      forgetPending: async () => {},
    }
    return await undoAll(machine, file, undos, keeping, signal)
  } catch (error) {
    // A link or a folder in the place of the file is somebody else's, and must not keep other files from being restored.
    if (!(error instanceof EnvFileError) || error.code !== 'env-file-not-a-file') throw error
    return allLeft(file, undos, 'changed')
  } finally {
    await lock.release()
  }
}

/** Puts the old content back where a write in place was cut short, and nowhere else. */
export async function mendTorn({ disk }: Machine, file: string, pending: PendingWrite): Promise<void> {
  try {
    const { bytes } = await readSnapshot(disk, file)
    if (isTorn(bytes, pending)) await overwrite(disk, file, pending.before)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
  }
}

async function replaceRecord(
  { disk, waiting }: Machine,
  journal: string,
  old: JournalRecord,
  next: JournalRecord | null,
): Promise<void> {
  await updateJournal(disk, waiting, journal, (records) =>
    records.flatMap((record) => {
      const isIt = record.file === old.file && isSameProcess(record.owner, old.owner)
      return isIt ? (next ?? []) : record
    }),
  )
}
