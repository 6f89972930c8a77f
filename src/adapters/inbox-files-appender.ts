import type { FileHandle } from 'node:fs/promises'

/** Appends lines to one file. Once something could not be written, nothing more is: what stands behind a torn line is lost. */
export interface Appender {
  readonly path: string
  /** Bytes in the file, those that wait to be written included. */
  readonly size: number
  readonly failure: unknown
  append(line: string): void
  /** Begins to write what was appended, so that a process that is killed leaves it behind; nothing is promised. */
  writeSoon(): void
  /** Resolves once everything appended so far is on disk; many callers share one write and one sync. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Somebody has removed the file while it was written to: what it holds can be read by nobody. */
export class RemovedError extends Error {}

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export async function createAppender(path: string, file: FileHandle): Promise<Appender> {
  // Where the file system counts no links, nothing can be told from their number.
  const countsLinks = (await file.stat()).nlink > 0
  let lines: string[] = []
  let waiters: Waiter[] = []
  let isRunning = false
  let size = 0
  let failure: unknown
  /** Something was written since the last sync. */
  let isUnsynced = false

  async function sync(): Promise<void> {
    // At the same time: each is a turn of its own that everybody waits for.
    const [facts] = await Promise.all([file.stat(), file.datasync()])
    isUnsynced = false
    if (countsLinks && facts.nlink === 0) throw new RemovedError(`${path} was removed`)
  }

  async function run(): Promise<void> {
    // Whoever asks in the same moment is served together.
    await Promise.resolve()
    while (waiters.length > 0 || lines.length > 0) {
      const [batch, served] = [lines, waiters]
      lines = []
      waiters = []
      try {
        if (failure !== undefined) throw failure
        if (batch.length > 0) {
          isUnsynced = true
          await file.writeFile(batch.join(''))
        }
        // The file may be closed by now, if all of it was synced before.
        if (served.length > 0 && isUnsynced) await sync()
        for (const { resolve } of served) resolve()
      } catch (error) {
        failure = error
        for (const { reject } of served) reject(error)
      }
    }
    isRunning = false
  }

  function start(): void {
    if (isRunning) return
    isRunning = true
    void run()
  }

  function flush(): Promise<void> {
    return new Promise((resolve, reject) => {
      waiters.push({ resolve, reject })
      start()
    })
  }

  return {
    path,
    get size() {
      return size
    },
    get failure() {
      return failure
    },
    append(line) {
      lines.push(line)
      size += Buffer.byteLength(line)
    },
    writeSoon() {
      start()
    },
    flush,
    async close() {
      await flush().catch(() => undefined)
      await file.close()
    },
  }
}
