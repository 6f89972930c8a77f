import { describe, expect, it } from 'vitest'
import { describeWarning } from '../../src/cli/describe-delivery.ts'
import { describeDemo } from '../../src/cli/describe-demo.ts'
import { ordersPlan } from '../../src/cli/open-orders.ts'
import { KnownError } from '../../src/core/errors.ts'
import { createRedactor } from '../../src/core/redact.ts'
import { createSettings } from '../../src/core/settings.ts'
import { makeDemoOrders } from '../../src/demo/demo-orders.ts'
import type { Demo } from '../../src/demo/start-demo.ts'
import { plainPaint } from '../../src/reporters/paint.ts'

describe('what people are told', () => {
  it('names more of the shape of a CheckoutRequestID than an odd one may have', () => {
    const text = describeWarning({ kind: 'odd-id', checkoutRequestId: 'ws_CO_1' })
    expect(text).toMatch(/^ws_CO_1 .*`ws_CO_`.*date.*time.*digits/)
  })

  it('offers the stuck order for a simulation: the test order is paid by the diagnosis', () => {
    const orders = makeDemoOrders(new Date('2026-11-23T20:00:00Z'))
    const demo = {
      fault: null,
      appUrl: 'http://127.0.0.1:5000',
      publicUrl: 'https://duka-demo.co.ke/cb',
      folder: '/tmp/demo',
      database: { version: '16' },
      orders,
    } as unknown as Demo
    const text = describeDemo(demo, { paint: plainPaint } as Parameters<typeof describeDemo>[1])
    expect(text).toContain(`mpesa-doctor simulate ${orders.stuck.checkoutRequestId}\n`)
    expect(text).not.toContain(orders.test.checkoutRequestId)
  })

  it('shows how a database URL is written, in a way that the redaction leaves alone', () => {
    const settings = createSettings([])
    let fix = ''
    try {
      ordersPlan({ settings } as Parameters<typeof ordersPlan>[0], '`mpesa-doctor status`')
    } catch (error) {
      if (error instanceof KnownError) fix = error.fix?.summary ?? ''
    }
    expect(fix).toContain('postgresql://')
    expect(createRedactor().text(fix)).toBe(fix)
  })
})
