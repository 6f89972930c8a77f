import { parseTimestamp } from '../../daraja/nairobi-time.ts'
import { badRequest, jsonReply } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import { amountOf, phoneOf, shortcodeOf, textOf } from '../fields.ts'
import { runResult } from '../results/run-result.ts'
import { takesUrl } from '../url-rules.ts'
import type { Call, Route, World } from '../world.ts'

/** Standing orders. */
export const ratiba: Route = {
  method: 'POST',
  path: '/standingorder/v1/createStandingOrderExternal',
  api: 'ratiba',
  tokenAnswer: '404.001.03',
  firstField: 'StandingOrderName',
  handle: create,
}

/** The second word of the last one is spelt so on the wire. */
const transactionTypes = ['Standing Order Customer Pay Bill', 'Standing Order Customer Pay Marchant']

function create({ body, requestId }: Call, world: World): SandboxReply {
  const name = textOf(body.StandingOrderName)
  if (name === undefined) return badRequest(requestId, 'StandingOrderName')
  const [start, end] = [dayOf(textOf(body.StartDate)), dayOf(textOf(body.EndDate))]
  if (start === undefined) return badRequest(requestId, 'StartDate')
  if (end === undefined || end < start) return badRequest(requestId, 'EndDate')
  const shortcode = shortcodeOf(body.BusinessShortCode)
  if (shortcode === undefined) return badRequest(requestId, 'BusinessShortCode')
  if (!transactionTypes.includes(textOf(body.TransactionType) ?? '')) return badRequest(requestId, 'TransactionType')
  if (!['2', '4'].includes(textOf(body.ReceiverPartyIdentifierType) ?? ''))
    return badRequest(requestId, 'ReceiverPartyIdentifierType')
  const amount = amountOf(body.Amount)
  if (amount === undefined) return badRequest(requestId, 'Amount')
  const phone = phoneOf(body.PartyA)
  if (phone === undefined) return badRequest(requestId, 'PartyA')
  const url = textOf(body.CallBackURL)
  if (url === undefined || !takesUrl(url, { api: 'stk', lenient: world.settings.lenient }))
    return badRequest(requestId, 'CallBackURL')
  const account = textOf(body.AccountReference)
  if (account === undefined) return badRequest(requestId, 'AccountReference')
  if (!/^[1-8]$/.test(textOf(body.Frequency) ?? '')) return badRequest(requestId, 'Frequency')
  const reference = world.ids.uuid()
  const plan = {
    kind: 'ratiba',
    url,
    timeoutUrl: null,
    conversationId: reference,
    originatorConversationId: reference,
    question: { phone, amount, account, shortcode },
  } as const
  // A name is good for one order of a customer.
  const isNew = world.ledger.claimOriginator(`standing order ${phone} ${name}`)
  world.background(runResult(world, plan, () => ({ scenario: isNew ? 'success' : 'duplicate-name' })))
  const said = { responseDescription: 'Request accepted for processing', responseCode: '200' }
  return jsonReply(200, {
    ResponseHeader: {
      responseRefID: reference,
      responseCode: said.responseCode,
      responseDescription: said.responseDescription,
      ResultDesc: 'The service request is processed successfully.',
    },
    ResponseBody: said,
  })
}

function dayOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : parseTimestamp(`${text}000000`)
}
