import { describe, expect, it } from 'vitest'
import { secret } from '../../../src/core/secret.ts'
import { type AnswerState, stateOfAnswer } from '../../../src/daraja/client/answer-state.ts'
import { callDaraja } from '../../../src/daraja/client/daraja-calls.ts'
import { readAcceptance } from '../../../src/daraja/client/read-acceptance.ts'
import { readAnswer } from '../../../src/daraja/client/read-answer.ts'
import { readQuery } from '../../../src/daraja/client/read-query.ts'
import {
  type ApiRequest,
  balanceRequest,
  payoutRequest,
  pushRequest,
  type ResultOrder,
  registerRequest,
  reversalRequest,
  simulateRequest,
  statusRequest,
} from '../../../src/daraja/client/requests.ts'
import { sandboxPasskey } from '../../../src/sandbox/stk/credentials.ts'
import { startDaraja } from '../../sandbox/daraja.ts'

const { signal } = new AbortController()
const order: ResultOrder = {
  initiator: 'testapi',
  credential: secret(`${'Q'.repeat(342)}==`),
  shortcode: '600984',
  resultUrl: 'https://duka.co.ke/results',
  timeoutUrl: 'https://duka.co.ke/late',
  remarks: 'a test',
}
const urls = {
  shortcode: '600984',
  responseType: 'Completed',
  confirmationUrl: 'https://duka.co.ke/confirm',
  validationUrl: 'https://duka.co.ke/check',
} as const

const now = new Date('2026-11-24T05:00:00Z')

/** Requests of the client, answered by the local Daraja, which checks every field. */
function connect() {
  const { post } = startDaraja()
  const client = { post: async (path: string, body: object) => readAnswer(await post(path, body)) }
  return (request: ApiRequest) => callDaraja(client, request, signal)
}

const push = {
  shortcode: '174379',
  passkey: secret(sandboxPasskey),
  transactionType: 'CustomerPayBillOnline',
  amount: 10,
  phone: '254708374149',
  receiver: '174379',
  callbackUrl: 'https://duka.co.ke/callback',
  account: 'DUKA-1',
  description: 'order',
} as const
const payout = {
  ...order,
  originatorConversationId: 'own-1',
  command: 'BusinessPayment',
  amount: 10,
  phone: '254708374149',
} as const
const payment = { shortcode: '600984', amount: 10, phone: '254708374149' } as const

describe('a request of the client', () => {
  it.each<[string, ApiRequest, object]>([
    ['STK push', pushRequest(push, now), { state: 'pending', checkoutRequestId: /^ws_CO_/ }],
    ['registration 1', registerRequest({ ...urls, version: 1 }), { state: 'success' }],
    ['registration 2', registerRequest({ ...urls, version: 2 }), { state: 'success' }],
    ['payment to a paybill', simulateRequest({ ...payment, version: 1, account: 'A1' }), { state: 'pending' }],
    ['payment to a till', simulateRequest({ ...payment, version: 2, account: null }), { state: 'pending' }],
    ['question for a receipt', statusRequest(order, 'UKO1A2B3C4'), { state: 'pending', conversationId: /^AG_/ }],
    ['question for balances', balanceRequest(order), { conversationId: /^AG_/ }],
    ['reversal', reversalRequest(order, 'UKO1A2B3C4', 10), { conversationId: /^AG_/ }],
    ['payout 1', payoutRequest({ ...payout, version: 1 }), { conversationId: /^AG_/ }],
    ['payout 3', payoutRequest({ ...payout, version: 3 }), { state: 'pending', originatorConversationId: 'own-1' }],
  ])('is taken: %s', async (_, request, expected) => {
    const answer = await connect()(request)
    expect(answer.kind).toBe('accepted')
    for (const [key, value] of Object.entries(expected))
      if (value instanceof RegExp) expect(Reflect.get(answer, key)).toMatch(value)
      else expect(answer).toMatchObject({ [key]: value })
  })

  it('pays nothing twice under one id, and nothing is known of it', async () => {
    const call = connect()
    await call(payoutRequest({ ...payout, version: 3 }))
    const again = await call(payoutRequest({ ...payout, version: 3 }))
    expect(again).toMatchObject({ kind: 'refused', problem: 'duplicate-id' })
    expect(stateOfAnswer(again)).toBe('unknown')
  })
})

