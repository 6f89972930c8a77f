import type { ClockPort } from '../core/ports.ts'
import type { TunnelError } from './errors.ts'

/** What is still so after this time was not left over from the tunnel that was lost. */
export const lingerMs = 60_000

/** Tells of each error in a row of tries whether another try can help. */
export interface GiveUp {
  isHopeless(error: TunnelError): boolean
  /** The row is over. */
  succeeded(): void
}

export function createGiveUp(clock: Pick<ClockPort, 'monotonicMs'>): GiveUp {
  let sinceMs: number | null = null
  return {
    isHopeless({ outlook }) {
      if (outlook !== 'lingers') {
        sinceMs = null
        return outlook === 'lasts'
      }
      sinceMs ??= clock.monotonicMs()
      return clock.monotonicMs() - sinceMs >= lingerMs
    },
    succeeded() {
      sinceMs = null
    },
  }
}
