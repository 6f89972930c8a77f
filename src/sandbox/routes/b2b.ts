import { badRequest } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import { amountOf, shortcodeOf, textOf } from '../fields.ts'
import { accept, acceptedReply, readRequest } from '../results/read-request.ts'
import { type ResultFacts, runResult } from '../results/run-result.ts'
import { paymentView } from '../views.ts'
import type { Call, Route, World } from '../world.ts'

const common = { method: 'POST', api: 'b2b', tokenAnswer: '404.001.03', firstField: 'Initiator' } as const

/** Business to business, and taxes. */
export const b2bRoutes: readonly Route[] = [
  { ...common, path: '/mpesa/b2b/v1/paymentrequest', handle: (call, world) => pay(call, world, 'b2b-result') },
  { ...common, path: '/mpesa/b2b/v1/remittax', handle: (call, world) => pay(call, world, 'tax-result') },
]

const commands = {
  'b2b-result': ['BusinessPayBill', 'BusinessBuyGoods', 'BusinessPayToBulk', 'BusinessTransferFromMMFToUtility'],
  'tax-result': ['PayTaxToKRA'],
} as const

/** The shortcode of the tax authority. */
const taxAuthority = '572572'

function pay(call: Call, world: World, kind: keyof typeof commands): SandboxReply {
  const { body, requestId } = call
  const request = readRequest(call, { initiator: 'Initiator', commands: commands[kind], party: 'PartyA' }, world)
  if ('status' in request) return request
  for (const field of ['SenderIdentifierType', 'RecieverIdentifierType'])
    if (!['1', '2', '4'].includes(textOf(body[field]) ?? '')) return badRequest(requestId, field)
  const amount = amountOf(body.Amount, true)
  if (amount === undefined) return badRequest(requestId, 'Amount')
  const to = shortcodeOf(body.PartyB)
  if (to === undefined || (kind === 'tax-result' && to !== taxAuthority)) return badRequest(requestId, 'PartyB')
  const account = textOf(body.AccountReference)
  if (account === undefined) return badRequest(requestId, 'AccountReference')
  const accepted = accept(world, requestId)
  if ('status' in accepted) return accepted
  const { partyA, resultUrl, timeoutUrl, hasCredential } = request
  const question = { phone: textOf(body.Requester) ?? '', amount, account, shortcode: partyA }
  const plan = { kind, url: resultUrl, timeoutUrl, ...accepted, question } as const
  const settle = (now: Date): ResultFacts => {
    if (!hasCredential) return { scenario: '2001' }
    const receipt = world.ids.receipt()
    const booked = { receipt, at: now.toISOString(), kind, from: partyA, to, amount, account }
    const payment = world.ledger.payOut(booked, 'Working')
    if (payment === 'insufficient') return { scenario: '1' }
    world.emit({ kind: 'payment', payment: paymentView(payment) })
    return { scenario: 'success', values: { receipt, shortcode: to } }
  }
  world.background(runResult(world, plan, settle))
  return acceptedReply(accepted)
}
