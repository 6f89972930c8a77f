import { customerPays } from '../c2b/customer-pays.ts'
import { badRequest, errorReply, faultReply, jsonReply } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import { amountOf, phoneOf, shortcodeOf, textOf } from '../fields.ts'
import { acceptedText } from '../results/read-request.ts'
import { sandboxShortcode } from '../stk/credentials.ts'
import { forbiddenWordOf, takesUrl } from '../url-rules.ts'
import type { Call, Route, World } from '../world.ts'

const register = { method: 'POST', api: 'c2b-register', tokenAnswer: '400.003.01', firstField: 'ShortCode' } as const
const simulate = { ...register, api: 'c2b' } as const

/** Customers who pay a paybill or a till by themselves. */
export const c2bRoutes: readonly Route[] = [
  { ...register, path: '/mpesa/c2b/v1/registerurl', handle: (call, world) => registerUrls(call, world, 1) },
  { ...register, path: '/mpesa/c2b/v2/registerurl', handle: (call, world) => registerUrls(call, world, 2) },
  { ...simulate, path: '/mpesa/c2b/v1/simulate', handle: simulatePayment },
  { ...simulate, path: '/mpesa/c2b/v2/simulate', handle: simulatePayment },
]

function registerUrls(
  { body, requestId }: Call,
  { faults, ids, ledger, settings }: World,
  version: 1 | 2,
): SandboxReply {
  const shortcode = shortcodeOf(body.ShortCode)
  if (shortcode === undefined) return badRequest(requestId, 'ShortCode')
  const { ResponseType: responseType } = body
  // Sentence case, exactly.
  if (responseType !== 'Completed' && responseType !== 'Cancelled') return badRequest(requestId, 'ResponseType')
  const confirmationUrl = textOf(body.ConfirmationURL)
  const validationUrl = textOf(body.ValidationURL)
  for (const [field, url] of [
    ['ValidationURL', validationUrl],
    ['ConfirmationURL', confirmationUrl],
  ] as const) {
    if (url === undefined || !takesUrl(url, { api: 'c2b', lenient: settings.lenient }))
      return badRequest(requestId, field)
    const word = settings.lenient ? undefined : forbiddenWordOf(url)
    if (word !== undefined)
      return errorReply(requestId, '400.003.02', `Bad Request - Invalid ${field} - URL has the word ${word}`)
  }
  if (shortcode === sandboxShortcode)
    return faultReply(
      500,
      'Execution of ServiceCallout SCO-AddURLVault failed. Reason: ResponseCode 409 is treated as error',
      'steps.servicecallout.ExecutionFailed',
    )
  if (faults.strike('already-registered') !== null)
    return errorReply(
      requestId,
      '500.003.1001',
      `Duplicate notification info, SP ID is 107078, correlator is ${shortcode}`,
    )
  ledger.c2bUrls.set(shortcode, {
    responseType,
    confirmationUrl: confirmationUrl ?? '',
    validationUrl: validationUrl ?? '',
    version,
  })
  // Spelt so on the wire.
  return jsonReply(200, {
    OriginatorCoversationID: ids.merchantRequestId(),
    ResponseCode: '0',
    ResponseDescription: 'Success',
  })
}

function simulatePayment({ body, requestId }: Call, world: World): SandboxReply {
  const shortcode = shortcodeOf(body.ShortCode)
  if (shortcode === undefined) return badRequest(requestId, 'ShortCode')
  const command = textOf(body.CommandID)
  if (command !== 'CustomerPayBillOnline' && command !== 'CustomerBuyGoodsOnline')
    return badRequest(requestId, 'CommandID')
  const amount = amountOf(body.Amount, true)
  if (amount === undefined) return badRequest(requestId, 'Amount')
  const phone = phoneOf(body.Msisdn)
  if (phone === undefined) return badRequest(requestId, 'Msisdn')
  const isTill = command === 'CustomerBuyGoodsOnline'
  const account = textOf(body.BillRefNumber)
  if (!isTill && (account === undefined || account.length > 20)) return badRequest(requestId, 'BillRefNumber')
  const paying = customerPays(world, {
    phone,
    shortcode,
    kind: isTill ? 'till' : 'paybill',
    amount,
    account: isTill ? '' : (account ?? ''),
  })
  world.background(paying.then(() => undefined))
  return jsonReply(200, {
    OriginatorCoversationID: world.ids.merchantRequestId(),
    ResponseCode: '0',
    ResponseDescription: acceptedText,
  })
}
