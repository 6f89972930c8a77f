import fs, { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EnvFileError } from '../env-file/env-file-error.ts'
import type { RecordedAnswer } from '../inbox/event.ts'
import { collectEvents, writeLine } from '../inbox/event-lines.ts'
import { InboxError, type InboxErrorCode, type InboxStore, type RetentionLimits } from '../inbox/inbox-store.ts'
import { errnoOf } from './env-file-writer-node-disk.ts'
import { acquireLock, type HeldLock } from './env-file-writer-node-lock.ts'
import { type Appender, createAppender } from './inbox-files-appender.ts'

/** A file is left for the next one when it has grown beyond this. */
const segmentBytes = 8 * 1_048_576
const segmentName = /^events-(\d{9})\.jsonl$/

export interface InboxFilesOptions {
  /** Usually `.mpesa-doctor/inbox` in the project. */
  readonly folder: string
  /** Lower-case hexadecimal digits, for ids. */
  readonly hex: (digits: number) => string
  readonly segmentBytes?: number
}

/**
 * Opens the inbox for writing, alone: a second writer is refused (`locked`). Each opening begins a file of its own, so that
 * nothing is ever appended to a line that a crash has torn.
 */
export async function openInboxFiles({ folder, hex, ...options }: InboxFilesOptions): Promise<InboxStore> {
  const mostBytes = options.segmentBytes ?? segmentBytes
  let lock: HeldLock
  try {
    await prepareFolder(folder)
    lock = await acquireLock(fs, join(folder, 'writer'), process.pid)
  } catch (error) {
    throw toInboxError(error, folder)
  }
  let last = await lastNumber(folder).catch(async (error) => {
    await lock.release()
    throw toInboxError(error, folder)
  })
  let current: Appender | undefined
  let opening: Promise<Appender> | undefined

  /** The file to append to; a new one where there is none yet, or the present one is full or broken. */
  function appender(): Appender | Promise<Appender> {
    if (current !== undefined && current.failure === undefined && current.size < mostBytes) return current
    opening ??= startSegment(folder).then(
      (file) => {
        // What still waits in the full file is written by then; its handle is closed behind it.
        void current?.close().catch(() => undefined)
        current = file
        opening = undefined
        return file
      },
      (error) => {
        opening = undefined
        throw error
      },
    )
    return opening
  }

  return {
    where: folder,
    async begin(request, receivedAt) {
      try {
        const file = await appender()
        const number = ++last
        const id = `${stamp(receivedAt)}-${hex(4)}`
        file.append(writeLine({ v: 1, type: 'request', number, id, receivedAt: receivedAt.toISOString(), request }))
        // Not waited for: it is only there so that a callback that kills the app leaves a trace.
        void file.flush().catch(() => undefined)
        return { id, number, finish: (answer) => finish(file, number, answer) }
      } catch (error) {
        throw toInboxError(error, folder)
      }
    },
    read: (range) => readInboxFiles(folder, range),
    prune: (limits, now) => prune(folder, limits, now),
    async close() {
      const file = (await opening?.catch(() => undefined)) ?? current
      await file?.flush().catch(() => undefined)
      await file?.close().catch(() => undefined)
      await lock.release()
    },
  }

  async function finish(file: Appender, number: number, answer: RecordedAnswer): Promise<void> {
    try {
      const target = await appender()
      target.append(writeLine({ v: 1, type: 'answer', number, answer }))
      // The request may stand in the file before: an answer alone would be no event.
      await (file === target ? target.flush() : Promise.all([file.flush(), target.flush()]))
    } catch (error) {
      throw toInboxError(error, folder)
    }
  }
}

/** Reads the inbox of a project, also while another process writes to it. An inbox that does not exist has no events. */
export async function readInboxFiles(
  folder: string,
  { afterNumber = 0, since }: { readonly afterNumber?: number; readonly since?: Date } = {},
) {
  const collector = collectEvents()
  try {
    for (const { path } of await listSegments(folder)) collector.add(await readFile(path, 'utf8'))
  } catch (error) {
    throw toInboxError(error, folder)
  }
  return collector
    .events()
    .filter(({ number, receivedAt }) => number > afterNumber && (since === undefined || new Date(receivedAt) >= since))
}

