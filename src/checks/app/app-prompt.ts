import { defineCheck } from '../../core/check.ts'
import { replyProbes } from '../replies/replies-of.ts'
import { pickReplyCodes } from '../replies/reply-codes.ts'
import { refusals, routeFaults } from './app-parts.ts'
import { judgeApp } from './judge-app.ts'

const codes = pickReplyCodes('app/slow-ack')

export const appPrompt = defineCheck({
  id: 'app-prompt',
  family: 'app',
  title: 'The acknowledgement comes within 3 seconds',
  codes,
  needs: {},
  wants: replyProbes,
  judge: (_facts, hints) =>
    judgeApp(codes, hints, {
      blockedBy: { codes: [...routeFaults, ...refusals], condition: 'the app acknowledges an unknown payment' },
      passedWith: [],
    }),
})
