import { badRequest, errorReply, jsonReply, rateLimited } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import { textOf } from '../fields.ts'
import type { Push } from '../ledger/ledger.ts'
import { readShortcode, refuseCredentials, refuseForm } from '../stk/credentials.ts'
import type { Call, Route, World } from '../world.ts'

export const stkQuery: Route = {
  method: 'POST',
  path: '/mpesa/stkpushquery/v1/query',
  api: 'stk-query',
  tokenAnswer: '404.001.03',
  handle: query,
}

function query({ body, requestId }: Call, { faults, ledger, queryTurns, settings }: World): SandboxReply {
  if (settings.queryLimit === true && !queryTurns.take()) return rateLimited
  const shortcode = readShortcode(body, requestId)
  if (typeof shortcode !== 'string') return shortcode
  const malformed = refuseForm(body, requestId)
  if (malformed !== undefined) return malformed
  const id = textOf(body.CheckoutRequestID)
  if (id === undefined) return badRequest(requestId, 'CheckoutRequestID')
  const refused = refuseCredentials(shortcode, body, settings, requestId)
  if (refused !== undefined) return refused
  const push = ledger.push(id)
  // Also for known ids, now and then: nobody may conclude anything from one such answer.
  if (push === undefined || push.shortcode !== shortcode || faults.strike('query-500') !== null)
    return errorReply(requestId, '500.001.1001', 'The transaction does not Exist')
  if (push.result === null && faults.strike('query-too-early') !== null)
    return badRequest(requestId, 'CheckoutRequestID')
  if (push.result === null && faults.strike('query-processing') !== null)
    return errorReply(push.checkoutRequestId, '500.001.1001', 'The transaction is being processed')
  const state = faults.strike('query-e3008') === null ? stateOf(push) : indebted
  return jsonReply(200, {
    ResponseCode: '0',
    // Spelt so on the wire.
    ResponseDescription: 'The service request has been accepted successsfully',
    MerchantRequestID: push.merchantRequestId,
    CheckoutRequestID: push.checkoutRequestId,
    ...state,
  })
}

const indebted = { ResultCode: 'E3008', ResultDesc: 'Error, the user has a bad debt contract.' }

function stateOf({ result }: Push): { readonly ResultCode: string; readonly ResultDesc: string } {
  if (result === null) return { ResultCode: '4999', ResultDesc: 'The transaction is still under processing' }
  const resultCode = String(result.resultCode)
  // Callback and query have a text of their own for this one.
  const resultDesc = resultCode === '1037' ? 'DS timeout user cannot be reached.' : result.resultDesc
  return { ResultCode: resultCode, ResultDesc: resultDesc }
}
