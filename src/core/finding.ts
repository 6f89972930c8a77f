import type { JsonObject } from './json.ts'
import type { ShownReading } from './shown-reading.ts'

/** `error` makes the exit code 1, `warning` counts only with `--strict`, `info` is shown with `-v`. */
export type Severity = 'error' | 'warning' | 'info'

/** How sure the tool is that this finding is what it says, given what can be seen from this machine. */
export type Confidence = 'certain' | 'likely' | 'possible'

/** Lines and columns count from 1; the column counts characters, not bytes. */
export interface Location {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** The line that a finding is about. What must not be shown is replaced in it already, character by character. */
export interface Excerpt {
  readonly text: string
  /** The characters of `text` to point at; columns count from 1. */
  readonly caret?: { readonly column: number; readonly length: number }
}

/** One action that the user can take now. `command` can be pasted into a shell, `code` into the app's source. */
export interface Fix {
  readonly summary: string
  readonly command?: string
  readonly code?: string
  /** True if the tool can do it itself when the command is run. */
  readonly automatic?: boolean
}

/** Something that was seen in this run and that stands in the way of a callback, or may. */
export interface Finding<Code extends string = string> {
  readonly code: Code
  readonly severity: Severity
  readonly confidence: Confidence
  /** What was seen, one sentence without the code's general explanation. */
  readonly message: string
  readonly evidence: JsonObject
  readonly location?: Location
  readonly excerpt?: Excerpt
  /** What each loader in use makes of the variable, where they matter. */
  readonly readings?: readonly ShownReading[]
  /** Overrides the general reason of the code where this run knows better. */
  readonly why?: string
  readonly fix?: Fix
}

/** What is true of a code in every run; `explain` and the documentation are generated from it. */
export interface CodeDefinition {
  /** The usual severity; a finding may deviate where `codes` says that it depends. */
  readonly severity: Severity
  /** The fault, as a headline: "The callback route does not accept POST". */
  readonly title: string
  /** Why it loses a callback. */
  readonly why: string
  /** The usual fix in one sentence. */
  readonly fix: string
  /** Loses no callback by itself (a leaked secret): never the root cause while anything else is wrong. */
  readonly aside?: true
}

export type CodeDefinitions = Readonly<Record<string, CodeDefinition>>

export type FindingDetails = Partial<Pick<Finding, 'severity' | 'confidence' | 'evidence' | 'why'>> & {
  readonly location?: Location | undefined
  readonly excerpt?: Excerpt | undefined
  readonly readings?: readonly ShownReading[] | undefined
  readonly fix?: Fix | undefined
}

/** A finding of one of the given codes; severity defaults to the code's, confidence to certain. */
export function createFinding<C extends CodeDefinitions, K extends Extract<keyof C, string>>(
  codes: C,
  code: K,
  message: string,
  { severity, confidence, evidence, why, location, excerpt, readings, fix }: FindingDetails = {},
): Finding<K> {
  return {
    code,
    severity: severity ?? codes[code]?.severity ?? 'error',
    confidence: confidence ?? 'certain',
    message,
    evidence: evidence ?? {},
    ...(why === undefined ? {} : { why }),
    ...(location === undefined ? {} : { location }),
    ...(excerpt === undefined ? {} : { excerpt }),
    ...(readings === undefined ? {} : { readings }),
    ...(fix === undefined ? {} : { fix }),
  }
}
