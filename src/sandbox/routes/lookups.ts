import { badRequest, errorReply, jsonReply } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import { amountOf, firstMissing, textOf } from '../fields.ts'
import type { Call, Route, World } from '../world.ts'

/** APIs that answer at once and call nobody back. */
export const lookupRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/mpesa/qrcode/v1/generate',
    api: 'qr',
    tokenAnswer: '404.001.03',
    firstField: 'MerchantName',
    handle: makeQr,
  },
  {
    method: 'POST',
    path: '/imsi/v1/checkATI',
    api: 'imsi',
    tokenAnswer: '404.001.03',
    firstField: 'customerNumber',
    handle: (call, world) => checkSim(call, world, true),
  },
  {
    method: 'POST',
    path: '/imsi/v2/checkATI',
    api: 'imsi',
    tokenAnswer: '404.001.03',
    firstField: 'customerNumber',
    handle: (call, world) => checkSim(call, world, false),
  },
]

const trxCodes = ['BG', 'WA', 'PB', 'SM', 'SB']

/** A white square: what Safaricom writes into its codes is not published, so that none of ours could be scanned. */
const emptyPng = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAG7buVgAAAABJRU5ErkJggg=='

function makeQr({ body, requestId }: Call, { ids }: World): SandboxReply {
  const missing = firstMissing(body, ['MerchantName', 'RefNo', 'TrxCode', 'CPI', 'Size'])
  if (missing !== undefined) return badRequest(requestId, missing)
  if (amountOf(body.Amount, true) === undefined) return badRequest(requestId, 'Amount')
  if (!trxCodes.includes(textOf(body.TrxCode) ?? '')) return badRequest(requestId, 'TrxCode')
  return jsonReply(200, {
    ResponseCode: ids.conversationId(),
    RequestID: ids.merchantRequestId(),
    ResponseDescription: 'QR Code Successfully Generated.',
    QRCode: emptyPng,
  })
}

function checkSim({ body, requestId }: Call, { ids }: World, tellsImsi: boolean): SandboxReply {
  const phone = textOf(body.customerNumber)
  if (phone === undefined || !/^254[17]\d{8}$/.test(phone))
    return errorReply(requestId, '400.002.02', 'Bad Request - Invalid customerNumber')
  const said = { requestRefID: ids.merchantRequestId(), responseCode: '200', responseDesc: 'Success' }
  if (!tellsImsi) return jsonReply(200, { ...said, lastSwapDate: '01-01-1900 00:00' })
  return jsonReply(200, {
    ...said,
    imsi: `9233${phone}`,
    lastSwapDate: '01-01-1900',
    msisdnRegistrationDate: '01-03-2022',
    customerNumber: phone,
  })
}
