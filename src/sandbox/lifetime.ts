/** What goes on until the sandbox ends. */
export interface Lifetime {
  hasEnded(): boolean
  /** Gives the work a signal of its own: one that thousands listen to is slow, and Node warns of it. */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>
  end(reason: Error): void
}

export function createLifetime(): Lifetime {
  const open = new Set<AbortController>()
  let ended: Error | undefined
  return {
    hasEnded: () => ended !== undefined,
    async run(work) {
      if (ended !== undefined) throw ended
      const controller = new AbortController()
      open.add(controller)
      try {
        return await work(controller.signal)
      } finally {
        open.delete(controller)
      }
    },
    end(reason) {
      ended ??= reason
      for (const controller of open) controller.abort(reason)
    },
  }
}