interface Segment {
  readonly path: string
  readonly sequence: number
}

/** The oldest first. */
async function listSegments(folder: string): Promise<readonly Segment[]> {
  const names = await readdir(folder).catch((error) => {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  })
  return names
    .flatMap((name) => {
      const sequence = segmentName.exec(name)?.[1]
      return sequence === undefined ? [] : [{ path: join(folder, name), sequence: Number(sequence) }]
    })
    .sort((one, other) => one.sequence - other.sequence)
}

/** The highest number in use; files that hold none, after a crash or of answers only, are passed over. */
async function lastNumber(folder: string): Promise<number> {
  for (const { path } of (await listSegments(folder)).toReversed()) {
    const collector = collectEvents()
    collector.add(await readFile(path, 'utf8'))
    const last = collector.events().at(-1)
    if (last !== undefined) return last.number
  }
  return 0
}

async function startSegment(folder: string): Promise<Appender> {
  const sequence = ((await listSegments(folder)).at(-1)?.sequence ?? 0) + 1
  const file = await open(join(folder, `events-${String(sequence).padStart(9, '0')}.jsonl`), 'ax', 0o600)
  await syncFolder(folder)
  return createAppender(file)
}

/** Otherwise a power cut could take the file away although its content was synced. */
async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders, and needs no sync of them.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

/** Removes whole files, the oldest first, never the last one: it may be in use. */
async function prune(folder: string, { maxAgeMs, maxBytes }: RetentionLimits, now: Date): Promise<number> {
  const segments = await Promise.all(
    (await listSegments(folder)).map(async (segment) => ({ ...segment, facts: await stat(segment.path) })),
  )
  let bytes = segments.reduce((sum, { facts }) => sum + facts.size, 0)
  let removed = 0
  for (const { path, facts } of segments.slice(0, -1)) {
    const isOld = now.getTime() - facts.mtimeMs > maxAgeMs
    if (!isOld && bytes <= maxBytes) break
    const collector = collectEvents()
    collector.add(await readFile(path, 'utf8'))
    await rm(path, { force: true })
    removed += collector.events().length
    bytes -= facts.size
  }
  return removed
}

async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Keeps the folder out of commits, whatever the project's own ignore file says.
  await open(join(dirname(folder), '.gitignore'), 'wx', 0o600)
    .then((file) => file.writeFile('*\n').finally(() => file.close()))
    .catch((error) => {
      if (errnoOf(error) !== 'EEXIST') throw error
    })
}

/** `20261123-190455-123`: sorts by time. */
function stamp(date: Date): string {
  return date.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').replace('.', '-').replace('Z', '')
}

const errnoCodes: Readonly<Record<string, InboxErrorCode>> = {
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  ENOTDIR: 'not-a-folder',
  EEXIST: 'not-a-folder',
}

const sentences: Readonly<Record<InboxErrorCode, string>> = {
  locked: 'another process is writing to the inbox',
  'no-space': 'there is no space left for the inbox',
  'read-only': 'the inbox cannot be written to',
  'not-a-folder': 'the place of the inbox is taken by a file',
  unreadable: 'the inbox cannot be read',
  unreachable: 'the inbox cannot be reached',
  other: 'the inbox cannot be used',
}

function toInboxError(error: unknown, folder: string): InboxError {
  if (error instanceof InboxError) return error
  if (error instanceof EnvFileError && error.code === 'env-file-locked')
    return new InboxError('locked', folder, sentences.locked, error)
  const errno = errnoOf(error) ?? ''
  const code = errnoCodes[errno] ?? 'other'
  return new InboxError(code, folder, errno === '' ? sentences[code] : `${sentences[code]} (${errno})`, error)
}
