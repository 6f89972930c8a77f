import { describe, expect, it } from 'vitest'
import { createBodyWriter, createUniqueIds } from '../../src/callbacks/load/unique-bodies.ts'
import { parseCheckoutRequestId } from '../../src/daraja/checkout-request-id.ts'
import { isMerchantRequestId } from '../../src/daraja/merchant-request-id.ts'
import { looksLikeReceipt } from '../../src/daraja/receipt.ts'
import { buildStkSuccess } from '../../src/daraja/stk-callback.ts'
import { parseStkCallback } from '../../src/daraja/stk-callback-reading.ts'

const now = new Date('2026-11-24T05:06:07Z')

describe('the ids of a load', () => {
  it.each([0, 0.5, 0.999_999_999])('are all different and all in form, beginning at %s', (start) => {
    const next = createUniqueIds(now, () => start, '708374149')
    const ids = Array.from({ length: 20_000 }, next)
    for (const key of ['checkoutRequestId', 'merchantRequestId', 'receipt'] as const)
      expect(new Set(ids.map((entry) => entry[key])).size, key).toBe(ids.length)
    for (const { checkoutRequestId, merchantRequestId, receipt } of ids.filter((_, index) => index % 97 === 0)) {
      const parts = parseCheckoutRequestId(checkoutRequestId)
      expect(parts).toMatchObject({ shape: 'today', phoneDigits: '708374149' })
      // No order can have an id of years to come.
      expect(Number(parts.requestedAt?.slice(0, 4))).toBeGreaterThan(2070)
      expect(isMerchantRequestId(merchantRequestId)).toBe(true)
      expect(looksLikeReceipt(receipt)).toBe(true)
      expect(receipt.slice(0, 3)).toBe('UKO')
    }
  })
})

describe('the bodies of a load', () => {
  const next = createUniqueIds(now, Math.random, '708374149')
  const built = next()
  const payment = { amount: '10.00', transactionDate: '20261124080607', phone: '254708374149' }
  const body = buildStkSuccess({ ...built, ...payment })

  it('differ in their ids and in nothing else', () => {
    const write = createBodyWriter(body, built, next)
    const [first, second] = [write(), write()]
    expect(first).toHaveLength(body.length)
    const readings = [body, first, second].map(parseStkCallback)
    expect(new Set(readings.map((reading) => 'checkoutRequestId' in reading && reading.checkoutRequestId)).size).toBe(3)
    expect(new Set(readings.map((reading) => 'receipt' in reading && reading.receipt)).size).toBe(3)
    expect(new Set(readings.map((reading) => 'amount' in reading && reading.amount))).toEqual(new Set([10]))
    expect(first).toContain('"Value":10.00}')
  })

  it('stay as they are where the ids were taken out', () => {
    expect(createBodyWriter('{"a":1}', built, next)()).toBe('{"a":1}')
  })
})
