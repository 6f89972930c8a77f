import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { publicReply } from '../../probes/public-reply.ts'
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
  needs: { publicReply },
  wants: replyProbes,
  judge(_facts, hints) {
    const all = diagnoseReplies(hints)
    const findings = findingsOf(edgeCodes, all)
    if (findings.length > 0) return found(findings)
    const { outside } = readSituation(hints)
    if (outside?.state === 'accepted' && outside.reply !== undefined)
      return pass(`${statusOf(outside.reply)} · ${outside.reply.ms} ms`)
    // The fault is found once, where it belongs; here it only stands in the way.
    const isTunnels = all.some(({ code }) => code.startsWith('tunnel/'))
    return skip('blocked', isTunnels ? 'the tunnel is up and reaches the app' : 'the app accepts the callback')
  },
})
