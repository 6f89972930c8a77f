import * as fs from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sameBytes } from '../env-file/bytes.ts'
import { parseDocument } from '../env-file/document.ts'
import { EnvFileError } from '../env-file/env-file-error.ts'
import { applyUndo, type Undo } from '../env-file/undo.ts'
import type { EditPlan, EnvFileWriter, LockedEnvFile, LockRequest, RestoredKey } from '../env-file/writer.ts'
import { type Disk, errnoOf, toEnvFileError } from './env-file-writer-node-disk.ts'
import { type JournalRecord, journalPath, readJournal, updateJournal } from './env-file-writer-node-journal.ts'
import { acquireLock, type HeldLock } from './env-file-writer-node-lock.ts'
import { identifyProcess, isAlive, isSameProcess } from './env-file-writer-node-process.ts'
import { type Owner, removeLeftovers, replaceFile, type Waiting } from './env-file-writer-node-replace.ts'

export interface NodeEnvFileWriterOptions {
  /** Replaces the file system, to simulate one that is full or broken. */
  readonly disk?: Disk
  readonly platform?: NodeJS.Platform
  readonly sleep?: Waiting['sleep']
}

const MAX_BYTES = 1024 * 1024
const MAX_ATTEMPTS = 3
const RESTORE_LIMIT_MS = 10_000

interface Machine {
  readonly disk: Disk
  readonly waiting: Waiting
}

interface Snapshot {
  readonly bytes: Uint8Array
  readonly owner: Owner
}

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
    return await lockedFile(machine, file, journalPath(resolve(request.projectDirectory)), lock)
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function lockedFile(machine: Machine, file: string, journal: string, lock: HeldLock): Promise<LockedEnvFile> {
  const owner = await identifyProcess(process.pid)
  let undos: readonly Undo[] = []
  const keep = async (next: readonly Undo[]): Promise<void> => {
    if (undos.length === 0 && next.length === 0) return
    await updateJournal(machine.disk, machine.waiting, journal, (records) => [
      ...records.filter((record) => record.file !== file || !isSameProcess(record.owner, owner)),
      ...(next.length === 0 ? [] : [{ file, owner, undos: next }]),
    ])
    undos = next
  }
  return {
    file,
    read: () => withTypedErrors(file, async () => (await readSnapshot(machine.disk, file)).bytes),
    write: (plan, signal) => {
      const earlier = undos
      const remember = (planned: readonly Undo[]) => keep([...earlier, ...planned])
      return withTypedErrors(file, () => replaceContent(machine, file, plan, remember, signal))
    },
    restore: () =>
      withTypedErrors(file, async () => {
        const signal = AbortSignal.timeout(RESTORE_LIMIT_MS)
        const restored = await goneIfMissing(file, undos, () => undoAll(machine, file, undos, signal))
        await keep([])
        return restored
      }),
    release: ({ keepJournal = false } = {}) =>
      withTypedErrors(file, () => (keepJournal ? Promise.resolve() : keep([])).finally(lock.release)),
  }
}

/** The journal is written before the rename: killed in between, the next run finds the old value and has nothing to do. */
async function replaceContent<Plan extends EditPlan>(
  { disk, waiting }: Machine,
  file: string,
  plan: (bytes: Uint8Array) => Plan,
  remember: (undos: readonly Undo[]) => Promise<void>,
  signal: AbortSignal,
): Promise<Plan> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    signal.throwIfAborted()
    const { bytes, owner } = await readSnapshot(disk, file)
    const planned = plan(bytes)
    if (sameBytes(planned.bytes, bytes)) return planned
    await remember(planned.undos)
    const isStillWanted = async () => sameBytes((await readSnapshot(disk, file)).bytes, bytes)
    if (await replaceFile(disk, waiting, { file, bytes: planned.bytes, owner, isStillWanted }, signal)) return planned
  }
  const message = `\`${file}\` was saved by another program each time before it could be written`
  throw new EnvFileError('env-file-changed', file, message, { fix: 'close the program that keeps writing it' })
}

async function undoAll(
  machine: Machine,
  file: string,
  undos: readonly Undo[],
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
  return (await replaceContent(machine, file, plan, async () => {}, signal)).restored
}

/** A file that was removed in the meantime has nothing to take back. */
async function goneIfMissing(file: string, undos: readonly Undo[], work: () => Promise<readonly RestoredKey[]>) {
  try {
    return await work()
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    return undos.map(({ key }): RestoredKey => ({ file, key, outcome: 'gone', line: null }))
  }
}

/** The newest record first: two killed runs may have edited the same file one after the other. */
async function restoreFromJournal(
  machine: Machine,
  journal: string,
  signal: AbortSignal,
): Promise<readonly RestoredKey[]> {
  const { disk, waiting } = machine
  const restored: RestoredKey[] = []
  for (const record of (await readJournal(disk, journal)).toReversed()) {
    if (await isAlive(record.owner)) continue
    const { file, undos } = record
    const work = () => goneIfMissing(file, undos, () => restoreRecord(machine, record, signal))
    restored.push(...(await withTypedErrors(file, work)))
    await updateJournal(disk, waiting, journal, (records) =>
      records.filter((other) => other.file !== file || !isSameProcess(other.owner, record.owner)),
    )
  }
  return restored
}

async function restoreRecord(machine: Machine, { file, undos }: JournalRecord, signal: AbortSignal) {
  const lock = await acquireLock(machine.disk, file, process.pid)
  try {
    await removeLeftovers(machine.disk, file)
    return await undoAll(machine, file, undos, signal)
  } finally {
    await lock.release()
  }
}

async function resolveTarget(disk: Disk, file: string, followSymlinks: boolean): Promise<string> {
  if (!(await disk.lstat(file)).isSymbolicLink()) return file
  const target = await disk.realpath(file)
  if (followSymlinks) return target
  throw new EnvFileError('env-file-symlink', file, `\`${file}\` is a symbolic link to \`${target}\``, {
    fix: `name \`${target}\` itself`,
  })
}

/** Looks before it opens: opening a pipe would wait for its other end. */
async function readSnapshot(disk: Disk, file: string): Promise<Snapshot> {
  const stats = await disk.lstat(file)
  if (!stats.isFile()) throw new EnvFileError('env-file-not-a-file', file, `\`${file}\` is no regular file`)
  if (stats.size > MAX_BYTES) throw new EnvFileError('env-file-too-large', file, `\`${file}\` is larger than 1 MiB`)
  return { bytes: new Uint8Array(await disk.readFile(file)), owner: stats }
}

async function withTypedErrors<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toEnvFileError(error, file)
  }
}
