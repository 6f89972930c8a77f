import { defineCheck } from '../../core/check.ts'
import { replyProbes } from '../replies/replies-of.ts'
import { pickReplyCodes } from '../replies/reply-codes.ts'
import { handlerFaults, routeFaults } from './app-parts.ts'
import { judgeApp } from './judge-app.ts'

const codes = pickReplyCodes(...handlerFaults)

export const appAcknowledges = defineCheck({
  id: 'app-acknowledges',
  family: 'app',
  title: 'The app acknowledges an unknown payment',
  codes,
  needs: {},
  wants: replyProbes,
  judge: (_facts, hints) =>
    judgeApp(codes, hints, {
      blockedBy: { codes: routeFaults, condition: 'the callback route accepts POST from outside' },
      passedWith: [],
    }),
})
