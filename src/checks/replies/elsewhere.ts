import type { ReplyFacts } from './reply-facts.ts'
import { sameText } from './same-text.ts'

/** What paths that cannot exist get: the same reply, another status, or it is not known. */
export type Elsewhere = 'same' | 'other' | 'unknown'

interface Asked {
  readonly name: string
  readonly reply: ReplyFacts | undefined
}

/** Compares a reply with what a path beside it got, and one at the root of the site if that was asked as well. */
export function readElsewhere(reply: ReplyFacts | undefined, variants: readonly Asked[]): Elsewhere {
  const asked = variants.flatMap(({ name, reply: other }) =>
    other !== undefined && (name === 'sibling' || name === 'sibling-above') ? [other] : [],
  )
  if (reply === undefined || asked.length === 0) return 'unknown'
  if (asked.some(({ status }) => status !== reply.status)) return 'other'
  return asked.every(({ body }) => sameText(body, reply.body)) ? 'same' : 'unknown'
}
