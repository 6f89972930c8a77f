import type { Delivery } from '../../callbacks/delivery.ts'
import { describeFailure } from '../../core/describe-failure.ts'
import { formatDuration } from '../../core/duration.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import { findFlaws } from '../replies/acknowledgement.ts'
import { classifyReply } from '../replies/classify-reply.ts'
import { type ReplyCode, replyCodes } from '../replies/reply-codes.ts'
import { type ReplyFacts, readReply } from '../replies/reply-facts.ts'

/**
 * What the app's answer to a simulated callback says of the route, before anything is said of the handler: nobody
 * listens, no such route, refused. A 5xx is left to the handler's own codes.
 */
export function judgeAnswer({ outcome, request, effect }: Delivery): readonly Finding<ReplyCode>[] {
  if (outcome === null) return []
  if (outcome.kind === 'failed') {
    const { phase, code } = outcome.failure
    const seen = describeFailure(outcome.failure)
    const evidence = { url: request.url, phase, failure: code }
    if (phase === 'connect' || phase === 'resolve')
      return [
        createFinding(replyCodes, 'app/not-listening', `No connection to \`${new URL(request.url).host}\`: ${seen}`, {
          evidence,
        }),
      ]
    if (code === 'timed-out')
      return [
        createFinding(replyCodes, 'app/slow-ack', `No answer within ${formatDuration(outcome.durationMs)}`, {
          severity: 'error',
          evidence,
        }),
      ]
    // Reset and closed are a crash, which the handler's own codes name.
    return code === 'reset' || code === 'closed'
      ? []
      : [
          createFinding(replyCodes, 'edge/connection-closed', `The answer could not be read: ${seen}`, {
            evidence,
          }),
        ]
  }
  const { status, headers, body, durationMs } = outcome.response
  if (status >= 500) return []
  const reply = {
    kind: 'reply',
    status,
    statusText: '',
    headers,
    body,
    bodyBytes: body.length,
    bodyEnd: 'complete',
    timings: { connectMs: null, tlsMs: null, firstByteMs: null, totalMs: durationMs },
  } as const
  const facts = readReply(reply)
  const classified = classifyReply(facts, undefined)
  if (classified === undefined) return judgeAccepted(facts, request.url, effect)
  const { code, confidence, why, fix } = classified
  return [
    createFinding(replyCodes, code, `${status} (${formatDuration(durationMs)})`, {
      confidence,
      evidence: { url: request.url, status, body: body.slice(0, 300) },
      ...(why === undefined ? {} : { why }),
      fix,
    }),
  ]
}

/** A page that changed nothing is no handler's answer: some fallback took the callback. */
function judgeAccepted(facts: ReplyFacts, url: string, effect: Delivery['effect']): readonly Finding<ReplyCode>[] {
  const untouched =
    effect?.before.state === 'pending' && Object.keys({ ...effect.changed, ...effect.paymentChanged }).length === 0
  return findFlaws(facts, undefined).map(({ code, message = `${facts.status} (${formatDuration(facts.ms)})`, why }) =>
    createFinding(replyCodes, code, message, {
      ...(code === 'app/html-reply' && untouched ? { severity: 'error' } : {}),
      evidence: { url, status: facts.status, body: facts.body.slice(0, 300) },
      ...(why === undefined ? {} : { why }),
    }),
  )
}
