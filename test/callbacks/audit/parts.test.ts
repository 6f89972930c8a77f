import { describe, expect, it } from 'vitest'
import { malformedBodies } from '../../../src/callbacks/audit/malformed-bodies.ts'
import { findEarlyId, findPrintedId } from '../../../src/callbacks/audit/printed-id.ts'
import { guessSecret, secretIn } from '../../../src/callbacks/audit/secret-path.ts'
import { handlerFix } from '../../../src/checks/handler/fixes/handler-fix.ts'
import { namesOf } from '../../../src/checks/handler/fixes/sql-names.ts'
import { frameworkMarks } from '../../../src/checks/replies/framework-marks.ts'

const id = 'ws_CO_231120260758001712345678'

describe('findPrintedId', () => {
  it.each<readonly [string, string | null]>([
    [`${id}\n`, id],
    [`Order 7 made: ${id}.`, id],
    [`{"MerchantRequestID":"29115-1-1","CheckoutRequestID":"${id}","ResponseCode":"0"}`, id],
    [`log line\n{"data":{"checkout_request_id":"${id}"}}\ndone`, id],
    [`{"checkoutRequestId":"opaque-id-77"}`, 'opaque-id-77'],
    [`${id}\n${id}`, id],
    [`{"CheckoutRequestID":"${id}","previous":"ws_CO_231120260758002712345678"}`, id],
    ['{"CheckoutRequestID":null}', null],
    ['order made', null],
    ['', null],
  ])('reads %j', (output, expected) => {
    expect(findPrintedId(output)).toEqual(expected === null ? { kind: 'none' } : { kind: 'found', id: expected })
  })

  it('does not choose between several', () => {
    expect(findPrintedId(`${id} ws_CO_231120260758002712345678`)).toEqual({ kind: 'several' })
  })

  it('knows an id early only once it is whole', () => {
    expect(findEarlyId(`{"CheckoutRequestID":"${id.slice(0, 20)}`)).toBeUndefined()
    expect(findEarlyId(`{"CheckoutRequestID":"${id}",`)).toBe(id)
  })
})

describe('secretIn', () => {
  it.each<readonly [string, string | undefined]>([
    ['/pay/9f86d081884c7d659a2feaa0c55ad015', '9f86d081884c7d659a2feaa0c55ad015'],
    ['/cb/123e4567-e89b-42d3-a456-426614174000/stk', '123e4567-e89b-42d3-a456-426614174000'],
    ['/callback?key=Zk3qT8vB1nYx0PfL7sWd', 'Zk3qT8vB1nYx0PfL7sWd'],
    ['/api/payments/mpesa/callback', undefined],
    ['/wc-api/wc_gateway_mpesa_express_callback', undefined],
    ['/api/v1/mpesa-express-callback-url', undefined],
    ['/', undefined],
  ])('in %s is %s', (path, expected) => {
    const url = `http://127.0.0.1:5000${path}`
    expect(secretIn(url)).toBe(expected)
    expect(guessSecret(url) === url).toBe(expected === undefined)
    expect(guessSecret(url)).toHaveLength(url.length)
  })
})

describe('malformedBodies', () => {
  it('name no order but the unknown one, and each a fault of its own', () => {
    const bodies = malformedBodies('ws_CO_DOCTOR_1')
    expect(new Set(bodies.map(({ label }) => label)).size).toBe(bodies.length)
    for (const { body } of bodies) expect(body.replaceAll('ws_CO_DOCTOR_1', '')).not.toMatch(/ws_CO_\d/)
  })
})

describe('the lines that mend a handler', () => {
  const frameworks = [...new Set(frameworkMarks.map(({ framework }) => framework))]
  const codes = [
    'handler/not-idempotent',
    'handler/late-failure-wins',
    'handler/accepts-reused-receipt',
    'handler/only-first-items',
  ]
  it.each(['Express', 'Next.js', 'Flask', 'Django', 'Laravel', 'Rails', 'PHP', 'WordPress'] as const)(
    'are there for %s',
    (framework) => {
      expect(frameworks.length).toBeGreaterThan(5)
      for (const code of codes) expect(handlerFix(code, framework, namesOf(null, []))?.code, code).toMatch(/\w{4}/)
    },
  )

  it('are SQL where the framework is not known', () => {
    expect(handlerFix('handler/not-idempotent', undefined, namesOf(null, []))?.code).toContain(
      `UPDATE orders SET status = 'paid'`,
    )
    expect(handlerFix('handler/only-first-items', undefined, namesOf(null, []))).toEqual({
      summary: expect.any(String),
    })
    expect(handlerFix('app/not-listening', 'Express', namesOf(null, []))).toBeUndefined()
  })
})
