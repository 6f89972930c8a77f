import type { Hints } from '../../core/check.ts'
import { localReply } from '../../probes/local-reply.ts'
import { projectListeners } from '../../probes/project-listeners.ts'
import { publicReply } from '../../probes/public-reply.ts'
import { localVariants, publicVariants } from '../../probes/reply-variants.ts'
import { stackInUse } from '../../probes/stack-in-use.ts'

/** What every check of replies looks at. */
export const replyProbes = {
  publicReply,
  localReply,
  publicVariants,
  localVariants,
  stackInUse,
  ownListeners: projectListeners,
} as const

export type ReplyHints = Hints<typeof replyProbes>
