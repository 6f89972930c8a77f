import type { Location } from './finding.ts'
import type { ShownReading } from './shown-reading.ts'

/** One variable in the eyes of several loaders. */
export interface Comparison {
  readonly key: string
  /** Where it is set, in rising priority. */
  readonly places: readonly Location[]
  readonly rows: readonly ComparedReading[]
}

export interface ComparedReading extends ShownReading {
  /** Whether the project uses this loader, as far as it is known. */
  readonly inUse: boolean
  /** Paths of the env files that an app with this loader reads, in rising priority. */
  readonly files: readonly string[]
}
