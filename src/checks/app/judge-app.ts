import type { Judgement } from '../../core/check.ts'
import { found, pass, skip } from '../../core/check.ts'
import { formatDuration } from '../../core/duration.ts'
import { appVoice } from '../replies/app-voice.ts'
import { diagnoseReplies, readSituation } from '../replies/diagnose-replies.ts'
import type { ReplyHints } from '../replies/replies-of.ts'
import type { ReplyCode, replyCodes } from '../replies/reply-codes.ts'
import { findingsOf } from '../replies/reply-codes.ts'

/** How the parts of the app hang together. */
export interface Neighbours {
  /** Codes of earlier parts that leave nothing to judge here, and the condition that they break. */
  readonly blockedBy: { readonly codes: readonly ReplyCode[]; readonly condition: string }
  /** Codes of later parts: whoever gets there has passed this one. */
  readonly passedWith: readonly ReplyCode[]
}

/**
 * Judges one part of what the app does. The app speaks for itself if it was asked, else through the public URL, unless
 * something else answered there.
 */
export function judgeApp<C extends Partial<typeof replyCodes>>(
  codes: C,
  hints: ReplyHints,
  { blockedBy, passedWith }: Neighbours,
): Judgement<Extract<keyof C, ReplyCode>> {
  const all = diagnoseReplies(hints)
  const findings = findingsOf(codes, all)
  if (findings.some(({ severity }) => severity !== 'info')) return found(findings)
  const { outside, inside } = readSituation(hints)
  if (outside === undefined && inside === undefined) return explainSilence(hints)
  if (inside?.state === 'down' && outside?.state !== 'accepted') return skip('blocked', 'the app runs on this machine')
  const voice = appVoice({ outside, inside }, all)
  // An answer that came late came all the same.
  const blocking = all.find(
    ({ code, severity }) =>
      severity === 'error' && blockedBy.codes.includes(code) && !(voice !== undefined && code === 'app/slow-ack'),
  )
  if (blocking !== undefined) return skip('blocked', blockedBy.condition)
  if (voice !== undefined) return pass(voice.reply === undefined ? undefined : formatDuration(voice.reply.ms), findings)
  if (all.some(({ code }) => passedWith.includes(code))) return pass(undefined, findings)
  return skip('blocked', 'the callback URL answers a POST as Daraja sends it')
}

/** Neither was asked: the reason of the one that is nearer to being asked. */
function explainSilence({ publicReply, localReply }: ReplyHints): ReturnType<typeof skip> {
  const reasons = [localReply, publicReply].flatMap((observation) => (observation.available ? [] : [observation]))
  const first = reasons.find(({ kind }) => kind !== 'not-configured') ?? reasons[0]
  return skip(first?.kind ?? 'not-configured', first?.reason ?? 'a callback URL, or the app on this machine')
}
