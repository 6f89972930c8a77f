import { badRequest } from '../error-replies.ts'
import type { SandboxReply } from '../exchange.ts'
import { amountOf, textOf } from '../fields.ts'
import type { Account } from '../ledger/ledger.ts'
import { accept, acceptedReply, type RequestForm, type ResultRequest, readRequest } from '../results/read-request.ts'
import { type ResultFacts, type ResultKind, runResult } from '../results/run-result.ts'
import type { Call, Route, World } from '../world.ts'

/** Questions about payments and accounts, and taking a payment back. */
export const questionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/mpesa/transactionstatus/v1/query',
    api: 'transaction-status',
    tokenAnswer: '400.003.01',
    firstField: 'Initiator',
    handle: askStatus,
  },
  {
    method: 'POST',
    path: '/mpesa/accountbalance/v1/query',
    api: 'account-balance',
    tokenAnswer: '401.002.01',
    firstField: 'Initiator',
    handle: askBalance,
  },
  {
    method: 'POST',
    path: '/mpesa/reversal/v1/request',
    api: 'reversal',
    tokenAnswer: '404.001.03',
    firstField: 'Initiator',
    handle: reverse,
  },
]

const receiptForm = /^[A-Z0-9]{10}$/

function askStatus(call: Call, world: World): SandboxReply {
  const { body, requestId } = call
  const receipt = textOf(body.TransactionID)
  const conversation = textOf(body.OriginalConversationID)
  if ((receipt === undefined || !receiptForm.test(receipt)) && conversation === undefined)
    return badRequest(requestId, 'TransactionID')
  const form = { initiator: 'Initiator', commands: ['TransactionStatusQuery'], party: 'PartyA' }
  return answerLater(call, world, 'status-result', form, () => {
    const payment = world.ledger.payment(receipt ?? '')
    if (payment === undefined) return { scenario: '25' }
    const { amount, from, to, at } = payment
    const [phone, shortcode] = /^254/.test(from) ? [from, to] : [to, from]
    return { scenario: 'success', values: { receipt: payment.receipt, amount, phone, shortcode, at: new Date(at) } }
  })
}

function askBalance(call: Call, world: World): SandboxReply {
  const form = { initiator: 'Initiator', commands: ['AccountBalance'], party: 'PartyA' }
  return answerLater(call, world, 'balance-result', form, (_, { partyA }) => ({
    scenario: 'success',
    values: { accountBalance: balanceText(world.ledger.account(partyA)) },
  }))
}

function reverse(call: Call, world: World): SandboxReply {
  const { body, requestId } = call
  const receipt = textOf(body.TransactionID)
  if (receipt === undefined || !receiptForm.test(receipt)) return badRequest(requestId, 'TransactionID')
  if (amountOf(body.Amount, true) === undefined) return badRequest(requestId, 'Amount')
  if (textOf(body.RecieverIdentifierType) !== '11') return badRequest(requestId, 'RecieverIdentifierType')
  const form = { initiator: 'Initiator', commands: ['TransactionReversal'], party: 'ReceiverParty' }
  return answerLater(call, world, 'reversal-result', form, () => {
    const reversed = world.ledger.reverse(receipt)
    if (reversed === 'unknown') return { scenario: 'R000002' }
    if (reversed === 'reversed-before') return { scenario: 'R000001' }
    if (reversed === 'insufficient') return { scenario: '1' }
    const { amount, from, to } = reversed
    return { scenario: 'success', values: { receipt, amount, phone: from, shortcode: to } }
  })
}

function answerLater(
  call: Call,
  world: World,
  kind: ResultKind,
  form: RequestForm,
  settle: (now: Date, request: ResultRequest) => ResultFacts,
): SandboxReply {
  const request = readRequest(call, form, world)
  if ('status' in request) return request
  const accepted = accept(world, call.requestId)
  if ('status' in accepted) return accepted
  const { partyA, resultUrl, timeoutUrl, hasCredential } = request
  const question = { phone: '', amount: amountOf(call.body.Amount, true) ?? 0, account: '', shortcode: partyA }
  const plan = { kind, url: resultUrl, timeoutUrl, ...accepted, question }
  world.background(runResult(world, plan, (now) => (hasCredential ? settle(now, request) : { scenario: '2001' })))
  return acceptedReply(accepted)
}

/** Each account with four amounts: current, available, reserved, uncleared. */
function balanceText({ balances }: Account): string {
  return Object.entries({ ...balances, 'Organization Settlement': 0 })
    .map(([name, amount]) => `${name} Account|KES|${amount.toFixed(2)}|${amount.toFixed(2)}|0.00|0.00`)
    .join('&')
}
