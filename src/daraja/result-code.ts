import type { Confidence, FactSource } from './fact-sources.ts'

/** Where a code turns up. The same code means different things in different places. */
export type ResultCodeApi =
  | 'stk-callback'
  | 'stk-query'
  | 'b2c-result'
  | 'b2b-result'
  | 'b2pochi-result'
  | 'tax-result'
  | 'reversal-result'
  | 'transaction-status-result'
  | 'account-balance-result'
  | 'core-response'
  | 'c2b-validation-reply'
  | 'b2b-express-callback'
  | 'ratiba-callback'
  | 'bonga'
  | 'pull-register'
  | 'pull-query'
  | 'bill-manager'
  | 'openapi-portal'
  | 'ethiopia-stk-callback'

/**
 * Whether the same call may be sent again: `poll` means still pending, `status-first` that money may have moved and has
 * to be looked up before anything is repeated, `n/a` that the code is not an answer to a call.
 */
export type Retry = 'yes' | 'after-wait' | 'after-fix' | 'after-user-action' | 'poll' | 'status-first' | 'no' | 'n/a'

export type ResultCodeCategory =
  | 'success'
  | 'payer'
  | 'limit'
  | 'account'
  | 'unknown'
  | 'transient'
  | 'timeout'
  | 'delivery'
  | 'config'
  | 'pending'
  | 'funds'
  | 'duplicate'
  | 'credential'
  | 'permission'
  | 'recipient'
  | 'state'
  | 'core'
  | 'merchant-reply'
  | 'ratiba'
  | 'empty'
  | 'other-country'

export interface ResultCode {
  readonly code: string
  readonly apis: readonly ResultCodeApi[]
  /** The text on the wire, letter by letter; null where no text was ever published. Never match on it. */
  readonly description: string | null
  /** Other wordings of the same code that were seen. */
  readonly descriptionVariants?: readonly string[]
  /** The JSON type, where it is known to surprise. */
  readonly wireType?: string
  readonly category: ResultCodeCategory
  readonly cause: string
  readonly remedy: string
  readonly retry: Retry
  readonly note?: string
  readonly confidence: Confidence
  readonly sources: readonly FactSource[]
}
