import { badRequest, jsonReply } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import { amountOf, shortcodeOf, textOf } from '../fields.ts'
import { type ResultFacts, runResult } from '../results/run-result.ts'
import { takesUrl } from '../url-rules.ts'
import { paymentView } from '../views.ts'
import type { Call, Route, World } from '../world.ts'

/** A till is asked over USSD to pay another one. */
export const b2bExpress: Route = {
  method: 'POST',
  path: '/v1/ussdpush/get-msisdn',
  api: 'b2b-express',
  tokenAnswer: '404.001.03',
  firstField: 'primaryShortCode',
  handle: push,
}

function push({ body, requestId }: Call, world: World): SandboxReply {
  const from = shortcodeOf(body.primaryShortCode)
  if (from === undefined) return badRequest(requestId, 'primaryShortCode')
  const to = shortcodeOf(body.receiverShortCode)
  if (to === undefined) return badRequest(requestId, 'receiverShortCode')
  const amount = amountOf(body.amount, true)
  if (amount === undefined) return badRequest(requestId, 'amount')
  const account = textOf(body.paymentRef)
  if (account === undefined) return badRequest(requestId, 'paymentRef')
  const url = textOf(body.callbackUrl)
  if (url === undefined || !takesUrl(url, { api: 'stk', lenient: world.settings.lenient }))
    return badRequest(requestId, 'callbackUrl')
  if (textOf(body.partnerName) === undefined) return badRequest(requestId, 'partnerName')
  const reference = textOf(body.RequestRefID)
  if (reference === undefined) return badRequest(requestId, 'RequestRefID')
  const conversationId = world.ids.conversationId()
  const plan = {
    kind: 'b2b-express',
    url,
    timeoutUrl: null,
    conversationId: reference,
    originatorConversationId: reference,
    question: { phone: '', amount, account, shortcode: to },
  } as const
  const settle = (now: Date): ResultFacts => {
    const receipt = world.ids.receipt()
    const booked = { receipt, at: now.toISOString(), kind: plan.kind, from, to, amount, account }
    const payment = world.ledger.payOut(booked, 'Working')
    // No code for too little money was ever published for this API.
    if (payment === 'insufficient') return { scenario: '4001' }
    world.emit({ kind: 'payment', payment: paymentView(payment) })
    return { scenario: 'success', values: { receipt, conversationId } }
  }
  world.background(runResult(world, plan, settle))
  return jsonReply(200, { code: '0', status: 'USSD Initiated Successfully' })
}
