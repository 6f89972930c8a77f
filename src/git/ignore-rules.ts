import type { IgnoreSource } from './ignore-patterns.ts'

/** What is ignored, by all the patterns that apply. */
export interface IgnoreRules {
  /** `path` from the root of the patterns, with slashes; a folder ends with a slash. */
  ignores(path: string): boolean
  /** The same rules and those of a file that was found deeper. */
  with(source: IgnoreSource): IgnoreRules
}
