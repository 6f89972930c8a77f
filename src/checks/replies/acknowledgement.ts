import type { Confidence, Severity } from '../../core/finding.ts'
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
}

const phpNoise = /(?:Warning|Notice|Deprecated|Strict Standards)(?:<\/b>)?:\s[\s\S]{1,400}?on line (?:<b>)?\d+/
const resultCodeKey = /^result_?code$/i

/**
 * What is wrong with a 2xx reply. An empty body, text, and JSON without a result code are fine: Safaricom's page for
 * M-PESA Express asks for nothing in the reply.
 */
export function findFlaws(reply: ReplyFacts, sibling: ReplyFacts | undefined): readonly Flaw[] {
  if (isNoisy(reply)) return [{ code: 'app/noisy-reply' }]
  if (reply.isPage) return [pageFlaw(reply, sibling)]
  const entry = Object.entries(reply.json ?? {}).find(([key]) => resultCodeKey.test(key))
  if (entry === undefined || entry[1] === null || isZero(entry[1])) return []
  const value = typeof entry[1] === 'string' || typeof entry[1] === 'number' ? String(entry[1]) : 'no number'
  return [{ code: 'app/negative-ack', message: `\`${entry[0]}\` ${value.slice(0, 40)}` }]
}

function isNoisy({ body, json }: ReplyFacts): boolean {
  if (json !== undefined) return false
  if (phpNoise.test(body)) return true
  // Text before a JSON object that is whole.
  const start = body.indexOf('{"')
  return start > 0 && !/<(?:html|body|script)\b/i.test(body) && parseObject(body.slice(start)) !== undefined
}

function pageFlaw(reply: ReplyFacts, sibling: ReplyFacts | undefined): Flaw {
  if (sibling !== undefined && sibling.status === reply.status && sameText(sibling.body, reply.body))
    return {
      code: 'app/html-reply',
      severity: 'error',
      message: 'a path that does not exist is answered with the same page',
      why: 'Every path gets this page, so no route took the callback: it is the fallback of the front end or a catch-all.',
    }
  return { code: 'app/html-reply' }
}

/** Pages differ in tokens, times and the path that they print; the rest must agree. */
export function sameText(a: string, b: string): boolean {
  return normalise(a) === normalise(b)
}

function normalise(text: string): string {
  return text
    .replaceAll(/mpesa-doctor-\w+/g, '')
    .replaceAll(/\/[\w/.-]+/g, '')
    .replaceAll(/[\w+/=-]{24,}|\d+/g, '')
    .replaceAll(/\s+/g, ' ')
}

function isZero(value: unknown): boolean {
  return (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) && Number(value) === 0
}
