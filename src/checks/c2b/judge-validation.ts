import type { Delivery } from '../../callbacks/delivery.ts'
import { formatDuration } from '../../core/duration.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import type { JsonObject } from '../../core/json.ts'
import { findResultCodes } from '../../daraja/result-codes.ts'
import { judgeAnswer } from '../handler/judge-answer.ts'
import type { ReplyCode } from '../replies/reply-codes.ts'
import { type C2bCode, c2bCodes } from './c2b-codes.ts'

const limitMs = 8_000

/** What an answer to a validation request means: the payment goes on, or is refused and why; undefined if it is none. */
export function readValidationReply(body: string): { readonly code: string; readonly meaning: string } | undefined {
  const code = resultCodeOf(body)
  if (code === undefined) return undefined
  if (code === '0') return { code, meaning: 'accepted' }
  const row = findResultCodes(code).find(({ apis }) => apis.includes('c2b-validation-reply'))
  return row === undefined ? undefined : { code: row.code, meaning: `refused: ${row.description}` }
}

/** What the answer to a validation request says of the route: both codes of C2B, besides those of any callback. */
export function judgeValidation(delivery: Delivery): readonly Finding<ReplyCode | C2bCode>[] {
  const { outcome, request } = delivery
  const general = judgeAnswer(delivery).filter(({ code }) => code !== 'app/negative-ack')
  const slow = general.some(({ code }) => code === 'app/slow-ack') && outcome?.kind === 'failed'
  if (slow) return [tooSlow(outcome.durationMs, { url: request.url })]
  if (outcome?.kind !== 'answered' || general.some(({ severity }) => severity === 'error')) return general
  const { status, body, durationMs } = outcome.response
  if (status < 200 || status > 299) return general
  const evidence = { url: request.url, status, body: body.slice(0, 300) }
  const findings: Finding<ReplyCode | C2bCode>[] = [...general]
  if (readValidationReply(body) === undefined)
    findings.push(createFinding(c2bCodes, 'c2b/validation-reply', whatIsWrong(body), { evidence }))
  if (durationMs > limitMs) findings.push(tooSlow(durationMs, evidence))
  return findings
}

function tooSlow(durationMs: number, evidence: JsonObject): Finding<C2bCode> {
  return createFinding(c2bCodes, 'c2b/validation-slow', `The answer took ${formatDuration(durationMs)}`, { evidence })
}

function whatIsWrong(body: string): string {
  const code = resultCodeOf(body)
  if (code !== undefined)
    return `\`ResultCode\` ${JSON.stringify(code.slice(0, 40))} is none of the documented ones; Safaricom cancels the payment`
  return body.trim() === '' ? 'The answer is empty' : 'The answer has no `ResultCode`'
}

function resultCodeOf(body: string): string | undefined {
  try {
    const document: unknown = JSON.parse(body)
    if (typeof document !== 'object' || document === null) return undefined
    const code: unknown = Reflect.get(document, 'ResultCode')
    return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined
  } catch {
    return undefined
  }
}
