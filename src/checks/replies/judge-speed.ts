import type { Finding } from '../../core/finding.ts'
import type { ReplyCode } from './reply-codes.ts'
import { reportReply } from './reply-finding.ts'
import type { Side } from './side.ts'
import { variantOf } from './side.ts'
import type { Situation } from './situation.ts'

/** Safaricom documents about 8 s for C2B validation and nothing for other callbacks. */
const tooSlowMs = 8_000
const slowMs = 3_000

/** Replies that came, and came late. */
export function judgeSpeed(situation: Situation): readonly Finding<ReplyCode>[] {
  const { outside, inside } = situation
  const judged = outside?.state === 'accepted' ? outside : outside === undefined ? inside : undefined
  if (judged?.state !== 'accepted' || judged.reply === undefined || judged.reply.ms <= slowMs) return []
  const severity = judged.reply.ms > tooSlowMs ? 'error' : 'warning'
  if (isQuickNow(judged) && judged === outside && !isSlow(inside))
    return [reportReply({ side: judged, code: 'edge/cold-start' }, situation)]
  return [reportReply({ side: judged, code: 'app/slow-ack', severity, confidence: 'certain' }, situation)]
}

function isQuickNow(side: Side): boolean {
  const again = variantOf(side, 'again')
  return again !== undefined && side.reply !== undefined && again.ms <= Math.min(slowMs, side.reply.ms / 2)
}

function isSlow(side: Side | undefined): boolean {
  return side?.reply !== undefined && side.reply.ms > slowMs
}
