import type { Confidence, Fix, Severity } from '../../core/finding.ts'
import { resultCodeIn } from '../../probes/looks-like-acknowledgement.ts'
import { findCatchAll } from './catch-all.ts'
import type { Elsewhere } from './elsewhere.ts'
import type { ReplyCode } from './reply-codes.ts'
import type { ReplyFacts } from './reply-facts.ts'
import { parseObject } from './reply-facts.ts'

/** Something about an accepted reply that may still lose callbacks. */
export interface Flaw {
  readonly code: ReplyCode
  readonly severity?: Severity
  readonly confidence?: Confidence
  readonly message?: string
  readonly why?: string
  readonly fix?: Fix
}

const phpNoise = /(?:Warning|Notice|Deprecated|Strict Standards)(?:<\/b>)?:\s[\s\S]{1,400}?on line (?:<b>)?\d+/

/**
 * What is wrong with a 2xx reply. An empty body, text, and JSON without a result code are fine, unless every path gets
 * them: Safaricom's page for M-PESA Express asks for nothing in the reply. `isApps`: the app itself was asked.
 */
export function findFlaws(reply: ReplyFacts, elsewhere: Elsewhere | undefined, isApps = false): readonly Flaw[] {
  if (isNoisy(reply)) return [{ code: 'app/noisy-reply' }]
  if (reply.isPage) return [pageFlaw(elsewhere)]
  const entry = resultCodeOf(reply)
  if (entry === undefined) return elsewhere === 'same' ? [findCatchAll(reply, isApps)] : []
  if (entry[1] === null || isZero(entry[1])) return []
  const value = typeof entry[1] === 'string' || typeof entry[1] === 'number' ? String(entry[1]) : 'no number'
  return [{ code: 'app/negative-ack', message: `\`${entry[0]}\` ${value.slice(0, 40)}` }]
}

/** The result code of a JSON acknowledgement, with the spelling of its key. */
export function resultCodeOf({ json }: ReplyFacts): readonly [key: string, value: unknown] | undefined {
  return resultCodeIn(json)
}

function isNoisy({ body, json }: ReplyFacts): boolean {
  if (json !== undefined) return false
  if (phpNoise.test(body)) return true
  // Text before a JSON object that is whole.
  const start = body.indexOf('{"')
  return start > 0 && !/<(?:html|body|script)\b/i.test(body) && parseObject(body.slice(start)) !== undefined
}

function pageFlaw(elsewhere: Elsewhere | undefined): Flaw {
  if (elsewhere === 'same')
    return {
      code: 'app/html-reply',
      severity: 'error',
      message: 'a path that does not exist is answered with the same page',
      why: 'Every path gets this page, so no route took the callback: it is the fallback of the front end or a catch-all.',
    }
  return { code: 'app/html-reply' }
}

function isZero(value: unknown): boolean {
  return (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) && Number(value) === 0
}
