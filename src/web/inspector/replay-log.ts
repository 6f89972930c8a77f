import type { ReplayResult } from '../../inbox/inspector-api.ts'
import { duration } from '../shared/format.ts'

/** A replay that was sent from this page, since it was loaded. */
export interface SentReplay {
  readonly number: number
  readonly messageId: string | null
  /** ISO 8601, UTC. */
  readonly at: string
  /** `the app answered 200 after 38 ms` */
  readonly outcome: string
}

export function describeReplay(result: ReplayResult): string {
  if (result.kind === 'answered') return `the app answered ${result.status} after ${duration(result.ms)}`
  if (result.kind === 'failed') return `it did not arrive: ${result.why}`
  return `it was not sent: ${result.why}${result.fix === null ? '' : ` ${result.fix}`}`
}
