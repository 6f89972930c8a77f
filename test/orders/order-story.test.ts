import { describe, expect, it } from 'vitest'
import type { KeptCallback } from '../../src/core/ports.ts'
import type { Order } from '../../src/orders/order.ts'
import { tellStory } from '../../src/orders/order-story.ts'

const now = new Date('2026-11-23T20:00:00Z')

function order(fields: Partial<Order>): Order {
  return {
    table: 'public.orders',
    key: 'id',
    id: '7',
    orderNumber: 'DUKA-7',
    state: 'pending',
    rawState: 'PENDING',
    checkoutRequestId: 'ws_CO_23112026225500123708374149',
    merchantRequestId: null,
    receipt: null,
    amount: 100,
    phone: null,
    paidAt: null,
    note: null,
    method: null,
    createdAt: null,
    paymentState: fields.state ?? 'pending',
    row: {},
    paymentRow: null,
    ...fields,
  }
}

function callback(number: number, status: number | null, secondsAgo = 300): KeptCallback {
  const receivedAt = new Date(now.getTime() - secondsAgo * 1_000).toISOString()
  return { number, receivedAt, kind: 'stk', resultCode: '0', resultDesc: 'processed', amount: 1, status, ms: 12 }
}

describe('what order, payment and callbacks say together', () => {
  it.each<[string, Partial<Order>, readonly KeptCallback[], unknown]>([
    ['a paid order', { state: 'paid' }, [callback(1, 200)], null],
    ['a failed order after an answer of 500', { state: 'failed' }, [callback(1, 500)], null],
    ['a pending order that nobody has heard of', {}, [], null],
    ['a callback of this moment, which a queue may still store', {}, [callback(1, 200, 3)], null],
    ['a payment that waits as the order does', { paymentRow: {}, paymentState: 'pending' }, [], null],
    ['an acknowledged callback', {}, [callback(1, 200)], { kind: 'acknowledged-not-stored', callback: { number: 1 } }],
    [
      'one that was refused first and taken then',
      {},
      [callback(1, 500), callback(2, 204), callback(3, 500)],
      { kind: 'acknowledged-not-stored', callback: { number: 2 } },
    ],
    ['an answer of 500', {}, [callback(1, 500)], { kind: 'not-acknowledged', callback: { number: 1 } }],
    ['no answer', {}, [callback(1, null)], { kind: 'not-acknowledged', callback: { number: 1 } }],
    [
      'a paid payment of a pending order',
      { paymentRow: {}, paymentState: 'paid' },
      [callback(1, 200)],
      { kind: 'halves-disagree', paymentState: 'paid' },
    ],
  ])('%s', (_, fields, callbacks, expected) => {
    const story = tellStory(order(fields), callbacks, now)
    if (expected === null) expect(story).toBeNull()
    else expect(story).toMatchObject(expected as object)
  })
})
