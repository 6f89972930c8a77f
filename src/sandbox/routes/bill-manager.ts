import type { JsonObject } from '../../core/json.ts'
import { normalisePhoneNumber } from '../../daraja/phone-number.ts'
import { jsonReply } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import { amountOf, firstMissing, textOf } from '../fields.ts'
import { runResult } from '../results/run-result.ts'
import type { Call, Route, World } from '../world.ts'

/** The only callback that is documented to come again. */
const attempts = 5

const required = {
  optin: ['shortcode', 'email', 'officialContact', 'sendReminders', 'callbackurl'],
  'change-optin-details': ['shortcode', 'email', 'officialContact', 'sendReminders', 'callbackurl'],
  'single-invoicing': [
    'externalReference',
    'billedFullName',
    'billedPhoneNumber',
    'billedPeriod',
    'invoiceName',
    'dueDate',
    'accountReference',
    'amount',
  ],
  'bulk-invoicing': [],
  reconciliation: ['paymentDate', 'paidAmount', 'accountReference', 'transactionId', 'phoneNumber', 'fullName'],
  'cancel-single-invoice': ['externalReference'],
  'cancel-bulk-invoices': [],
} as const

type Action = keyof typeof required

/** Invoices. */
export const billManagerRoutes: readonly Route[] = (Object.keys(required) as Action[]).map((action) => ({
  method: 'POST',
  path: `/v1/billmanager-invoice/${action}`,
  api: 'bill-manager',
  tokenAnswer: '404.001.03',
  firstField: 'shortcode',
  handle: (call, world) => answer(action, call, world),
}))

function answer(action: Action, { body }: Call, world: World): SandboxReply {
  const missing = firstMissing(body, required[action])
  if (missing !== undefined) return jsonReply(400, { resmsg: `Invalid ${missing}`, rescode: '400' })
  const said = { resmsg: 'Success', rescode: '200' }
  switch (action) {
    case 'optin':
    case 'change-optin-details':
      world.ledger.billCallbackUrl = textOf(body.callbackurl) ?? null
      return jsonReply(200, action === 'optin' ? { app_key: world.ids.conversationId(), ...said } : said)
    case 'single-invoicing':
      payInvoice(body, world)
      return jsonReply(200, { Status_Message: 'Invoice sent successfully', ...said })
    case 'cancel-single-invoice':
      return world.ledger.claimOriginator(`cancelled invoice ${textOf(body.externalReference)}`)
        ? jsonReply(200, { Status_Message: 'Invoice cancelled successfully.', ...said, errors: [] })
        : jsonReply(409, {
            Status_Message: 'partially or fully paid invoices cannot be cancelled.',
            resmsg: 'Conflict',
            rescode: '409',
            errors: [],
          })
    default:
      return jsonReply(200, said)
  }
}

/** The customer pays at once, unless a rule says otherwise. */
function payInvoice(body: JsonObject, world: World): void {
  const url = world.ledger.billCallbackUrl
  const amount = amountOf(body.amount, true)
  if (url === null || amount === undefined) return
  const account = textOf(body.accountReference) ?? ''
  const phone = normalisePhoneNumber(textOf(body.billedPhoneNumber) ?? '') ?? ''
  const plan = {
    kind: 'bill-manager',
    url,
    timeoutUrl: null,
    conversationId: account,
    originatorConversationId: account,
    question: { phone, amount, account, shortcode: '' },
    attempts,
  } as const
  world.background(runResult(world, plan, () => ({ scenario: 'payment' })))
}
