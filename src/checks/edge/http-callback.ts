import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { formatDuration } from '../../core/duration.ts'
import { diagnoseReplies, readSituation } from '../replies/diagnose-replies.ts'
import { replyProbes } from '../replies/replies-of.ts'
import { findingsOf } from '../replies/reply-codes.ts'
import { statusOf } from '../replies/reply-evidence.ts'
import { edgeCodes } from './edge-codes.ts'

export const httpCallback = defineCheck({
  id: 'http-callback',
  family: 'edge',
  title: 'The callback URL answers a POST as Daraja sends it',
  codes: edgeCodes,
  needs: {},
  wants: replyProbes,
  judge(_facts, hints) {
    const all = diagnoseReplies(hints)
    // Also where only the app on this machine was asked: an app that redirects does so behind every edge.
    const findings = findingsOf(edgeCodes, all)
    if (findings.length > 0) return found(findings)
    const { publicReply } = hints
    if (!publicReply.available) return skip(publicReply.kind, publicReply.reason)
    const { outside } = readSituation(hints)
    if (outside?.state === 'accepted' && outside.reply !== undefined)
      return pass(`${statusOf(outside.reply)} · ${formatDuration(outside.reply.ms)}`)
    // The fault is found once, where it belongs; here it only stands in the way.
    const isTunnels = all.some(({ code }) => code.startsWith('tunnel/'))
    return skip('blocked', isTunnels ? 'the tunnel is up and reaches the app' : 'the app accepts the callback')
  },
})
