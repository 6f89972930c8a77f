/** Undoes what was done, the last thing first, each step whatever becomes of the others. */
export interface CleanUp {
  later(work: () => Promise<void> | void): void
  /** Rejects with the first error, after everything was tried. */
  run(): Promise<void>
}

export function createCleanUp(): CleanUp {
  const steps: (() => Promise<void> | void)[] = []
  return {
    later: (work) => void steps.push(work),
    async run() {
      const errors: unknown[] = []
      for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
        try {
          await step()
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw errors[0]
    },
  }
}
