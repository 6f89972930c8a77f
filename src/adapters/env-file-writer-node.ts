import * as fs from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Undo } from '../env-file/undo.ts'
import type { EnvFileWriter, LockedEnvFile, LockRequest } from '../env-file/writer.ts'
import { writeBackup } from './env-file-writer-node-backup.ts'
import { changeContent, type Keeping, type Machine } from './env-file-writer-node-content.ts'
import { type Disk, toEnvFileError } from './env-file-writer-node-disk.ts'
import type { PendingWrite } from './env-file-writer-node-in-place.ts'
import { journalPath, updateJournal } from './env-file-writer-node-journal.ts'
import { acquireLock, type HeldLock } from './env-file-writer-node-lock.ts'
import { identifyProcess, isSameProcess } from './env-file-writer-node-process.ts'
import { removeLeftovers, type Waiting } from './env-file-writer-node-replace.ts'
import { mendTorn, restoreFromJournal, undoAll } from './env-file-writer-node-restore.ts'
import { readSnapshot, resolveTarget } from './env-file-writer-node-snapshot.ts'

export interface NodeEnvFileWriterOptions {
  /** Replaces the file system, to simulate one that is full or broken. */
  readonly disk?: Disk
  readonly platform?: NodeJS.Platform
  readonly sleep?: Waiting['sleep']
}

const RESTORE_LIMIT_MS = 10_000

/** Writes env files on the local disk. */
export function createNodeEnvFileWriter(options: NodeEnvFileWriterOptions = {}): EnvFileWriter {
  const machine: Machine = {
    disk: options.disk ?? fs,
    waiting: {
      platform: options.platform ?? process.platform,
      sleep: options.sleep ?? ((milliseconds, signal) => sleep(milliseconds, undefined, { signal })),
    },
  }
  return {
    lock: (request, signal) => withTypedErrors(request.file, () => lockFile(machine, request, signal)),
    restoreFromJournal: (directory, signal) => restoreFromJournal(machine, journalPath(resolve(directory)), signal),
  }
}

async function lockFile(machine: Machine, request: LockRequest, signal: AbortSignal): Promise<LockedEnvFile> {
  signal.throwIfAborted()
  const { disk } = machine
  const file = await resolveTarget(disk, resolve(request.file), request.followSymlinks ?? false)
  await readSnapshot(disk, file)
  const lock = await acquireLock(disk, file, process.pid)
  try {
    await removeLeftovers(disk, file)
    return await lockedFile(machine, { ...request, file }, lock)
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** What the journal holds of this lock, and how it is changed. */
async function createRecord({ disk, waiting }: Machine, { file, projectDirectory, inPlace = false }: LockRequest) {
  const journal = journalPath(resolve(projectDirectory))
  const owner = await identifyProcess(process.pid)
  let undos: readonly Undo[] = []
  let pending: PendingWrite | null = null
  const keep = async (nextUndos: readonly Undo[], nextPending: PendingWrite | null): Promise<void> => {
    const isEmpty = nextUndos.length === 0 && nextPending === null
    if (isEmpty && undos.length === 0 && pending === null) return
    const record = { file, owner, undos: nextUndos, ...(inPlace ? { inPlace: { pending: nextPending } } : {}) }
    await updateJournal(disk, waiting, journal, (records) => [
      ...records.filter((other) => other.file !== file || !isSameProcess(other.owner, owner)),
      ...(isEmpty ? [] : [record]),
    ])
    undos = nextUndos
    pending = nextPending
  }
  return { undos: () => undos, pending: () => pending, keep }
}

async function lockedFile(machine: Machine, request: LockRequest, lock: HeldLock): Promise<LockedEnvFile> {
  const { file, inPlace = false } = request
  const record = await createRecord(machine, request)
  const { keep } = record
  let backup: string | null = null
  const keeping = (earlier: readonly Undo[]): Keeping => ({
    inPlace,
    remember: async (planned, before, pending) => {
      if (backup === null && request.backup !== undefined) {
        backup = await writeBackup(machine.disk, file, before, request.backup)
      }
      await keep([...earlier, ...planned], pending)
    },
    forgetPending: () => keep(record.undos(), null),
  })
  return {
    file,
    get backup() {
      return backup
    },
    read: () => withTypedErrors(file, async () => (await readSnapshot(machine.disk, file)).bytes),
    write: (plan, signal) =>
      withTypedErrors(file, () => changeContent(machine, file, plan, keeping(record.undos()), signal)),
    restore: () =>
      withTypedErrors(file, async () => {
        const signal = AbortSignal.timeout(RESTORE_LIMIT_MS)
        const undos = record.undos()
        const pending = record.pending()
        if (pending !== null) await mendTorn(machine, file, pending)
        const restored = await undoAll(machine, file, undos, keeping(undos), signal)
        await keep([], null)
        return restored
      }),
    // A write that could neither be completed nor undone stays in the journal: the next run puts the old content back.
    release: ({ keepJournal = false } = {}) =>
      withTypedErrors(file, () =>
        (keepJournal || record.pending() !== null ? Promise.resolve() : keep([], null)).finally(lock.release),
      ),
  }
}

async function withTypedErrors<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toEnvFileError(error, file)
  }
}
