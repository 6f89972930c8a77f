import type { CallbackMessage } from '../daraja/callback-message.ts'
import type { RecordedAnswer, RecordedRequest } from './event.ts'
import type { TurnedAway } from './inbox-server.ts'
import type { InboxError } from './inbox-store.ts'
import { isCut } from './kept-body.ts'

/** `POST /api/callback  stk 0 "processed" KES 1500 [ws_CO_…]`: what came, in one line. */
export function describeRequest({ method, target }: RecordedRequest, message: CallbackMessage): string {
  const { kind, resultCode, resultDesc, amount, id } = message
  const parts = [`${method} ${target}`]
  if (kind !== 'unknown') {
    parts.push(resultCode === null ? kind : `${kind} ${resultCode}`)
    if (resultDesc !== null) parts.push(`"${shorten(resultDesc)}"`)
    if (amount !== null) parts.push(`KES ${amount}`)
    if (id !== null) parts.push(`[${id}]`)
  }
  return parts.join(' ')
}

const reasons: Readonly<Record<Extract<RecordedAnswer, { kind: 'no-answer' }>['reason'], string>> = {
  'app-down': 'the app does not run; kept for replay',
  'app-silent': 'the app did not answer; kept for replay',
  'app-broke-off': 'the app hung up; kept for replay',
  'app-invalid': 'the app answered with no valid HTTP; kept for replay',
  'no-app': 'no app to hand it to; kept for replay',
  'sender-broke-off': 'the sender broke off; its beginning is kept',
}

/** `200 38 ms`, `503 the app does not run; kept for replay`. The request tells whether it can be replayed. */
export function describeAnswer(answer: RecordedAnswer | null, { body }: Pick<RecordedRequest, 'body'>): string {
  if (answer === null) return 'no answer'
  if (answer.kind === 'no-answer') {
    const detail = answer.detail === undefined ? '' : ` (${answer.detail})`
    const text = `${answer.status} ${reasons[answer.reason].replace(/(?=;)/, detail)}`
    return isCut(body) ? text.replace(/; kept for replay$/, '; too long to be kept whole, so no replay') : text
  }
  return `${answer.status} ${answer.ms} ms`
}

/** Safaricom's sentences are long; their beginning tells them apart. Success always has the same one. */
function shorten(text: string): string {
  if (/^The service request is processed successfully\.?$/.test(text)) return 'processed'
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`
}

/** Why a request was not acknowledged, and what the app may have done with it all the same. */
export function describeRefusal({ message, where }: InboxError, appStatus: number | null): string {
  const app = appStatus === null ? '' : `; the app was asked before that, and answered ${appStatus}`
  return `a request was refused, because ${message}: ${where}${app}`
}

/** What became of an answer that went on for longer. */
export function describeRestLost({ message, where }: InboxError): string {
  return `the end of a long answer is not kept, only its beginning, because ${message}: ${where}`
}

/** What came and was no request that can be kept. */
export function describeTurnedAway({ status, why, peer }: TurnedAway): string {
  const answered = status === null ? '' : `; answered ${status}`
  return `something came from ${peer === '' ? 'a client that is gone' : peer} that is not kept: ${why}${answered}`
}
