import { describe, expect, it } from 'vitest'
import type { Delivery } from '../../../src/callbacks/delivery.ts'
import { judgeValidation, readValidationReply } from '../../../src/checks/c2b/judge-validation.ts'

describe('readValidationReply', () => {
  it.each<readonly [string, string]>([
    ['{"ResultCode":"0","ResultDesc":"Accepted"}', '0'],
    ['{"ResultCode":0}', '0'],
    ['{"ResultCode":"0","ThirdPartyTransID":"1"}', '0'],
    ...['11', '12', '13', '14', '15', '16'].map((last) => [`{"ResultCode":"C2B000${last}"}`, `C2B000${last}`] as const),
  ])('%s', (body, code) => expect(readValidationReply(body)?.code).toBe(code))

  it.each(['', 'null', '[]', '{}', '{"ResultCode":null}', '{"ResultCode":"C2B00017"}', '{"ResultCode":"1032"}', 'ok'])(
    '%j is none',
    (body) => expect(readValidationReply(body)).toBeUndefined(),
  )
})

describe('judgeValidation', () => {
  function answered(body: string, durationMs = 20, status = 200): Delivery {
    return {
      kind: 'c2b-validation',
      checkoutRequestId: 'ORD-7',
      scenario: { name: 'paybill', resultCode: null, outcome: 'success' },
      request: { url: 'http://127.0.0.1:1/validate', headers: [], body: '{}' },
      payment: null,
      outcome: {
        kind: 'answered',
        response: { status, durationMs, headers: [['content-type', 'application/json']], body },
      },
      effect: null,
    } as unknown as Delivery
  }

  it.each<[string, number, number, readonly string[]]>([
    ['{"ResultCode":"0"}', 7_999, 200, []],
    ['{"ResultCode":"0"}', 8_001, 200, ['c2b/validation-slow']],
    ['{"ResultCode":"9"}', 20, 200, ['c2b/validation-reply']],
    ['{"error":"no"}', 20, 404, ['app/route-not-found']],
    ['{"error":"no"}', 20, 500, []],
  ])('%s after %d ms with status %d', (body, durationMs, status, codes) => {
    expect(judgeValidation(answered(body, durationMs, status)).map(({ code }) => code)).toEqual(codes)
  })
})
