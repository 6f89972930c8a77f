import type { Fix } from './finding.ts'

/** Decides the exit code; see the table of exit codes. */
export type ErrorCategory = 'usage' | 'inconclusive' | 'timed-out' | 'conflict'

/**
 * An error that is not a defect of the tool: one tidy line and the fix. Everything else that is thrown is a defect.
 * Callers decide by `code`, never by the message.
 */
export class KnownError extends Error {
  readonly code: string
  readonly category: ErrorCategory
  readonly fix: Fix | undefined

  constructor(category: ErrorCategory, code: string, message: string, options: { fix?: Fix; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'KnownError'
    this.category = category
    this.code = code
    this.fix = options.fix
  }
}

export function usageError(code: string, message: string, fix?: Fix): KnownError {
  return new KnownError('usage', code, message, fix === undefined ? {} : { fix })
}
