import type { Endpoint } from '../../core/net-port.ts'
import type { CallbackRequest } from '../build-delivery.ts'

/** Sends many requests to one URL over connections that are kept open. */
export interface LoadPort {
  /** Ends when all are answered, or soon after the signal; never rejects for what the server does. */
  run(load: Load): Promise<LoadFigures>
}

export interface Load {
  readonly url: string
  readonly headers: CallbackRequest['headers']
  /** The body of the next request; asked for once for each. */
  readonly nextBody: () => string
  readonly count: number
  /** Requests on their way at the same time, each on a connection of its own. */
  readonly concurrency: number
  /**
   * Requests a second, sent by the clock whether earlier ones were answered or not; null sends the next one as soon as
   * one is answered.
   */
  readonly rate: number | null
  /** For each answer. */
  readonly limitMs: number
  readonly connectTo?: Endpoint
  readonly extraTrust?: string
  readonly signal: AbortSignal
  /** Told now and then. */
  readonly onProgress?: (done: number, elapsedMs: number) => void
}

export type LoadFailure = 'refused' | 'reset' | 'closed' | 'timed-out' | 'unresolved' | 'tls' | 'other'

/** An answer that was no success, or a failure: the first one of its kind, to be judged. */
export type LoadSample =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: readonly (readonly [string, string])[]
      /** At most 64 KiB. */
      readonly body: string
      readonly durationMs: number
    }
  | { readonly kind: 'failed'; readonly failure: LoadFailure; readonly systemCode: string; readonly durationMs: number }

/** Latencies in milliseconds, to three digits. */
export interface Latency {
  readonly min: number
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

export interface LoadFigures {
  readonly sent: number
  readonly answered: number
  readonly durationMs: number
  /** Answers of each status. */
  readonly statuses: Readonly<Record<string, number>>
  readonly failures: Readonly<Partial<Record<LoadFailure, number>>>
  /** Of answers, of whatever status; null if there was none. With a rate from the moment at which each was due. */
  readonly latency: Latency | null
  /** How many answers came within so many milliseconds, and not within the bound before. */
  readonly buckets: readonly LatencyBucket[]
  readonly samples: readonly LoadSample[]
}

export interface LatencyBucket {
  readonly withinMs: number
  readonly count: number
}
