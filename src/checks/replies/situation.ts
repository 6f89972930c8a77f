import type { Observation } from '../../core/probe.ts'
import type { Listener } from '../../core/processes-port.ts'
import type { Origin } from '../../core/settings.ts'
import type { Detected } from '../../core/stack.ts'
import { tunnelProviderOf } from '../../daraja/test-hosts.ts'
import { portOf } from '../../probes/app-endpoints.ts'
import type { CallbackPost } from '../../probes/callback-post.ts'
import type { LocalPost } from '../../probes/local-reply.ts'
import type { Variant } from '../../probes/reply-variants.ts'
import type { ServerName } from '../../probes/stack-in-use.ts'
import { resultCodeOf } from './acknowledgement.ts'
import { isHttpsRedirect } from './classify-reply.ts'
import { findFramework } from './frameworks.ts'
import type { AppKnown } from './picture.ts'
import { drawPicture } from './picture.ts'
import { rememberLast } from './remember-last.ts'
import type { Side } from './side.ts'
import { readSide } from './side.ts'

/** Everything that was seen of replies in a run; undefined is what was not looked at. */
export interface RepliesSeen {
  readonly publicReply?: Observation<CallbackPost> | undefined
  readonly localReply?: Observation<LocalPost> | undefined
  readonly publicVariants?: Observation<readonly Variant[]> | undefined
  readonly localVariants?: Observation<readonly Variant[]> | undefined
  readonly stackInUse?: Observation<readonly Detected<ServerName>[]> | undefined
  /** Of processes that work in the project's folder. */
  readonly ownListeners?: Observation<readonly Listener[]> | undefined
}

/** The two sides of a comparison. */
export interface Situation {
  readonly outside: Side | undefined
  /** Undefined also if its answer cannot be compared with that of the public URL. */
  readonly inside: Side | undefined
  /** Of the tunnel that the callback URL leads to. */
  readonly provider: string | undefined
  readonly app: AppKnown
  /** A process that works in the project's folder listens where the app was asked. */
  readonly isOwnProcess: boolean
  /** That the project's own files name. */
  readonly frameworks: readonly Detected<ServerName>[]
}

/** Once for the observations of a run. */
export const readSituation = rememberLast(readFresh, observationsOf)

export function observationsOf(seen: RepliesSeen): readonly unknown[] {
  return [
    seen.publicReply,
    seen.localReply,
    seen.publicVariants,
    seen.localVariants,
    seen.stackInUse,
    seen.ownListeners,
  ]
}

function readFresh(seen: RepliesSeen): Situation {
  const outsidePost = seen.publicReply?.available === true ? seen.publicReply.value : undefined
  const insidePost = seen.localReply?.available === true ? seen.localReply.value : undefined
  const provider = outsidePost === undefined ? undefined : tunnelProviderOf(new URL(outsidePost.url).hostname)
  const inside = insidePost && readSide(insidePost, seen.localVariants, undefined)
  const situation: Situation = {
    outside: outsidePost && readSide(outsidePost, seen.publicVariants, provider),
    inside: inside !== undefined && isComparable(inside) ? inside : undefined,
    provider,
    app: insidePost === undefined ? 'guessed' : howKnown(insidePost.origin),
    isOwnProcess:
      insidePost !== undefined &&
      seen.ownListeners?.available === true &&
      seen.ownListeners.value.some(({ port }) => port === portOf(new URL(insidePost.url))),
    frameworks: seen.stackInUse?.available === true ? seen.stackInUse.value : [],
  }
  return isSomebodyElse(situation) ? { ...situation, inside: undefined } : situation
}

/** Plain http on localhost makes an app ask for https or refuse the host, which it does not do to Safaricom. */
function isComparable(side: Side): boolean {
  if (side.reply === undefined) return true
  if (isHttpsRedirect(side.reply, side.post.url)) return false
  return side.classified?.code !== 'edge/host-rejected'
}

function howKnown({ kind }: Origin): AppKnown {
  if (kind === 'option' || kind === 'variable' || kind === 'config') return 'named'
  return kind === 'env-file' || kind === 'process' ? 'stated' : 'guessed'
}

/**
 * Whether what listens at a guessed address may be any program. It counts as the app if it takes the callback as a
 * callback route does, does the same as the public URL, or shows the same framework.
 */
function isSomebodyElse(situation: Situation): boolean {
  const { outside, inside, app } = situation
  if (app !== 'guessed' || outside === undefined || inside === undefined || inside.state === 'down') return false
  if (inside.state === 'accepted' && inside.reply !== undefined && resultCodeOf(inside.reply) !== undefined)
    return false
  // A process of the project that is as silent as the public URL can hardly be another program.
  if (inside.reply === undefined)
    return !(situation.isOwnProcess && inside.state === 'silent' && outside.state === 'silent')
  const framework = findFramework(inside.reply)
  if (framework !== undefined && framework === findFramework(outside.reply)) return false
  return drawPicture(situation).comparison !== 'same'
}
