/** Milliseconds before the next attempt to connect: 0.5 s, 1 s, 2 s, … at most 10 s. */
export function retryDelay(failures: number): number {
  return Math.min(10_000, 500 * 2 ** Math.min(failures - 1, 10))
}
