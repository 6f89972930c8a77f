import type { RecordedAnswer, RecordedRequest } from './event.ts'

/*
 * What the inspector page and its server say to each other, as JSON. All addresses are relative to the page, whose own
 * address ends with a random token: `http://127.0.0.1:8766/<token>/`.
 *
 *   GET  api/events?after=<number>     EventList, the oldest first, at most `pageSize` of them
 *   GET  api/events/<number>           EventDetail
 *   GET  api/stream?after=<number>     server-sent events `arrived` and `answered`, each an EventSummary
 *   POST api/events/<number>/replay    ReplayRequest → ReplayResult
 */

/** A finding about the app's answer. */
export interface EventFinding {
  readonly code: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
}

/** One line of the list. Phone numbers are masked. */
export interface EventSummary {
  readonly number: number
  readonly id: string
  /** ISO 8601, UTC. */
  readonly receivedAt: string
  readonly method: string
  readonly target: string
  /** `stk`, `c2b-confirmation`, … or `unknown`. */
  readonly kind: string
  readonly resultCode: string | null
  readonly resultDesc: string | null
  /** KES, as it stood in the message. */
  readonly amount: string | null
  /** CheckoutRequestID, TransID or ConversationID: what the deliveries of one payment share. */
  readonly messageId: string | null
  readonly receipt: string | null
  /** The order reference, where the message has one. */
  readonly account: string | null
  readonly peer: string
  readonly from: string | null
  /** `from` is among the published addresses of Safaricom; nothing proves that it was not forged. */
  readonly fromSafaricom: boolean
  /** Null while there is no answer. */
  readonly answer: { readonly status: number; readonly ms: number; readonly reason: string | null } | null
  readonly findings: readonly EventFinding[]
}

export interface EventList {
  readonly events: readonly EventSummary[]
  /** The highest number in the inbox; 0 if it is empty. */
  readonly last: number
}

/** A field of a message in plain words. */
export interface ExplainedField {
  /** `Body.stkCallback.ResultCode` */
  readonly path: string
  /** What an item of a list calls itself: `Amount`; null where the path says it. */
  readonly name: string | null
  /** As it is shown: masked, as JSON text. */
  readonly value: string
  /** `1032: the payer cancelled`, `15:04:05 in Nairobi, 12 s before it came`, … */
  readonly meaning: string
}

export interface EventDetail {
  readonly summary: EventSummary
  readonly request: Omit<RecordedRequest, 'sealed'>
  readonly answer: RecordedAnswer | null
  readonly fields: readonly ExplainedField[]
  /** Indented if it is JSON, else null. */
  readonly pretty: string | null
  /** A command line for a shell; masked as everything here. */
  readonly curl: string
  /** Null if it can be sent again, else why not. */
  readonly cannotReplay: string | null
}

export interface ReplayRequest {
  /** `--set` as on the command line: `Body.stkCallback.ResultCode=1032`. */
  readonly set?: readonly string[]
}

export type ReplayResult =
  | { readonly kind: 'answered'; readonly status: number; readonly ms: number; readonly body: string }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string; readonly fix: string | null }

/** The greatest number of events in one answer. */
export const pageSize = 500
