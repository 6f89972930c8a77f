/**
 * The sandbox takes five STK queries a minute without a burst, thus one every twelve seconds; the next one within that time
 * is answered with 429. Source: the message of the gateway's own fault, `messagesPerPeriod=5 … maxBurstMessageCount=1.0`.
 */
export const queryEveryMs = 12_000

/** After it was turned away a program had better wait longer. */
export const afterRefusalMs = 60_000

export interface QueryTurn {
  /** Milliseconds until it comes; 0 if that is now. */
  readonly waitMs: number
  /** For whoever does not wait that long; of no use if another one queues behind. Never rejects. */
  giveBack(): Promise<void>
}

/** Turns at the STK query, shared by all programs of this user. */
export interface QueryTurns {
  /** Takes the next turn of an app. Never rejects. */
  take(app: string): Promise<QueryTurn>
  /** Lets nobody have a turn for so many milliseconds from now. Never rejects. */
  pause(app: string, ms: number): Promise<void>
}

/** When the turn of somebody who asks now comes; `free` is what was written down, and may be anything. */
export function nextTurn(free: number | null, nowMs: number): number {
  // Farther away than a queue of an hour: the file is damaged, or the clock was wrong when it was written.
  return free === null || !Number.isFinite(free) || free < nowMs || free > nowMs + 3_600_000 ? nowMs : free
}
