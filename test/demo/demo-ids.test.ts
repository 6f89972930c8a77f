import { describe, expect, it } from 'vitest'
import { makeCheckoutRequestId, makeReceipt, parseTransactionDate } from '../../src/demo/demo-ids.ts'

// 00:30 in Nairobi is still the day before in UTC.
const at = new Date('2026-11-22T21:30:05.007Z')

describe('ids of payments', () => {
  it('have Nairobi time and nine digits of the phone number', () => {
    expect(makeCheckoutRequestId(at, '254700000142')).toBe('ws_CO_231120260030057700000142')
    expect(makeReceipt(at, '4QX81LM')).toBe('UKN4QX81LM')
    expect(makeReceipt(new Date('2025-02-08T09:00:00Z'), '4QX81LM')).toBe('TB84QX81LM')
  })

  it.each([20261123003005, '20261123003005'])('a TransactionDate is Nairobi time: %o', (value) => {
    expect(parseTransactionDate(value)).toEqual(new Date('2026-11-22T21:30:05Z'))
  })

  it.each([undefined, '', '2026-11-23', 20261332000000])('is no TransactionDate: %o', (value) => {
    expect(parseTransactionDate(value)).toBeNull()
  })
})
