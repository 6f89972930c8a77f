import type { Ports } from './ports.ts'
import type { Project } from './project.ts'
import type { Settings } from './settings.ts'

/**
 * Why an observation could not even be attempted.
 * - `not-configured`: the user has not said where to look; never a fault
 * - `not-applicable`: it makes no sense here (TLS facts of an http URL)
 * - `blocked`: a step that it builds on was observed to fail
 * - `offline`: `--offline` forbids it
 * - `timed-out`, `aborted`: the run ended first
 * - `unsupported`, `denied`: something is missing on this machine, or not allowed
 */
export type UnavailableKind =
  | 'not-configured'
  | 'not-applicable'
  | 'blocked'
  | 'offline'
  | 'timed-out'
  | 'aborted'
  | 'unsupported'
  | 'denied'

export interface Unavailable {
  readonly available: false
  readonly kind: UnavailableKind
  /** Completes "needs: …" or stands alone: "a database (set DATABASE_URL or --database-url)". */
  readonly reason: string
}

export interface Observed<T> {
  readonly available: true
  readonly value: T
}

/** A failure that was *observed* is a value; unavailable means that nothing could be observed. */
export type Observation<T> = Observed<T> | Unavailable

/** What a probe may use: the outside world through ports only, and other probes. */
export interface ProbeContext {
  readonly ports: Ports
  readonly settings: Settings
  readonly project: Project
  /** Aborted by Ctrl-C, by `--timeout` and by the probe's own limit. */
  readonly signal: AbortSignal
  /** Result of another probe; each probe runs once per run. */
  observe<T>(probe: Probe<T>): Promise<Observation<T>>
  /** Runs at the end of the run, also after a crash. */
  defer(cleanUp: () => Promise<void> | void): void
}

/** Observes one thing, once per run. */
export interface Probe<T> {
  readonly id: string
  /** What the live view says while it runs: "resolving the host". */
  readonly activity: string
  /** Upper limit in milliseconds, after which the observation is `timed-out`. Default 30 s. */
  readonly limitMs?: number
  /** Only looks at what is there already, in memory or on disk: it waits for nobody, and setting a limit takes time. */
  readonly instant?: true
  run(context: ProbeContext): Promise<Observation<T>>
}

export function observed<T>(value: T): Observed<T> {
  return { available: true, value }
}

export function unavailable(kind: UnavailableKind, reason: string): Unavailable {
  return { available: false, kind, reason }
}
