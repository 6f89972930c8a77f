import { judgeRecordedAnswer } from '../checks/replies/judge-recorded.ts'
import type { InboxEvent, RecordedRequest } from '../inbox/event.ts'
import type { CallbackRecord } from '../sandbox/sandbox.ts'

/** What is wrong with the app's answer. */
export function findingsOfCallback(callback: CallbackRecord): { readonly code: string; readonly message: string }[] {
  const { outcome } = callback
  if (outcome.kind !== 'answered') return []
  const { status, ms, body } = outcome
  const event: InboxEvent = {
    id: '',
    number: callback.number,
    receivedAt: callback.sentAt ?? callback.plannedAt,
    request: requestOfCallback(callback),
    answer: {
      kind: 'answer',
      status,
      statusText: '',
      headers: [],
      body: { encoding: 'utf8', content: body, bytes: body.length, exact: true },
      ms,
    },
  }
  return judgeRecordedAnswer(event).map(({ code, message }) => ({ code, message }))
}

/** As the inbox would have recorded it. */
export function requestOfCallback({ url, sentTo, body }: CallbackRecord): RecordedRequest {
  const target = sentTo ?? url
  return {
    method: 'POST',
    target: URL.canParse(target) ? new URL(target).pathname : target,
    headers: [],
    body: { encoding: 'utf8', content: body, bytes: body.length, exact: true },
    peer: '',
    from: null,
  }
}
