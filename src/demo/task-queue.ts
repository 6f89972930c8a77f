/** Runs tasks one after another, in the order in which they were given. */
export interface TaskQueue {
  run<T>(task: () => Promise<T>): Promise<T>
  /** Runs a last task after those given before; later ones are refused. Every call returns the same promise. */
  finish(task: () => Promise<void>): Promise<void>
}

export function createTaskQueue(): TaskQueue {
  let work: Promise<unknown> = Promise.resolve()
  let finished: Promise<void> | undefined
  const enqueue = <T>(task: () => Promise<T>): Promise<T> => {
    const turn = work.then(task)
    work = turn.catch(() => {})
    return turn
  }
  return {
    run: (task) => (finished === undefined ? enqueue(task) : Promise.reject(new Error('It has been stopped'))),
    finish: (task) => {
      finished ??= enqueue(task)
      return finished
    },
  }
}
