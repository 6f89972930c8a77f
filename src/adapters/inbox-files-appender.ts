import type { FileHandle } from 'node:fs/promises'

/** Appends lines to one file. Once something could not be written, nothing more is: what stands behind a torn line is lost. */
export interface Appender {
  readonly path: string
  /** Bytes in the file, those that wait to be written included. */
  readonly size: number
  readonly failure: unknown
  append(line: string): void
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
  let running: Promise<void> | undefined
  let size = 0
  let failure: unknown

  async function write(batch: readonly string[]): Promise<void> {
    await file.writeFile(batch.join(''))
    await file.datasync()
    if (countsLinks && (await file.stat()).nlink === 0) throw new RemovedError(`${path} was removed`)
  }

  async function run(): Promise<void> {
    // Whoever asks in the same moment is served together.
    await Promise.resolve()
    while (waiters.length > 0) {
      const [batch, served] = [lines, waiters]
      lines = []
      waiters = []
      try {
        if (failure !== undefined) throw failure
        if (batch.length > 0) await write(batch)
        for (const { resolve } of served) resolve()
      } catch (error) {
        failure = error
        for (const { reject } of served) reject(error)
      }
    }
    running = undefined
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
    flush: () =>
      new Promise((resolve, reject) => {
        waiters.push({ resolve, reject })
        running ??= run()
      }),
    async close() {
      await running
      await file.close()
    },
  }
}
