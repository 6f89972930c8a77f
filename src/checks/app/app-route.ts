import { defineCheck } from '../../core/check.ts'
import { replyProbes } from '../replies/replies-of.ts'
import { pickReplyCodes } from '../replies/reply-codes.ts'
import { handlerFaults, routeFaults } from './app-parts.ts'
import { judgeApp } from './judge-app.ts'

const codes = pickReplyCodes(...routeFaults)

export const appRoute = defineCheck({
  id: 'app-route',
  family: 'app',
  title: 'The callback route accepts POST from outside',
  codes,
  needs: {},
  wants: replyProbes,
  judge: (_facts, hints) =>
    judgeApp(codes, hints, {
      blockedBy: { codes: ['app/slow-ack'], condition: 'the app answers in time' },
      passedWith: handlerFaults,
    }),
})
