import type { Finding } from '../../core/finding.ts'
import type { Flaw } from './acknowledgement.ts'
import { findFlaws } from './acknowledgement.ts'
import { appVoice } from './app-voice.ts'
import { compareReplies } from './compare-replies.ts'
import { readElsewhere } from './elsewhere.ts'
import { judgeSpeed } from './judge-speed.ts'
import { rememberLast } from './remember-last.ts'
import type { ReplyCode } from './reply-codes.ts'
import type { ReplyFacts } from './reply-facts.ts'
import type { Report } from './reply-finding.ts'
import { reportFlaws, reportReply } from './reply-finding.ts'
import type { Side } from './side.ts'
import type { RepliesSeen, Situation } from './situation.ts'
import { observationsOf, readSituation } from './situation.ts'
import { describeExposure, exposesTrace } from './stack-trace.ts'

export type { Situation } from './situation.ts'
export { readSituation } from './situation.ts'

/**
 * Judges what the public URL and the app did with the same callback: what both do is the app's, what only the public URL
 * does is the tunnel's or the edge's. Each fault is found once; the checks share out the findings by their codes.
 */
export const diagnoseReplies = rememberLast(diagnose, observationsOf)

function diagnose(seen: RepliesSeen): readonly Finding<ReplyCode>[] {
  const situation = readSituation(seen)
  const reports = compareReplies(situation)
  return [
    ...reports.map((report) => reportReply(report, situation)),
    ...judgeFlaws(situation, reports),
    ...judgeSpeed(situation, reports),
  ]
}

/** Flaws of accepted replies, and debug pages that the public can see. */
function judgeFlaws(situation: Situation, reports: readonly Report[]): readonly Finding<ReplyCode>[] {
  const { outside } = situation
  // What something else answers is not the app's to answer for.
  const isOthers = reports.some(({ code }) => code === 'edge/not-your-app' || code === 'edge/default-page')
  const side = appVoice(situation, reports)
  const findings = side === undefined || (isOthers && side === outside) ? [] : judgeAccepted(side, situation)
  const trace =
    outside?.reply !== undefined && !isOthers && exposesTrace(outside.reply)
      ? reportFlaws(outside, [exposure(outside.reply)], situation)
      : []
  return [...findings, ...trace]
}

function judgeAccepted(side: Side, situation: Situation): readonly Finding<ReplyCode>[] {
  if (side.reply === undefined) return []
  const { inside, app } = situation
  const flaws = findFlaws(side.reply, readElsewhere(side.reply, side.variants), inside?.state === 'accepted')
  // What only a guessed address shows is no error: it may be any program.
  const isDoubtful = side === inside && app === 'guessed'
  return reportFlaws(side, isDoubtful ? flaws.map(soften) : flaws, situation)
}

function soften(flaw: Flaw): Flaw {
  return flaw.severity === 'error' ? { ...flaw, severity: 'warning', confidence: 'possible' } : flaw
}

function exposure(reply: ReplyFacts): Flaw {
  const why = describeExposure(reply)
  return { code: 'app/stack-trace-exposed', ...(why === undefined ? {} : { why }) }
}
