import { errorReply, jsonReply } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import { shortcodeOf, textOf } from '../fields.ts'
import type { Call, Route, World } from '../world.ts'

const common = { api: 'pull', tokenAnswer: '401.001', firstField: 'ShortCode' } as const

/** Payments of a shortcode, asked for afterwards. The page says GET for the query, whose body only a POST carries. */
export const pullRoutes: readonly Route[] = [
  { ...common, method: 'POST', path: '/pulltransactions/v1/register', handle: register },
  { ...common, method: 'POST', path: '/pulltransactions/v1/query', handle: query },
]

const day = 86_400_000
const mostAtOnce = 100

function register({ body, requestId }: Call, { ids }: World): SandboxReply {
  const shortcode = shortcodeOf(body.ShortCode)
  if (shortcode === undefined) return errorReply(requestId, '400.001', 'Invalid ShortCode')
  return jsonReply(200, {
    ResponseRefID: ids.uuid(),
    ResponseStatus: '1000',
    ShortCode: shortcode,
    ResponseDescription: 'Shortcode Registered Successfully',
  })
}

function query({ body, requestId }: Call, { clock, ids, ledger }: World): SandboxReply {
  const shortcode = shortcodeOf(body.ShortCode)
  if (shortcode === undefined) return errorReply(requestId, '400.001', 'Invalid ShortCode')
  // Two days back, whatever is asked for.
  const oldest = clock.now().getTime() - 2 * day
  const from = Math.max(oldest, readTime(textOf(body.StartDate)) ?? oldest)
  const to = readTime(textOf(body.EndDate)) ?? clock.now().getTime()
  const skipped = Number(textOf(body.OffSetValue) ?? 0) || 0
  const found = ledger
    .payments(1_000)
    .filter((payment) => payment.to === shortcode && Date.parse(payment.at) >= from && Date.parse(payment.at) <= to)
    .slice(skipped, skipped + mostAtOnce)
    .map(({ receipt, at, from: sender, amount, account }) => ({
      transactionId: receipt,
      trxDate: at.replace(/\.\d+Z$/, 'Z'),
      msisdn: Number(sender.slice(3)),
      sender: 'MPESA',
      transactiontype: 'c2b-pay-bill-debit',
      billreference: account,
      amount: amount.toFixed(2),
      organizationname: ledger.account(shortcode).name,
    }))
  const isEmpty = found.length === 0
  return jsonReply(200, {
    ResponseRefID: ids.merchantRequestId(),
    ResponseCode: isEmpty ? '1001' : '1000',
    ResponseMessage: isEmpty ? 'Null' : 'Success',
    // A list in a list.
    Response: [found],
  })
}

/** `2020-08-04 8:36:00` in Nairobi. */
function readTime(text: string | undefined): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d) (\d{1,2}):(\d\d):(\d\d)/.exec(text ?? '')
  if (match === null) return undefined
  const [, date, hour = '', minute, second] = match
  const time = Date.parse(`${date}T${hour.padStart(2, '0')}:${minute}:${second}+03:00`)
  return Number.isNaN(time) ? undefined : time
}
