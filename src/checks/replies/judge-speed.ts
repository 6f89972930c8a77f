import type { Finding } from '../../core/finding.ts'
import { appVoice } from './app-voice.ts'
import type { ReplyCode } from './reply-codes.ts'
import type { Report } from './reply-finding.ts'
import { reportReply } from './reply-finding.ts'
import type { Side } from './side.ts'
import { variantOf } from './side.ts'
import type { Situation } from './situation.ts'

/** Safaricom documents about 8 s for C2B validation and nothing for other callbacks. */
const tooSlowMs = 8_000
const slowMs = 3_000
/** What a gateway says that stopped waiting; 524 is Cloudflare's. */
const gaveUp: readonly number[] = [408, 504, 524]

/** Replies that came, and came late. */
export function judgeSpeed(situation: Situation, reports: readonly Report[]): readonly Finding<ReplyCode>[] {
  const { outside, inside } = situation
  const judged = appVoice(situation, reports)
  if (judged?.reply === undefined || judged.reply.ms <= slowMs) return []
  if (isQuickNow(judged) && judged === outside && !isSlow(inside))
    return [reportReply({ side: judged, code: 'edge/cold-start' }, situation)]
  if (judged === inside && outside !== undefined && stoppedWaiting(outside))
    return [
      reportReply(
        {
          side: judged,
          code: 'app/slow-ack',
          severity: 'error',
          confidence: 'likely',
          why: 'Asked directly the app answers, but so late that what stands before it had stopped waiting.',
        },
        situation,
      ),
    ]
  const severity = judged.reply.ms > tooSlowMs ? 'error' : 'warning'
  return [reportReply({ side: judged, code: 'app/slow-ack', severity, confidence: 'certain' }, situation)]
}

/** Whether the public URL ran out of patience, or a gateway there did. */
function stoppedWaiting({ state, reply, classified }: Side): boolean {
  if (state === 'silent' || reply === undefined) return state === 'silent'
  if (gaveUp.includes(reply.status)) return true
  return classified?.code === 'edge/bad-gateway' && reply.ms > slowMs
}

function isQuickNow(side: Side): boolean {
  const again = variantOf(side, 'again')
  return again !== undefined && side.reply !== undefined && again.ms <= Math.min(slowMs, side.reply.ms / 2)
}

function isSlow(side: Side | undefined): boolean {
  return side?.reply !== undefined && side.reply.ms > slowMs
}
