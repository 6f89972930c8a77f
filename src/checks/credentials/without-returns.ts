import type { Fix } from '../../core/finding.ts'

/** For a value that is right but for the CR of a Windows line end, which a shell that sources the file keeps. */
export const withoutReturns: Fix = { summary: 'Let the lines of the file end with LF alone' }
