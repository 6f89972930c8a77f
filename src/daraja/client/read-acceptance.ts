import type { DarajaFailure } from './daraja-client.ts'
import type { DarajaAnswer, DarajaRefusal } from './read-answer.ts'

/** What an API answers to a request that it takes; ids that its kind has none of are null. */
export interface Acceptance {
  readonly kind: 'accepted'
  /** `pending` where a callback or a result follows. */
  readonly state: 'pending' | 'success'
  readonly description: string
  readonly checkoutRequestId: string | null
  readonly merchantRequestId: string | null
  readonly conversationId: string | null
  readonly originatorConversationId: string | null
}

/** HTTP 200 whose document says no, or does not say. */
export interface NotTaken {
  readonly kind: 'not-taken'
  /** `failed` with a ResponseCode, `unknown` without one. */
  readonly state: 'failed' | 'unknown'
  readonly responseCode: string | null
  readonly description: string
}

export type CallAnswer = Acceptance | NotTaken | DarajaRefusal | DarajaFailure

/**
 * Reads the answer to a request. Zero is written `0` and `00000000`; the registration of URLs was seen to answer with a
 * description alone, and it misspells its id.
 */
export function readAcceptance(answer: DarajaAnswer | DarajaFailure, follows: 'result' | 'nothing'): CallAnswer {
  if (answer.kind !== 'accepted') return answer
  const { document } = answer
  const code = text(document.ResponseCode)
  const description = text(document.ResponseDescription) ?? text(document.CustomerMessage) ?? ''
  const isZero = code === null ? follows === 'nothing' && /\bsuccess/i.test(description) : /^0+$/.test(code.trim())
  if (!isZero)
    return { kind: 'not-taken', state: code === null ? 'unknown' : 'failed', responseCode: code, description }
  return {
    kind: 'accepted',
    state: follows === 'result' ? 'pending' : 'success',
    description,
    checkoutRequestId: text(document.CheckoutRequestID),
    merchantRequestId: text(document.MerchantRequestID),
    conversationId: text(document.ConversationID),
    originatorConversationId: text(document.OriginatorConversationID) ?? text(document.OriginatorCoversationID),
  }
}

function text(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : null
}
