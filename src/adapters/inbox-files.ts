import fs, { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecordedAnswer } from '../inbox/event.ts'
import { eventId } from '../inbox/event-id.ts'
import { writeLine } from '../inbox/event-lines.ts'
import type { InboxStore } from '../inbox/inbox-store.ts'
import { acquireLock, type HeldLock } from './env-file-writer-node-lock.ts'
import { type Appender, createAppender, RemovedError } from './inbox-files-appender.ts'
import { toInboxError } from './inbox-files-failure.ts'
import { readInboxFiles } from './inbox-files-read.ts'
import { lastNumber, openNextSegment, prepareFolder, pruneSegments } from './inbox-files-segments.ts'

/** A file is left for the next one when it has grown beyond this. */
const segmentBytes = 8 * 1_048_576

export interface InboxFilesOptions {
  /** Usually `.mpesa-doctor/inbox` in the project. */
  readonly folder: string
  /** Lower-case hexadecimal digits, for ids. */
  readonly hex: (digits: number) => string
  readonly segmentBytes?: number
  /** How files are opened for writing, for tests of full disks. */
  readonly openFile?: typeof open
}

/** A request line, and where it was written. */
interface Written {
  readonly line: string
  readonly file: Appender
  /** Which folder it was: each time that it is removed under our hands there is another one. */
  readonly folderCount: number
}

/**
 * Opens the inbox for writing, alone: a second writer is refused (`locked`). Each opening begins a file of its own, so that
 * nothing is ever appended to a line that a crash has torn.
 */
export async function openInboxFiles({ folder, hex, ...options }: InboxFilesOptions): Promise<InboxStore> {
  const { openFile = open, segmentBytes: mostBytes = segmentBytes } = options
  let lock = await takeFolder(folder)
  let last = await lastNumber(folder).catch(async (error) => {
    await lock.release()
    throw toInboxError(error, folder)
  })
  let folderCount = 1
  let current: Appender | undefined
  let opening: Promise<Appender> | undefined

  /** The file to append to; a new one where there is none yet, or the present one is full or broken. */
  function appender(): Appender | Promise<Appender> {
    if (current !== undefined && current.failure === undefined && current.size < mostBytes) return current
    opening ??= startSegment(current).finally(() => {
      opening = undefined
    })
    return opening
  }

  async function startSegment(old: Appender | undefined): Promise<Appender> {
    if (old?.failure instanceof RemovedError) {
      // The lock went with the folder, and another process may have come in between.
      await lock.release().catch(() => undefined)
      lock = await takeFolder(folder)
      folderCount++
    }
    const { path, file } = await openNextSegment(
      folder,
      old?.failure === undefined ? (old?.path ?? null) : null,
      openFile,
    )
    const next = await createAppender(path, file)
    next.append(writeLine({ v: 1, type: 'start', number: last }))
    // What still waits in the full file is written by then; its handle is closed behind it.
    void old?.close().catch(() => undefined)
    current = next
    return next
  }

  async function finish(written: Written, number: number, answer: RecordedAnswer): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const target = await appender()
        if (!(await isKept(written, target))) target.append(written.line)
        target.append(writeLine({ v: 1, type: 'answer', number, answer }))
        await target.flush()
        return
      } catch (error) {
        // The file may have broken before; where that has passed by now, the event is kept in the next one.
        if (attempt === 1) continue
        throw toInboxError(error, folder)
      }
    }
  }

  /** An answer alone would be no event: a request that was lost with its file is written again. */
  async function isKept(written: Written, target: Appender): Promise<boolean> {
    if (written.folderCount !== folderCount) return false
    if (written.file === target) return true
    await written.file.flush().catch(() => undefined)
    return written.file.failure === undefined
  }

  return {
    where: folder,
    async begin(request, receivedAt) {
      try {
        const file = await appender()
        const number = ++last
        const id = eventId(receivedAt, hex)
        const line = writeLine({ v: 1, type: 'request', number, id, receivedAt: receivedAt.toISOString(), request })
        file.append(line)
        // Not waited for: it is only there so that a callback that kills the app leaves a trace.
        file.writeSoon()
        const written = { line, file, folderCount }
        return { id, number, finish: (answer) => finish(written, number, answer) }
      } catch (error) {
        throw toInboxError(error, folder)
      }
    },
    read: (range) => readInboxFiles(folder, range),
    async prune(limits, now) {
      try {
        return await pruneSegments(folder, limits, now)
      } catch (error) {
        throw toInboxError(error, folder)
      }
    },
    async close() {
      const file = (await opening?.catch(() => undefined)) ?? current
      await file?.flush().catch(() => undefined)
      await file?.close().catch(() => undefined)
      await lock.release()
    },
  }
}

async function takeFolder(folder: string): Promise<HeldLock> {
  try {
    await prepareFolder(folder)
    return await acquireLock(fs, join(folder, 'writer'), process.pid)
  } catch (error) {
    throw toInboxError(error, folder)
  }
}
