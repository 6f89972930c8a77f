import { badRequest, jsonReply } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import { amountOf, phoneOf, textOf } from '../fields.ts'
import { tell } from '../ledger/create-ledger.ts'
import { accept, acceptedReply, acceptedText, readRequest } from '../results/read-request.ts'
import { type ResultFacts, runResult } from '../results/run-result.ts'
import { paymentView } from '../views.ts'
import type { Call, Route, World } from '../world.ts'

const common = { method: 'POST', api: 'b2c', tokenAnswer: '401.002.01', firstField: 'InitiatorName' } as const

/** Business to customer; there is no v2. */
export const b2cRoutes: readonly Route[] = [
  { ...common, path: '/mpesa/b2c/v1/paymentrequest', handle: (call, world) => pay(call, world, false) },
  { ...common, path: '/mpesa/b2c/v3/paymentrequest', handle: (call, world) => pay(call, world, true) },
  { ...common, path: '/mpesa/b2pochi/v1/paymentrequest', handle: (call, world) => pay(call, world, true) },
]

const commands = ['SalaryPayment', 'BusinessPayment', 'PromotionPayment', 'BusinessPayToPochi'] as const
const least = 10
const most = 250_000

function pay(call: Call, world: World, isV3: boolean): SandboxReply {
  const { body, requestId } = call
  const own = isV3 ? textOf(body.OriginatorConversationID) : undefined
  if (isV3 && own === undefined) return badRequest(requestId, 'OriginatorConversationID')
  const request = readRequest(call, { initiator: 'InitiatorName', commands, party: 'PartyA' }, world)
  if ('status' in request) return request
  const amount = amountOf(body.Amount, true)
  if (amount === undefined) return badRequest(requestId, 'Amount')
  const phone = phoneOf(body.PartyB)
  if (phone === undefined) return badRequest(requestId, 'PartyB')
  const accepted = accept(world, requestId, own)
  if ('status' in accepted) return accepted
  const { partyA, resultUrl, timeoutUrl, hasCredential } = request
  const plan = {
    kind: 'b2c-result',
    url: resultUrl,
    timeoutUrl,
    ...accepted,
    question: { phone, amount, account: '', shortcode: partyA },
  } as const
  world.background(
    runResult(world, plan, (now) => (hasCredential ? payOut(world, partyA, phone, amount, now) : { scenario: '2001' })),
  )
  if (!isV3) return acceptedReply(accepted)
  // v3 has the two ids the other way round.
  return jsonReply(200, {
    ConversationID: accepted.conversationId,
    OriginatorConversationID: accepted.originatorConversationId,
    ResponseCode: '0',
    ResponseDescription: acceptedText,
  })
}

function payOut({ emit, ids, ledger }: World, from: string, to: string, amount: number, now: Date): ResultFacts {
  if (amount < least) return { scenario: '2' }
  if (amount > most) return { scenario: '3' }
  const receipt = ids.receipt()
  const at = now.toISOString()
  const payment = ledger.payOut({ receipt, at, kind: 'b2c-result', from, to, amount, account: '' }, 'Utility')
  if (payment === 'insufficient') return { scenario: '1' }
  const wallet = ledger.wallet(to)
  tell(wallet, `${receipt} confirmed. You have received KES ${amount} from ${ledger.account(from).name}.`, now)
  emit({ kind: 'payment', payment: paymentView(payment) })
  return { scenario: 'success', values: { receipt } }
}
