import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SandboxReply } from '../../src/sandbox/exchange.ts'
import { routes } from '../../src/sandbox/routes/index.ts'
import { phone, pushFields, startDaraja } from './daraja.ts'

const url = 'https://pay.duka.co.ke/daraja/7f3'

/** Good enough for most of the APIs, so that what is changed in it is what they meet. */
const wholesome: Readonly<Record<string, unknown>> = {
  ...pushFields(),
  CheckoutRequestID: 'ws_CO_241120260800000708374149',
  ShortCode: '600000',
  ResponseType: 'Completed',
  ConfirmationURL: url,
  ValidationURL: url,
  CommandID: 'BusinessPayBill',
  Msisdn: phone,
  BillRefNumber: 'A1',
  OriginatorConversationID: 'a-1',
  Initiator: 'testapi',
  InitiatorName: 'testapi',
  SecurityCredential: `${'A'.repeat(342)}==`,
  IdentifierType: '4',
  SenderIdentifierType: '4',
  RecieverIdentifierType: '4',
  ReceiverParty: '600000',
  TransactionID: 'UKO1234567',
  Remarks: 'remarks',
  QueueTimeOutURL: url,
  ResultURL: url,
  Occassion: 'occasion',
  primaryShortCode: '600001',
  receiverShortCode: '600002',
  amount: '10',
  paymentRef: 'ref',
  callbackUrl: url,
  partnerName: 'duka',
  RequestRefID: 'r-1',
  StartDate: '20261124',
  EndDate: '20271124',
  Frequency: '4',
  StandingOrderName: 'rent',
  ReceiverPartyIdentifierType: '4',
}
const fields = Object.keys(wholesome)
const posts = routes.filter(({ method }) => method === 'POST')

/** What no request may get: neither an exception nor a shape that Daraja has not. */
function judge(path: string, { status, body, headers }: SandboxReply): void {
  expect([200, 400, 401, 404, 405, 409, 413, 500], path).toContain(status)
  expect(headers['Content-Type'], path).toMatch(/^application\/json/)
  const json = JSON.parse(body)
  expect(json.errorMessage, path).not.toBe('Internal Server Error')
  if ('errorCode' in json && 'requestId' in json) {
    expect(Object.keys(json)).toEqual(['requestId', 'errorCode', 'errorMessage'])
    for (const value of Object.values(json)) expect(typeof value).toBe('string')
  }
}

describe('any JSON in any field', () => {
  it.each(posts.map(({ path }) => path))('of %s has an answer of Daraja', async (path) => {
    const { post, pass } = startDaraja({ settings: { lenient: true } })
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.oneof(fc.constantFrom(...fields), fc.string()), fc.jsonValue(), { maxKeys: 3 }),
        async (change) => {
          judge(path, await post(path, { ...wholesome, ...change }))
          await pass(2_000)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('that is text has an answer of Daraja, and ends in one callback when it is taken', async () => {
    const daraja = startDaraja({ settings: { lenient: true, twoMinuteRule: false } })
    let taken = 0
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(pushFields())),
        fc.string({ unit: 'binary' }),
        async (name, text) => {
          const reply = await daraja.push({ [name]: text })
          judge(name, reply)
          if (reply.status === 200) taken += 1
          await daraja.pass(1_000)
          await daraja.settled()
          expect(daraja.sent).toHaveLength(taken)
          for (const { body } of daraja.sent.slice(-1)) JSON.parse(body)
        },
      ),
      { numRuns: 200 },
    )
    expect(taken).toBeGreaterThan(0)
  })
})

describe('any request at all', () => {
  it('has an answer', async () => {
    const { send } = startDaraja()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', ''),
        fc.oneof(fc.string(), fc.webPath(), fc.constantFrom(...routes.map(({ path }) => path))),
        fc.record({ authorization: fc.string({ unit: 'binary' }), 'content-type': fc.string() }, { requiredKeys: [] }),
        fc.string({ unit: 'binary' }),
        async (method, target, headers, body) => {
          const reply = await send(method, target, headers, body)
          expect([200, 400, 401, 404, 405]).toContain(reply.status)
          if (reply.body !== '') JSON.parse(reply.body)
        },
      ),
      { numRuns: 300 },
    )
  })
})
