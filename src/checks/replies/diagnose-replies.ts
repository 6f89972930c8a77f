import type { Finding } from '../../core/finding.ts'
import type { Observation } from '../../core/probe.ts'
import type { Origin } from '../../core/settings.ts'
import { tunnelProviderOf } from '../../daraja/test-hosts.ts'
import type { CallbackPost } from '../../probes/callback-post.ts'
import type { LocalPost } from '../../probes/local-reply.ts'
import type { Variant } from '../../probes/reply-variants.ts'
import { findFlaws } from './acknowledgement.ts'
import { isHttpsRedirect } from './classify-reply.ts'
import { compareReplies } from './compare-replies.ts'
import { judgeSpeed } from './judge-speed.ts'
import type { ReplyCode } from './reply-codes.ts'
import type { Report } from './reply-finding.ts'
import { reportFlaws, reportReply } from './reply-finding.ts'
import type { Side } from './side.ts'
import { readSide, variantOf } from './side.ts'
import { exposesTrace } from './stack-trace.ts'

/** Everything that was seen of replies in a run; undefined is what was not looked at. */
export interface RepliesSeen {
  readonly publicReply?: Observation<CallbackPost> | undefined
  readonly localReply?: Observation<LocalPost> | undefined
  readonly publicVariants?: Observation<readonly Variant[]> | undefined
  readonly localVariants?: Observation<readonly Variant[]> | undefined
}

export interface Situation {
  readonly outside: Side | undefined
  /** Undefined also if its answer cannot be compared with that of the public URL. */
  readonly inside: Side | undefined
  readonly provider: string | undefined
  /** The user named the app's address, so it is meant to be this one. */
  readonly isAppNamed: boolean
}

/**
 * Judges what the public URL and the app did with the same callback: what both do is the app's, what only the public URL
 * does is the tunnel's or the edge's. Each fault is found once; the checks share out the findings by their codes.
 */
export function diagnoseReplies(seen: RepliesSeen): readonly Finding<ReplyCode>[] {
  const situation = readSituation(seen)
  const reports = compareReplies(situation)
  return [
    ...reports.map((report) => reportReply(report, situation)),
    ...judgeFlaws(situation, reports),
    ...judgeSpeed(situation),
  ]
}

export function readSituation(seen: RepliesSeen): Situation {
  const outsidePost = seen.publicReply?.available === true ? seen.publicReply.value : undefined
  const insidePost = seen.localReply?.available === true ? seen.localReply.value : undefined
  const provider = outsidePost === undefined ? undefined : tunnelProviderOf(new URL(outsidePost.url).hostname)
  const inside = insidePost && readSide(insidePost, seen.localVariants, undefined)
  return {
    outside: outsidePost && readSide(outsidePost, seen.publicVariants, provider),
    inside: inside !== undefined && isComparable(inside) ? inside : undefined,
    provider,
    isAppNamed: insidePost !== undefined && isNamed(insidePost.origin),
  }
}

/** Plain http on localhost makes an app ask for https or refuse the host, which it does not do to Safaricom. */
function isComparable(side: Side): boolean {
  if (side.reply === undefined) return true
  if (isHttpsRedirect(side.reply, side.post.url)) return false
  return side.classified?.code !== 'edge/host-rejected'
}

function isNamed(origin: Origin): boolean {
  return origin.kind === 'option' || origin.kind === 'variable' || origin.kind === 'config'
}

/** Flaws of accepted replies, and debug pages that the public can see. */
function judgeFlaws(situation: Situation, reports: readonly Report[]): readonly Finding<ReplyCode>[] {
  const { outside, inside } = situation
  // What something else answers is not the app's to answer for.
  const isOthers = reports.some(({ code }) => code === 'edge/not-your-app' || code === 'edge/default-page')
  const judged = outside?.state === 'accepted' && !isOthers ? outside : undefined
  const side = judged ?? (inside?.state === 'accepted' ? inside : undefined)
  const flaws = side?.reply === undefined ? [] : findFlaws(side.reply, variantOf(side, 'sibling'))
  const findings = side === undefined ? [] : reportFlaws(side, flaws, situation)
  const trace =
    outside?.reply !== undefined && exposesTrace(outside.reply)
      ? reportFlaws(outside, [{ code: 'app/stack-trace-exposed' }], situation)
      : []
  return [...findings, ...trace]
}
