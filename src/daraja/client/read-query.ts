import { findResultCodes } from '../result-codes.ts'
import { type DarajaRefusal, type DarajaReply, readAnswer } from './read-answer.ts'

/**
 * The state of a payment as the STK query tells it. Only `success` and `failed` are final, and a success that a callback
 * has told is never undone by either: the query was seen to disagree.
 */
export type QueryAnswer =
  | { readonly kind: 'pending'; readonly resultCode: string | null; readonly resultDesc: string }
  | { readonly kind: 'success'; readonly resultCode: '0'; readonly resultDesc: string }
  | { readonly kind: 'failed'; readonly resultCode: string; readonly resultDesc: string }
  /** Asked too early, of another shortcode or environment, or never made. */
  | { readonly kind: 'unknown-id'; readonly resultDesc: string }
  | DarajaRefusal
  /** A document without a ResultCode. */
  | { readonly kind: 'unreadable' }

/** Reads the answer of the STK query: 4999 and two kinds of HTTP errors mean that the prompt is still open. */
export function readQuery(reply: DarajaReply): QueryAnswer {
  const answer = readAnswer(reply)
  if (answer.kind === 'refused') {
    const { problem, field, message } = answer
    if (problem === 'being-processed') return { kind: 'pending', resultCode: null, resultDesc: message }
    if (problem === 'unknown-id' || (problem === 'bad-field' && field?.toLowerCase() === 'checkoutrequestid'))
      return { kind: 'unknown-id', resultDesc: message }
    return answer
  }
  const { ResultCode, ResultDesc } = answer.document
  const resultCode = typeof ResultCode === 'number' || typeof ResultCode === 'string' ? String(ResultCode).trim() : ''
  const resultDesc = typeof ResultDesc === 'string' ? ResultDesc : ''
  if (resultCode === '') return { kind: 'unreadable' }
  if (resultCode === '0') return { kind: 'success', resultCode, resultDesc }
  const isPending = findResultCodes(resultCode).some(
    ({ apis, retry }) => retry === 'poll' && apis.includes('stk-query'),
  )
  return { kind: isPending ? 'pending' : 'failed', resultCode, resultDesc }
}
