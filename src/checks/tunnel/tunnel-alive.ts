import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { tunnelProviderOf } from '../../daraja/test-hosts.ts'
import { callbackTarget } from '../../probes/callback-target.ts'
import { publicReply } from '../../probes/public-reply.ts'
import { diagnoseReplies } from '../replies/diagnose-replies.ts'
import { replyProbes } from '../replies/replies-of.ts'
import { findingsOf } from '../replies/reply-codes.ts'
import { tunnelReplyCodes } from './tunnel-codes.ts'

export const tunnelAlive = defineCheck({
  id: 'tunnel-alive',
  family: 'tunnel',
  title: 'The tunnel is up and reaches the app',
  codes: tunnelReplyCodes,
  needs: { target: callbackTarget, publicReply },
  wants: replyProbes,
  judge({ target: { host } }, hints) {
    const findings = findingsOf(tunnelReplyCodes, diagnoseReplies(hints))
    if (findings.length > 0) return found(findings)
    const provider = tunnelProviderOf(host)
    return provider === undefined ? skip('not-applicable', 'a tunnel as host of the callback URL') : pass(provider)
  },
})
