import type { Delivery } from '../../callbacks/delivery.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import { classifyReply } from '../replies/classify-reply.ts'
import { type ReplyCode, replyCodes } from '../replies/reply-codes.ts'
import { readReply } from '../replies/reply-facts.ts'

/**
 * What the app's answer to a simulated callback says of the route, before anything is said of the handler: nobody
 * listens, no such route, refused. A 5xx is left to the handler's own codes.
 */
export function judgeAnswer({ outcome, request }: Delivery): readonly Finding<ReplyCode>[] {
  if (outcome === null) return []
  if (outcome.kind === 'failed') {
    const { phase, code, detail } = outcome.failure
    const evidence = { url: request.url, phase, failure: code }
    if (phase === 'connect' || phase === 'resolve')
      return [
        createFinding(
          replyCodes,
          'app/not-listening',
          `No connection to \`${new URL(request.url).host}\`: ${code} (${detail})`,
          { evidence },
        ),
      ]
    if (code === 'timed-out')
      return [
        createFinding(replyCodes, 'app/slow-ack', `No answer within ${outcome.durationMs} ms`, {
          severity: 'error',
          evidence,
        }),
      ]
    // Reset and closed are a crash, which the handler's own codes name.
    return code === 'reset' || code === 'closed'
      ? []
      : [
          createFinding(replyCodes, 'edge/connection-closed', `The answer could not be read: ${code} (${detail})`, {
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
  const classified = classifyReply(readReply(reply), undefined)
  if (classified === undefined) return []
  const { code, confidence, why, fix } = classified
  return [
    createFinding(replyCodes, code, `${status} (${durationMs} ms)`, {
      confidence,
      evidence: { url: request.url, status, body: body.slice(0, 300) },
      ...(why === undefined ? {} : { why }),
      fix,
    }),
  ]
}
