import type { LoaderName } from '../core/loader-name.ts'

/** What an app gets that asks its loader for one variable. A variable that is not set has no reading. */
export type Reading =
  | { readonly kind: 'value'; readonly value: string }
  /** The name is there without any value: `None`, `null`. */
  | { readonly kind: 'null' }
  /** Asking for it ends in an error. */
  | { readonly kind: 'raises'; readonly reason: string }
  /** The loader would run a command to know it, which is never done here. `text` is what stands in the file. */
  | { readonly kind: 'not-evaluated'; readonly text: string }

/** What a loader makes of a whole file: its variables, or the reason why it takes nothing from it. */
export type FileReading =
  | { readonly kind: 'read'; readonly variables: ReadonlyMap<string, Reading> }
  | {
      readonly kind: 'rejected'
      /** Completes "the loader rejects the file: …". */
      readonly reason: string
      /** Line that it stumbles over, counted from 1, where it is one line. */
      readonly line?: number
    }

/** What the reading depends on besides the bytes. */
export interface Surroundings {
  /** The process environment that references like `${HOME}` reach. */
  readonly variables: Readonly<Record<string, string | undefined>>
  /**
   * What files of higher priority set, for loaders that read those first: references get it before the file's own lines,
   * unless the process environment sets it too. The lines themselves are read as they stand.
   */
  readonly overruling?: Readonly<Record<string, string>>
  /** Major version of Node, for `--env-file`, whose rules changed in 22. */
  readonly nodeMajor: number
}

/** One way of reading an env file, restated exactly: same bytes in, same variables out as the loader of that name. */
export interface Loader {
  readonly name: LoaderName
  /** Takes any bytes and never throws; evaluates nothing. Linear in the size of the file. */
  read(bytes: Uint8Array, surroundings: Surroundings): FileReading
}

export function withValue(value: string): Reading {
  return { kind: 'value', value }
}

/** A file whose variables all have values. */
export function readingOf(values: ReadonlyMap<string, string>): FileReading {
  return { kind: 'read', variables: new Map([...values].map(([key, value]) => [key, withValue(value)])) }
}