const refusal = (errorCode: string, errorMessage: string) =>
  JSON.stringify({ requestId: '1-2', errorCode, errorMessage })
const ofPush = (status: number, body: string) => stateOfAnswer(readAcceptance(readAnswer({ status, body }), 'result'))
const ofRegistration = (status: number, body: string) =>
  stateOfAnswer(readAcceptance(readAnswer({ status, body }), 'nothing'))
const ofQuery = (status: number, body: string) => stateOfAnswer(readQuery({ status, body }))
const told = (ResultCode: string) => JSON.stringify({ ResponseCode: '0', ResultCode, ResultDesc: '' })
const spike = '{"fault":{"faultstring":"x","detail":{"errorcode":"policies.ratelimit.SpikeArrestViolation"}}}'

describe('what an answer means', () => {
  it.each<[string, AnswerState, (status: number, body: string) => AnswerState, number, string]>([
    ['a push that is taken', 'pending', ofPush, 200, '{"ResponseCode":"0"}'],
    ['a push with another ResponseCode', 'failed', ofPush, 200, '{"ResponseCode":"1"}'],
    ['a push without one', 'unknown', ofPush, 200, '{"ResponseDescription":"success"}'],
    ['a registration', 'success', ofRegistration, 200, '{"ResponseCode":"00000000"}'],
    ['a registration by its text', 'success', ofRegistration, 200, '{"ResponseDescription":"Success"}'],
    ['a registration that says nothing', 'unknown', ofRegistration, 200, '{}'],
    ['an open prompt', 'pending', ofQuery, 200, told('4999')],
    ['an open prompt, older', 'pending', ofQuery, 500, refusal('500.001.1001', 'The transaction is being processed')],
    ['a paid one', 'success', ofQuery, 200, told('0')],
    ['a cancelled one', 'failed', ofQuery, 200, told('1032')],
    ['an id of nobody', 'unknown', ofQuery, 500, refusal('500.001.1001', 'The transaction does not Exist')],
    ['an id too early', 'unknown', ofQuery, 400, refusal('400.002.02', 'Bad Request - Invalid CheckoutRequestID')],
    ['a query that is no object', 'unknown', ofQuery, 200, '[]'],
    ['the password', 'configuration-error', ofPush, 500, refusal('500.001.1001', 'Wrong credentials')],
    ['the shortcode', 'configuration-error', ofPush, 500, refusal('500.001.1001', 'Merchant does not exist')],
    ['a busy phone', 'failed', ofPush, 500, refusal('500.001.1001', 'Unable to lock subscriber, a transaction')],
    ['a failure of theirs', 'unknown', ofPush, 500, refusal('500.001.1001', 'Internal Server Error')],
    ['keys that are refused', 'configuration-error', ofPush, 400, ''],
    ['too many requests', 'unknown', ofPush, 429, spike],
    ['a firewall', 'unknown', ofPush, 403, '<html><head></head></html>'],
    ['a field', 'configuration-error', ofPush, 400, refusal('400.002.02', 'Bad Request - Invalid Amount')],
    [
      'URLs of before',
      'configuration-error',
      ofRegistration,
      500,
      refusal('500.003.1001', 'Urls are already registered.'),
    ],
    ['a proxy of somebody else', 'unknown', ofPush, 200, 'hello'],
  ])('%s: %s', (_, state, read, status, body) => {
    expect(read(status, body)).toBe(state)
  })

  it('knows nothing without an answer', () => {
    const failure = { phase: 'connect', code: 'refused', systemCode: '', detail: '' } as const
    expect(stateOfAnswer({ kind: 'unreachable', failure })).toBe('unknown')
  })
})
