import type { Finding } from '../../core/finding.ts'
import type { HttpReply } from '../../core/http-port.ts'
import { observed } from '../../core/probe.ts'
import type { InboxEvent, RecordedBody } from '../../inbox/event.ts'
import { diagnoseReplies } from './diagnose-replies.ts'
import type { ReplyCode } from './reply-codes.ts'

const mostRead = 65_536

/**
 * What is wrong with the app's answer to a callback that was recorded; nothing for other requests. Of an answer that was
 * not whole yet only what its beginning shows is said.
 */
export function judgeRecordedAnswer({ request, answer }: InboxEvent): readonly Finding<ReplyCode>[] {
  if (answer?.kind !== 'answer' || request.method !== 'POST') return []
  const exchange: HttpReply = {
    kind: 'reply',
    status: answer.status,
    statusText: answer.statusText,
    headers: answer.headers.map(([name, value]) => [name.toLowerCase(), value]),
    body: answer.body.encoding === 'utf8' ? answer.body.content.slice(0, mostRead) : '',
    bodyBytes: answer.body.bytes,
    bodyEnd: answer.body.exact ? 'complete' : 'cut-at-limit',
    timings: { connectMs: 0, tlsMs: null, firstByteMs: answer.ms, totalMs: answer.ms },
  }
  const url = URL.canParse(request.target, 'http://localhost')
    ? new URL(request.target, 'http://localhost').href
    : 'http://localhost/'
  const localReply = observed({
    url,
    checkoutRequestId: '',
    endpoint: null,
    budgetMs: answer.ms,
    exchange,
    origin: { kind: 'option', name: '--forward' } as const,
    unreached: [],
  })
  const isBegun = isBegunJson(answer.body)
  return diagnoseReplies({ localReply }).filter(
    ({ severity, code }) => severity !== 'info' && !(isBegun && code === 'app/noisy-reply'),
  )
}

/** JSON whose end is not there yet holds whole objects behind its first characters, as noise before JSON does. */
function isBegunJson({ exact, content }: RecordedBody): boolean {
  return !exact && /^\s*[[{]/.test(content)
}
