import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import type { Latency, LatencyBucket } from '../callbacks/load/load-port.ts'

/** Latencies as they come; takes the same memory however many there are. */
export interface LatencyRecorder {
  record(ms: number): void
  latency(): Latency | null
  /** From the first bound that holds any to the last. */
  buckets(): readonly LatencyBucket[]
}

const microseconds = 1_000
const longestMicroseconds = 3_600_000_000
/** 1, 2, 5, 10, 20, 50 … times a tenth of a millisecond, up to an hour. */
const bounds: readonly number[] = Array.from({ length: 8 }, (_, power) =>
  [1, 2, 5].map((step) => (step * 10 ** power) / 10),
).flat()

/** An HDR histogram in microseconds, three digits exact. */
export function createLatencyRecorder(): LatencyRecorder {
  const histogram: RecordableHistogram = createHistogram({ lowest: 1, highest: longestMicroseconds, figures: 3 })
  const counts = new Uint32Array(bounds.length + 1)
  const inMs = (value: number): number => Math.round(value) / microseconds
  return {
    record(ms) {
      histogram.record(Math.min(longestMicroseconds, Math.max(1, Math.round(ms * microseconds))))
      let at = 0
      while (at < bounds.length && ms > (bounds[at] ?? 0)) at++
      counts[at] = (counts[at] ?? 0) + 1
    },
    latency() {
      if (histogram.count === 0) return null
      const at = (percentile: number): number => inMs(histogram.percentile(percentile))
      return {
        min: inMs(histogram.min),
        mean: inMs(histogram.mean),
        p50: at(50),
        p90: at(90),
        p99: at(99),
        p999: at(99.9),
        // The histogram knows its buckets only by their upper ends.
        max: inMs(histogram.max),
      }
    },
    buckets() {
      const filled = [...counts].flatMap((count, at) => (count > 0 ? [at] : []))
      const [first = 0] = filled
      const last = filled.at(-1) ?? -1
      return [...counts]
        .map((count, at) => ({ withinMs: bounds[at] ?? longestMicroseconds / microseconds, count }))
        .slice(first, last + 1)
    },
  }
}
