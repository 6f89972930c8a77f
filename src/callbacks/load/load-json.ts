import type { LoadDocument } from '../../core/load-document.ts'
import type { LoadFigures } from './load-port.ts'

/** What a load was, and what came of it: `load` in the JSON report. */
export interface LoadSummary {
  readonly kind: string
  readonly scenario: string
  readonly url: string
  readonly count: number
  readonly concurrency: number
  /** Requests a second that were wanted; null where the answers set the pace. */
  readonly rate: number | null
  /** False if it was ended before all were sent. */
  readonly isComplete: boolean
  readonly figures: LoadFigures
}

/** Answers a second, to one decimal. */
export function throughputOf({ answered, durationMs }: LoadFigures): number {
  return durationMs <= 0 ? 0 : Math.round((answered / durationMs) * 10_000) / 10
}

export function loadJson({ figures, ...load }: LoadSummary): LoadDocument {
  const { kind, scenario, url, count, concurrency, rate, isComplete } = load
  const { sent, answered, durationMs, statuses, failures, latency, buckets } = figures
  return {
    kind,
    scenario,
    url,
    count,
    concurrency,
    rate,
    complete: isComplete,
    sent,
    answered,
    durationMs: Math.round(durationMs),
    throughput: throughputOf(figures),
    statuses: { ...statuses },
    failures: { ...failures } as Readonly<Record<string, number>>,
    latencyMs: latency && { ...latency },
    histogram: buckets.map(({ withinMs, count: within }) => ({ withinMs, count: within })),
  }
}
