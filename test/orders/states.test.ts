import { describe, expect, it } from 'vitest'
import { readCodesFromComment, readState, tellsPayments } from '../../src/orders/states.ts'

describe('readState', () => {
  it.each([
    ['pending', 'pending'],
    ['PENDING', 'pending'],
    ['Pending Payment', 'pending'],
    ['pendingPayment', 'pending'],
    ['PENDING_PAYMENT', 'pending'],
    ['awaiting_payment', 'pending'],
    ['Awaiting payment', 'pending'],
    ['initiated', 'pending'],
    ['Requested', 'pending'],
    ['unpaid', 'pending'],
    ['wc-on-hold', 'pending'],
    ['payment_pending', 'pending'],
    ['Awaiting M-Pesa', 'pending'],
    ['awaiting_customer_payment', 'pending'],
    ['Waiting for PIN', 'pending'],
    ['STK sent', 'pending'],
    ['payment_received', 'paid'],
    ['received', 'unknown'],
    ['awaiting_shipment', 'unknown'],
    ['awaiting_pickup', 'unknown'],
    ['awaiting_refund', 'unknown'],
    ['COMPLETED', 'paid'],
    ['Success', 'paid'],
    ['Paid', 'paid'],
    ['order_completed', 'paid'],
    ['payment_confirmed', 'paid'],
    ['delivered', 'paid'],
    ['FAILED', 'failed'],
    ['cancelled', 'failed'],
    ['Canceled', 'failed'],
    ['timed_out', 'failed'],
    ['payment_failed', 'failed'],
    ['REFUNDED', 'refunded'],
    ['reversed', 'refunded'],
    [true, 'paid'],
    [false, 'pending'],
    [1, 'unknown'],
    ['1', 'unknown'],
    [0, 'unknown'],
    ['', 'unknown'],
    [null, 'unknown'],
    ['archived', 'unknown'],
    ['not a state', 'unknown'],
  ])('reads %j as %s', (raw, state) => {
    expect(readState(raw)).toBe(state)
  })

  it('reads codes only if something names them', () => {
    const vocabulary = { words: ['0', '1'], codes: { 0: 'Pending', 1: 'Paid' } }
    expect([readState(0, vocabulary), readState('1', vocabulary), readState(2, vocabulary)]).toEqual([
      'pending',
      'paid',
      'unknown',
    ])
  })

  it('takes "processing" for what follows payment where no other word says paid', () => {
    const words = (...list: string[]) => ({ words: list, codes: {} })
    expect(readState('processing', words('pending', 'processing', 'shipped'))).toBe('paid')
    expect(readState('processing', words('pending', 'processing', 'paid'))).toBe('pending')
    expect(readState('processing', words('processing', 'failed'))).toBe('pending')
  })
})

describe('tellsPayments', () => {
  it.each([
    [['pending', 'paid'], true],
    [['INITIATED', 'SUCCESS', 'FAILED'], true],
    [['draft', 'published'], false],
    [['paid'], false],
    [[], false],
  ])('of %j is %s', (values, expected) => {
    expect(tellsPayments(values)).toBe(expected)
  })
})

describe('readCodesFromComment', () => {
  it.each([
    ['0=pending, 1=paid', { 0: 'pending', 1: 'paid' }],
    ['0 - pending; 1 - paid; -1: failed', { 0: 'pending', 1: 'paid', '-1': 'failed' }],
    ['Status of the order', {}],
    [null, {}],
  ])('of %j', (comment, codes) => {
    expect(readCodesFromComment(comment)).toEqual(codes)
  })
})
