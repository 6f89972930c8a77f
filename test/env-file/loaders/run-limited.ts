import { Script } from 'node:vm'

const global = globalThis as { limitedWork?: () => void }
const call = new Script('limitedWork()')

/** What the work gives; null if it throws or, with a limit, takes longer: some real loaders never end on some files. */
export function runLimited<T>(work: () => T, milliseconds: number | null): T | null {
  let result: T | null = null
  global.limitedWork = () => {
    result = work()
  }
  try {
    if (milliseconds === null) global.limitedWork()
    else call.runInThisContext({ timeout: milliseconds })
    return result
  } catch {
    return null
  } finally {
    delete global.limitedWork
  }
}
