import type { ClockPort } from '../../core/ports.ts'

/** Which queries come too fast. */
export interface QueryTurns {
  /** False for one that the gateway refuses. */
  take(): boolean
}

/** Five a minute with a burst of one, as the fault of the gateway says: Apigee spreads them over the minute. */
const spacingMs = 12_000

export function createQueryTurns(clock: ClockPort): QueryTurns {
  let lastMs = Number.NEGATIVE_INFINITY
  return {
    take() {
      const nowMs = clock.monotonicMs()
      if (nowMs - lastMs < spacingMs) return false
      lastMs = nowMs
      return true
    },
  }
}
