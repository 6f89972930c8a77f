import { badRequest, errorReply, jsonReply } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import { amountOf, phoneOf, shortcodeOf, textOf } from '../fields.ts'
import type { Push } from '../ledger/ledger.ts'
import { readShortcode, refuseCredentials, refuseForm, sandboxShortcode } from '../stk/credentials.ts'
import { runPush } from '../stk/run-push.ts'
import { takesUrl } from '../url-rules.ts'
import type { Call, Route, World } from '../world.ts'

export const stkPush: Route = {
  method: 'POST',
  path: '/mpesa/stkpush/v1/processrequest',
  api: 'stk',
  tokenAnswer: '404.001.03',
  handle: push,
}

async function push(call: Call, world: World): Promise<SandboxReply> {
  const asked = readPush(call, world)
  if ('status' in asked) return asked
  if (world.prompts.on(asked.phone) !== undefined)
    return errorReply(
      call.requestId,
      '500.001.1001',
      'Unable to lock subscriber, a transaction is already in process for the current subscriber',
    )
  const accepted: Push = {
    ...asked,
    checkoutRequestId: world.ids.checkoutRequestId(asked.phone),
    merchantRequestId: world.ids.merchantRequestId(),
    atMs: world.clock.now().getTime(),
    result: null,
  }
  world.ledger.account(accepted.payee, accepted.isTill ? 'till' : 'paybill')
  world.ledger.addPush(accepted)
  const isBeforeAnswer = world.faults.strike('callback-before-answer') !== null
  const ended = runPush(world, accepted, isBeforeAnswer)
  if (isBeforeAnswer) await ended
  else world.background(ended)
  const said = 'Success. Request accepted for processing'
  return jsonReply(200, {
    MerchantRequestID: accepted.merchantRequestId,
    CheckoutRequestID: accepted.checkoutRequestId,
    ResponseCode: '0',
    ResponseDescription: said,
    CustomerMessage: said,
  })
}

type AskedPush = Omit<Push, 'checkoutRequestId' | 'merchantRequestId' | 'atMs' | 'result'>

/**
 * The form of each field in the order of the page, which the gateway looks at; then what only M-PESA itself can know.
 * What is well formed and makes no sense (a till with another TransactionType, too large an amount) is accepted, and
 * fails in the callback.
 */
function readPush({ body, requestId }: Call, { settings }: World): AskedPush | SandboxReply {
  const shortcode = readShortcode(body, requestId)
  if (typeof shortcode !== 'string') return shortcode
  const malformed = refuseForm(body, requestId)
  if (malformed !== undefined) return malformed
  const isTill = body.TransactionType === 'CustomerBuyGoodsOnline'
  // The test shortcode is a paybill.
  if ((!isTill && body.TransactionType !== 'CustomerPayBillOnline') || (isTill && shortcode === sandboxShortcode))
    return badRequest(requestId, 'TransactionType')
  const amount = amountOf(body.Amount)
  if (amount === undefined) return badRequest(requestId, 'Amount')
  if (phoneOf(body.PartyA) === undefined) return badRequest(requestId, 'PartyA')
  const payee = shortcodeOf(body.PartyB)
  if (payee === undefined) return badRequest(requestId, 'PartyB')
  const phone = phoneOf(body.PhoneNumber)
  if (phone === undefined) return badRequest(requestId, 'PhoneNumber')
  // As it is: a blank at its end makes the real API refuse it.
  const callbackUrl = body.CallBackURL
  if (typeof callbackUrl !== 'string' || !takesUrl(callbackUrl, { api: 'stk', lenient: settings.lenient }))
    return badRequest(requestId, 'CallBackURL')
  const account = textOf(body.AccountReference)
  if (account === undefined) return badRequest(requestId, 'AccountReference')
  // Its name on the page is TransactionDesc, and optional; the API calls it Remarks, and wants it.
  if (textOf(body.TransactionDesc) === undefined) return badRequest(requestId, 'Remarks')
  const asked = { shortcode, payee, isTill, phone, amount, account, callbackUrl }
  return refuseCredentials(shortcode, body, settings, requestId) ?? asked
}
