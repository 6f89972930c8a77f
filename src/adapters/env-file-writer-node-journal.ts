import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EnvFileError } from '../env-file/env-file-error.ts'
import type { Undo } from '../env-file/undo.ts'
import { type Disk, errnoOf, toEnvFileError } from './env-file-writer-node-disk.ts'
import type { PendingWrite } from './env-file-writer-node-in-place.ts'
import { acquireLock, type HeldLock } from './env-file-writer-node-lock.ts'
import { isProcessIdentity, type ProcessIdentity } from './env-file-writer-node-process.ts'
import { removeLeftovers, replaceFile, type Waiting } from './env-file-writer-node-replace.ts'

/** The edits that one process made to one file and has not taken back. */
export interface JournalRecord {
  readonly file: string
  readonly owner: ProcessIdentity
  /** In the order in which they were made. */
  readonly undos: readonly Undo[]
  /** The file is overwritten, not replaced. `pending`: a write that may have been cut short. */
  readonly inPlace?: { readonly pending: PendingWrite | null }
}

export function journalPath(projectDirectory: string): string {
  return join(projectDirectory, '.mpesa-doctor', 'tunnel-journal.json')
}

/** Reads the journal; no journal is an empty one. */
export async function readJournal(disk: Disk, path: string): Promise<readonly JournalRecord[]> {
  let content: string
  try {
    content = await disk.readFile(path, 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return []
    throw error
  }
  const records = parseRecords(content)
  if (records !== null) return records
  throw new EnvFileError('tunnel-journal-unreadable', path, `\`${path}\` is no journal that this version understands`, {
    fix: 'Put the old values back by hand, then remove it',
  })
}

/** Replaces the records; the file disappears with the last of them. Two processes of one project take turns. */
export async function updateJournal(
  disk: Disk,
  waiting: Waiting,
  path: string,
  update: (records: readonly JournalRecord[]) => readonly JournalRecord[],
): Promise<void> {
  try {
    await disk.mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeIgnoreFile(disk, dirname(path))
    await rewriteJournal(disk, waiting, path, update)
  } catch (error) {
    throw toEnvFileError(error, path)
  }
}

async function rewriteJournal(
  disk: Disk,
  waiting: Waiting,
  path: string,
  update: (records: readonly JournalRecord[]) => readonly JournalRecord[],
): Promise<void> {
  const lock = await acquireSoon(disk, path)
  try {
    await removeLeftovers(disk, path)
    const records = update(await readJournal(disk, path))
    if (records.length === 0) return await removeJournal(disk, path)
    const bytes = new TextEncoder().encode(serializeRecords(records))
    const replacement = { file: path, bytes, owner: null, isStillWanted: async () => true }
    await replaceFile(disk, waiting, replacement, AbortSignal.timeout(10_000))
  } finally {
    await lock.release()
  }
}

/** Keeps the folder out of commits, whatever the project's own ignore file says. */
async function writeIgnoreFile(disk: Disk, directory: string): Promise<void> {
  try {
    const handle = await disk.open(join(directory, '.gitignore'), 'wx', 0o600)
    await handle.writeFile('*\n').finally(() => handle.close())
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
  }
}

/** The journal is only held for the time of one write, so a holder is waited for; 2 s are far more than it needs. */
async function acquireSoon(disk: Disk, path: string): Promise<HeldLock> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await acquireLock(disk, path, process.pid)
    } catch (error) {
      const isHeld = error instanceof EnvFileError && error.code === 'env-file-locked'
      if (!isHeld || attempt === 80) throw error
      await sleep(25)
    }
  }
}

async function removeJournal(disk: Disk, path: string): Promise<void> {
  try {
    await disk.unlink(path)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
  }
}

function serializeRecords(records: readonly JournalRecord[]): string {
  const encode = (undo: Undo) =>
    undo.kind === 'replaced' ? { ...undo, original: Buffer.from(undo.original).toString('base64') } : undo
  const plain = records.map(({ file, owner, undos, inPlace }) => ({
    file,
    owner,
    undos: undos.map(encode),
    ...(inPlace === undefined ? {} : { inPlace: { pending: inPlace.pending && encodePending(inPlace.pending) } }),
  }))
  return `${JSON.stringify({ version: 1, records: plain }, null, 2)}\n`
}

function encodePending({ before, after }: PendingWrite) {
  return { before: Buffer.from(before).toString('base64'), after: Buffer.from(after).toString('base64') }
}

/** Undefined for what is no such thing. */
function parseInPlace(value: unknown): JournalRecord['inPlace'] {
  if (!isObject(value)) return undefined
  if (value.pending === null) return { pending: null }
  if (!isObject(value.pending)) return undefined
  const { before, after } = value.pending
  if (typeof before !== 'string' || typeof after !== 'string') return undefined
  const decode = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
  return { pending: { before: decode(before), after: decode(after) } }
}

function parseRecords(content: string): readonly JournalRecord[] | null {
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch {
    return null
  }
  if (!isObject(value) || value.version !== 1 || !Array.isArray(value.records)) return null
  const records = value.records.map(parseRecord)
  return records.every((record) => record !== null) ? records : null
}

function parseRecord(value: unknown): JournalRecord | null {
  if (!isObject(value) || typeof value.file !== 'string' || !isProcessIdentity(value.owner)) return null
  if (!Array.isArray(value.undos)) return null
  const undos = value.undos.map(parseUndo)
  if (!undos.every((undo) => undo !== null)) return null
  const record = { file: value.file, owner: value.owner, undos }
  if (value.inPlace === undefined) return record
  const inPlace = parseInPlace(value.inPlace)
  return inPlace === undefined ? null : { ...record, inPlace }
}

function parseUndo(value: unknown): Undo | null {
  if (!isObject(value) || typeof value.key !== 'string' || typeof value.written !== 'string') return null
  const { kind, key, written, quote, original, addedNewline } = value
  if (kind === 'appended' && typeof addedNewline === 'boolean') {
    return { kind, key, written, quote: 'none', addedNewline }
  }
  if (kind !== 'replaced' || typeof original !== 'string') return null
  if (quote !== 'none' && quote !== 'single' && quote !== 'double') return null
  return { kind, key, written, quote, original: new Uint8Array(Buffer.from(original, 'base64')) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
