import type { FileHandle } from 'node:fs/promises'

/** Appends lines to one file. Once something could not be written, nothing more is: what stands behind a torn line is lost. */
export interface Appender {
  /** Bytes in the file, those that wait to be written included. */
  readonly size: number
  readonly failure: unknown
  append(line: string): void
  /** Resolves once everything appended so far is on disk; many callers share one write and one sync. */
  flush(): Promise<void>
  close(): Promise<void>
}

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export function createAppender(file: FileHandle): Appender {
  let lines: string[] = []
  let waiters: Waiter[] = []
  let running: Promise<void> | undefined
  let size = 0
  let failure: unknown

  async function run(): Promise<void> {
    // Whoever asks in the same moment is served together.
    await Promise.resolve()
    while (waiters.length > 0) {
      const [batch, served] = [lines, waiters]
      lines = []
      waiters = []
      try {
        if (failure !== undefined) throw failure
        if (batch.length > 0) {
          await file.writeFile(batch.join(''))
          await file.datasync()
        }
        for (const { resolve } of served) resolve()
      } catch (error) {
        failure = error
        for (const { reject } of served) reject(error)
      }
    }
    running = undefined
  }

  return {
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
