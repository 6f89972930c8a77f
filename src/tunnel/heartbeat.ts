import type { ClockPort } from '../core/ports.ts'

export interface Heartbeat {
  /** Called every few seconds. `sleptMs` is how long this machine slept since the last time, or else 0. */
  tick(sleptMs: number): Promise<void>
}

/** How often the watch looks. */
export const tickMs = 2_000
/** A wait that takes so much longer than it should was a machine that slept; a busy one is never that late. */
const wakeMs = 15_000

/**
 * Ticks until aborted. A machine that slept is known by the wall clock, which jumps: other clocks of some systems stand
 * still meanwhile. One tick is over before the next one begins. Rejects only if a tick does.
 */
export async function keepTicking(clock: ClockPort, { tick }: Heartbeat, signal: AbortSignal): Promise<void> {
  for (;;) {
    const before = clock.now().getTime()
    try {
      await clock.sleep(tickMs, signal)
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    const lateMs = clock.now().getTime() - before - tickMs
    await tick(lateMs > wakeMs ? lateMs : 0)
    if (signal.aborted) return
  }
}
