import { type ErrorCategory, KnownError } from '../core/errors.ts'

const CATEGORIES = {
  /** Another process holds the lock. */
  'env-file-locked': 'conflict',
  /** The file kept changing while it was being written. */
  'env-file-changed': 'conflict',
  'env-file-missing': 'usage',
  'env-file-symlink': 'usage',
  'env-file-not-a-file': 'usage',
  'env-file-too-large': 'usage',
  /** The old value cannot take a new address, or the new value cannot be written there. */
  'env-file-refused': 'usage',
  /** Mounted by itself, or held open by another program. */
  'env-file-cannot-replace': 'inconclusive',
  'env-file-read-only': 'inconclusive',
  'env-file-no-space': 'inconclusive',
  'env-file-permission': 'inconclusive',
  'env-file-io': 'inconclusive',
  /** The journal of an earlier run is there and cannot be understood. */
  'tunnel-journal-unreadable': 'inconclusive',
} as const satisfies Readonly<Record<string, ErrorCategory>>

export type EnvFileErrorCode = keyof typeof CATEGORIES

/** An env file that could not be read, locked or written. The file is as it was before. */
export class EnvFileError extends KnownError {
  declare readonly code: EnvFileErrorCode
  readonly file: string

  constructor(code: EnvFileErrorCode, file: string, message: string, details: { fix?: string; cause?: unknown } = {}) {
    const fix = details.fix === undefined ? {} : { fix: { summary: details.fix } }
    super(CATEGORIES[code], code, message, { ...fix, cause: details.cause })
    this.name = 'EnvFileError'
    this.file = file
  }
}
