import type { DarajaFailure, TokenAnswer } from './daraja-client.ts'
import type { CallAnswer } from './read-acceptance.ts'
import type { DarajaProblem, DarajaRefusal } from './read-answer.ts'
import type { QueryAnswer } from './read-query.ts'

/**
 * What an answer of any API means for whoever asked.
 * - `pending`: taken, and the outcome comes later
 * - `success`, `failed`: final
 * - `unknown`: nothing was learnt; what was asked for may have happened or not
 * - `configuration-error`: refused whenever it is sent, until something is changed
 */
export type AnswerState = 'pending' | 'success' | 'failed' | 'unknown' | 'configuration-error'

const states: Readonly<Record<DarajaProblem, AnswerState>> = {
  'bad-credentials': 'configuration-error',
  'product-missing': 'configuration-error',
  'token-rejected': 'configuration-error',
  'wrong-passkey': 'configuration-error',
  'unknown-shortcode': 'configuration-error',
  // No prompt was sent: another one is open on that phone.
  'subscriber-busy': 'failed',
  'being-processed': 'pending',
  'unknown-id': 'unknown',
  'already-registered': 'configuration-error',
  // The first request of that id counts, and only its own result says what became of it.
  'duplicate-id': 'unknown',
  'bad-field': 'configuration-error',
  'bad-request': 'configuration-error',
  'no-such-path': 'configuration-error',
  'rate-limited': 'unknown',
  firewall: 'unknown',
  outage: 'unknown',
  'not-daraja': 'unknown',
}

/** The state behind an answer that is no acceptance. */
export function stateOfRefusal(answer: DarajaRefusal | DarajaFailure): AnswerState {
  return answer.kind === 'unreachable' ? 'unknown' : states[answer.problem]
}

/** The state behind any answer of any API, by code and message together. */
export function stateOfAnswer(answer: CallAnswer | QueryAnswer | TokenAnswer): AnswerState {
  switch (answer.kind) {
    case 'refused':
    case 'unreachable':
      return stateOfRefusal(answer)
    case 'accepted':
    case 'not-taken':
      return answer.state
    case 'token':
      return 'success'
    case 'unreadable':
    case 'unknown-id':
      return 'unknown'
    default:
      return answer.kind
  }
}
