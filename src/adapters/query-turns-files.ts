import { mkdir, open, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ClockPort } from '../core/ports.ts'
import { nextTurn, type QueryTurns, queryEveryMs } from '../daraja/client/query-turns.ts'

/** Nobody holds the lock longer than it takes to read and write a line. */
const staleMs = 5_000
const retryMs = 15
const mostRetries = 400
const form = /^\{"free":(\d{1,16})\}\n$/

/**
 * Keeps a file for each app: when the next query may go out. It survives restarts and is shared by processes; where it
 * cannot be kept, everybody has a turn at once.
 */
export function openQueryTurns(folder: string, { now }: Pick<ClockPort, 'now'>): QueryTurns {
  async function locked<T>(app: string, work: (file: string) => Promise<T>): Promise<T | undefined> {
    const file = join(folder, `${app}.json`)
    const lock = `${file}.lock`
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      for (let attempt = 0; !(await create(lock)); attempt++) {
        if (attempt === mostRetries) return undefined
        // A process that was killed leaves it behind. Files carry the time of the system, whatever the clock of the run says.
        const held = await stat(lock).catch(() => null)
        if (held !== null && Date.now() - held.mtimeMs > staleMs) await unlink(lock).catch(() => undefined)
        else await delay(retryMs)
      }
      try {
        return await work(file)
      } finally {
        await unlink(lock).catch(() => undefined)
      }
    } catch {
      return undefined
    }
  }

  return {
    async take(app) {
      const nowMs = now().getTime()
      const turn = await locked(app, async (file) => {
        const at = nextTurn(await readFree(file), nowMs)
        await writeFree(file, at + queryEveryMs)
        return at
      })
      return {
        waitMs: turn === undefined ? 0 : turn - nowMs,
        async giveBack() {
          if (turn === undefined) return
          await locked(app, async (file) => {
            if ((await readFree(file)) === Math.ceil(turn + queryEveryMs)) await writeFree(file, turn)
          })
        },
      }
    },
    async pause(app, ms) {
      const nowMs = now().getTime()
      await locked(app, async (file) => writeFree(file, Math.max(nextTurn(await readFree(file), nowMs), nowMs + ms)))
    },
  }
}

async function create(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close()
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Windows says EPERM while another process is just deleting it.
    if (code === 'EEXIST' || (code === 'EPERM' && process.platform === 'win32')) return false
    throw error
  }
}

/** Null if there is no file, or something else in it. */
async function readFree(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const free = form.exec(text)?.[1]
  return free === undefined ? null : Number(free)
}

async function writeFree(file: string, free: number): Promise<void> {
  const temporary = `${file}.${process.pid}`
  await writeFile(temporary, `{"free":${Math.ceil(free)}}\n`, { mode: 0o600 })
  await rename(temporary, file)
}
