import type { LoaderName } from './loader-name.ts'

/**
 * What became of a variable in the hands of a loader.
 * - `unset`: the app finds no such variable; `null`: it finds the name without any value
 * - `file-rejected`: the loader takes nothing from the file; `raises`: asking for the variable ends in an error
 * - `not-evaluated`: the loader would run a command to know the value, which is not done here
 */
export type ReadingOutcome = 'value' | 'unset' | 'null' | 'file-rejected' | 'raises' | 'not-evaluated'

/** What one loader reads, as it may be shown: of a secret only the length and a short digest. */
export interface ShownReading {
  readonly loader: LoaderName
  readonly outcome: ReadingOutcome
  readonly value?: string
  /** Characters of a value that is not shown. */
  readonly length?: number
  /** First 8 hexadecimal digits of the SHA-256 of a value that is not shown: equal digests, equal values. */
  readonly digest?: string
  /** Why the file is rejected, or asking ends in an error. */
  readonly reason?: string
}
