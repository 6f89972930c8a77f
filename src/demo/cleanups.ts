type Cleanup = () => Promise<unknown>

/** What has to be taken back when something that was built up step by step ends, or fails in the middle. */
export interface Cleanups {
  add(cleanup: Cleanup): void
  /** Runs them, the last one first. Goes on when one fails, and throws what failed first at the end. */
  run(): Promise<void>
}

export function createCleanups(): Cleanups {
  const cleanups: Cleanup[] = []
  return {
    add: (cleanup) => {
      cleanups.push(cleanup)
    },
    run: async () => {
      const errors: unknown[] = []
      for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) {
        await cleanup().catch((error: unknown) => errors.push(error))
      }
      if (errors.length > 0) throw errors[0]
    },
  }
}
