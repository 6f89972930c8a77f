import type { PlayedStep } from '../../callbacks/audit/play.ts'
import { type ReplyFacts, readReply } from '../replies/reply-facts.ts'

/** The first answer of a step, as other judges of replies read it. */
export function replyOf({ sent }: PlayedStep): ReplyFacts | undefined {
  const outcome = sent[0]?.outcome
  if (outcome?.kind !== 'answered') return undefined
  const { status, headers, body, durationMs } = outcome.response
  return readReply({
    kind: 'reply',
    status,
    statusText: '',
    headers,
    body,
    bodyBytes: body.length,
    bodyEnd: 'complete',
    timings: { connectMs: null, tlsMs: null, firstByteMs: null, totalMs: durationMs },
  })
}
