import type { ClockPort } from '../core/ports.ts'

/** The access tokens that were given out. */
export interface Tokens {
  grant(token: string, endsOthers: boolean): void
  isGood(token: string): boolean
}

/** Documented; the answer says a second less. */
export const tokenMs = 3_600_000
const most = 10_000

export function createTokens(clock: ClockPort): Tokens {
  const ends = new Map<string, number>()
  return {
    grant(token, endsOthers) {
      if (endsOthers) ends.clear()
      ends.set(token, clock.now().getTime() + tokenMs)
      if (ends.size <= most) return
      for (const old of ends.keys()) {
        ends.delete(old)
        if (ends.size <= most) return
      }
    },
    isGood: (token) => (ends.get(token) ?? 0) > clock.now().getTime(),
  }
}
