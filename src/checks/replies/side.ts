import type { Observation } from '../../core/probe.ts'
import type { CallbackPost } from '../../probes/callback-post.ts'
import { isUnreached } from '../../probes/local-reply.ts'
import type { Variant, VariantName } from '../../probes/reply-variants.ts'
import { readAmbiguousPage } from './ambiguous-pages.ts'
import type { Classified } from './classify-reply.ts'
import { classifyReply } from './classify-reply.ts'
import { refine } from './refine.ts'
import type { ReplyFacts } from './reply-facts.ts'
import { readReply } from './reply-facts.ts'

/**
 * What one target did with the callback.
 * - `down`: nothing listens · `silent`: no answer in the budget · `broken`: hung up, or no HTTP
 * - `refused`: an answer that loses a callback · `accepted`: 2xx
 */
export type SideState = 'down' | 'silent' | 'broken' | 'refused' | 'accepted'

export interface Side {
  readonly state: SideState
  readonly post: CallbackPost
  /** If there was a reply. */
  readonly reply?: ReplyFacts
  /** If it was refused. */
  readonly classified?: Classified
  readonly variants: readonly ReadVariant[]
}

export interface ReadVariant {
  readonly name: VariantName
  readonly path: string
  readonly reply: ReplyFacts | undefined
}

/** Reads what came back from one target. */
export function readSide(
  post: CallbackPost,
  variants: Observation<readonly Variant[]> | undefined,
  provider: string | undefined,
): Side {
  const { exchange } = post
  const read = (variants?.available === true ? variants.value : []).map(({ name, path, exchange: answer }) => ({
    name,
    path,
    reply: answer.kind === 'reply' ? readReply(answer) : undefined,
  }))
  if (exchange.kind === 'failure') {
    if (isUnreached(exchange)) return { state: 'down', post, variants: read }
    return { state: exchange.code === 'timed-out' ? 'silent' : 'broken', post, variants: read }
  }
  const reply = readReply(exchange)
  if (reply.bodyEnd === 'timed-out') return { state: 'silent', post, reply, variants: read }
  if (reply.bodyEnd === 'connection-closed') return { state: 'broken', post, reply, variants: read }
  const classified = classifyReply(reply, provider)
  if (classified === undefined) return { state: 'accepted', post, reply, variants: read }
  const path = new URL(post.url).pathname
  const refined = refine(classified, reply, read, path)
  const told = readAmbiguousPage({ classified: refined, reply, path, variants: read })
  return { state: 'refused', post, reply, classified: told, variants: read }
}

export function variantOf(side: Pick<Side, 'variants'>, name: VariantName): ReplyFacts | undefined {
  return side.variants.find((variant) => variant.name === name)?.reply
}
