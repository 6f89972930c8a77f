import { oneLine } from '../core/printable.ts'
import type { CallbackMessage } from '../daraja/callback-message.ts'
import type { RecordedAnswer, RecordedRequest } from './event.ts'
import type { TurnedAway } from './inbox-server.ts'
import type { InboxError } from './inbox-store.ts'
import { isCut } from './kept-body.ts'

/** Of what a stranger may write so much is shown, in characters. Ids of Safaricom have 32 at most. */
const longest = { target: 200, resultCode: 40, resultDesc: 40, id: 80 } as const

/** `POST /api/callback stk 0 "processed" KES 1500 [ws_CO_…]`: what came, in one line that can be printed. */
export function describeRequest(request: RecordedRequest, message: CallbackMessage): string {
  return requestParts(request, message).join(' ')
}

/** The same in the parts between which a line may be broken. */
export function requestParts({ method, target }: RecordedRequest, message: CallbackMessage): readonly string[] {
  const { kind, resultCode, resultDesc, amount, id } = message
  const parts = [`${method} ${shorten(target, longest.target)}`]
  if (kind !== 'unknown') {
    parts.push(resultCode === null ? kind : `${kind} ${shorten(resultCode, longest.resultCode)}`)
    if (resultDesc !== null) parts.push(`"${shorten(withoutRitual(resultDesc), longest.resultDesc)}"`)
    if (amount !== null) parts.push(`KES ${amount}`)
    if (id !== null) parts.push(`[${shorten(id, longest.id)}]`)
  }
  // A line break in a body must not begin a line that looks like one of this program.
  return parts.map(oneLine)
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
    const detail = answer.detail === undefined ? '' : ` (${oneLine(answer.detail)})`
    const text = `${answer.status} ${reasons[answer.reason].replace(/(?=;)/, detail)}`
    return isCut(body) ? text.replace(/; kept for replay$/, '; too long to be kept whole, so no replay') : text
  }
  return `${answer.status} ${answer.ms} ms`
}

/** Success always has the same sentence. */
function withoutRitual(text: string): string {
  return /^The service request is processed successfully\.?$/.test(text) ? 'processed' : text
}

/** The beginning tells texts apart. */
function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

/** Why a request was not acknowledged, and what the app may have done with it all the same. */
export function describeRefusal({ message, where }: InboxError, appStatus: number | null): string {
  const app = appStatus === null ? '' : `; the app was asked before that, and answered ${appStatus}`
  return oneLine(`a request was refused, because ${message}: ${where}${app}`)
}

/** What became of an answer that went on for longer. */
export function describeRestLost({ message, where }: InboxError): string {
  return oneLine(`the end of a long answer is not kept, only its beginning, because ${message}: ${where}`)
}

/** What came and was no request that can be kept. */
export function describeTurnedAway({ status, why, peer }: TurnedAway): string {
  const answered = status === null ? '' : `; answered ${status}`
  return oneLine(
    `something came from ${peer === '' ? 'a client that is gone' : peer} that is not kept: ${why}${answered}`,
  )
}
