/** What a load was and what came of it: `load` in the JSON report. */
export interface LoadDocument {
  readonly kind: string
  readonly scenario: string
  readonly url: string
  /** How many were wanted. */
  readonly count: number
  readonly concurrency: number
  /** Requests a second that were wanted; null where the answers set the pace. */
  readonly rate: number | null
  /** False if it was ended before all were sent. */
  readonly complete: boolean
  readonly sent: number
  readonly answered: number
  readonly durationMs: number
  /** Answers a second. */
  readonly throughput: number
  /** Answers of each status. */
  readonly statuses: Readonly<Record<string, number>>
  /** Requests without an answer, by what happened to them. */
  readonly failures: Readonly<Record<string, number>>
  /** Milliseconds; null if nothing was answered. */
  readonly latencyMs: {
    readonly min: number
    readonly mean: number
    readonly p50: number
    readonly p90: number
    readonly p99: number
    readonly p999: number
    readonly max: number
  } | null
  /** How many answers came within so many milliseconds, and not within the bound before. */
  readonly histogram: readonly { readonly withinMs: number; readonly count: number }[]
}
