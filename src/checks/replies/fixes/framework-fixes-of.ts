import type { Fix } from '../../../core/finding.ts'
import type { ReplyCode } from '../reply-codes.ts'
import type { Place } from './place.ts'

/** What mends a fault in one framework: complete lines, so that they work where the summary says to put them. */
export type FixesOf = Partial<Readonly<Record<ReplyCode, (place: Place) => Fix>>>

/** Lines to put into the app. */
export function take(summary: string, ...lines: readonly string[]): Fix {
  return { summary, code: lines.join('\n') }
}
