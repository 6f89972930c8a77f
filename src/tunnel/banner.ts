import type { TunnelError } from './errors.ts'
import type { TunnelStatus } from './provider.ts'

/** A line that a program printed, without escape sequences. */
export interface ProgramLine {
  readonly text: string
  readonly from: 'stdout' | 'stderr'
  /** False for the beginning of a line that has no end yet: a question, perhaps. It is told again with more of it. */
  readonly complete: boolean
}

export type ProgramEnd =
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: string | null }
  /** The system's reason: `ENOENT`, `EACCES`. */
  | { readonly kind: 'not-started'; readonly code: string }

export type BannerNews =
  | { readonly kind: 'ready'; readonly url: string }
  /** The program sees this itself, and mends it itself. */
  | { readonly kind: 'status'; readonly status: TunnelStatus }
  /** It will not get any further, whether it ends or not. */
  | { readonly kind: 'failed'; readonly error: TunnelError }

/** Understands what one run of a tunnel's program prints. */
export interface BannerReader {
  read(line: ProgramLine): BannerNews | null
  /** Why the program ended. */
  explainEnd(end: ProgramEnd): TunnelError
  /** Why it is not ready after all that time. */
  explainSilence(limitMs: number): TunnelError
}

/** `exit code 255`, `signal SIGKILL`. */
export function describeEnd(end: Extract<ProgramEnd, { kind: 'exited' }>): string {
  return end.signal === null ? `exit code ${end.code}` : `signal ${end.signal}`
}

const mostWords = 300

/** The last thing that a program said, fit for one line of an error message; empty if it said nothing. */
export function lastWords(lines: readonly string[]): string {
  const last = lines.findLast((line) => line.trim() !== '')?.trim() ?? ''
  return last.length > mostWords ? `${last.slice(0, mostWords)}…` : last
}
