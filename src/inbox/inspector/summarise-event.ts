import { readCallbackMessage } from '../../daraja/callback-message.ts'
import { isSafaricomAddress } from '../../daraja/source-addresses.ts'
import type { InboxEvent, RecordedAnswer } from '../event.ts'
import type { EventFinding, EventSummary } from '../inspector-api.ts'

/** What the page shows passes through these. */
export interface SummaryMeans {
  readonly mask: (text: string) => string
  /** What is wrong with the app's answer. */
  readonly judge: (event: InboxEvent) => readonly EventFinding[]
}

/** An event as one line of the list. */
export function summariseEvent(event: InboxEvent, { mask, judge }: SummaryMeans): EventSummary {
  const { number, id, receivedAt, request, answer } = event
  const message = readCallbackMessage(request.body.encoding === 'utf8' ? request.body.content : '')
  const masked = (text: string | null): string | null => (text === null ? null : mask(text))
  return {
    number,
    id,
    receivedAt,
    method: request.method,
    target: mask(request.target),
    kind: message.kind,
    resultCode: masked(message.resultCode),
    resultDesc: masked(message.resultDesc),
    amount: message.amount === null ? null : String(message.amount),
    messageId: masked(message.id),
    receipt: masked(message.receipt),
    account: masked(message.account),
    peer: request.peer,
    from: request.from,
    fromSafaricom: request.from !== null && isSafaricomAddress(request.from) !== 'unknown',
    answer: answer === null ? null : summariseAnswer(answer),
    findings: judge(event).map(({ code, severity, message: text }) => ({ code, severity, message: mask(text) })),
  }
}

function summariseAnswer(answer: RecordedAnswer): EventSummary['answer'] {
  return { status: answer.status, ms: answer.ms, reason: answer.kind === 'no-answer' ? answer.reason : null }
}
