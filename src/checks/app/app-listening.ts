import { defineCheck, found, pass } from '../../core/check.ts'
import { isUnreached, localReply } from '../../probes/local-reply.ts'
import { diagnoseReplies } from '../replies/diagnose-replies.ts'
import { replyProbes } from '../replies/replies-of.ts'
import { findingsOf, pickReplyCodes } from '../replies/reply-codes.ts'

const codes = pickReplyCodes('app/not-listening')

export const appListening = defineCheck({
  id: 'app-listening',
  family: 'app',
  title: 'The app runs on this machine',
  codes,
  needs: { localReply },
  wants: replyProbes,
  judge({ localReply: { exchange, endpoint, url } }, hints) {
    if (isUnreached(exchange)) return found(findingsOf(codes, diagnoseReplies(hints)))
    const where = new URL(url).host
    return pass(endpoint === null || where.includes(endpoint.address) ? where : `${where} (${endpoint.address})`)
  },
})
