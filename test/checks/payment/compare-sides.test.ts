import { describe, expect, it } from 'vitest'
import { compareSides, type ToldQuery } from '../../../src/checks/payment/compare-sides.ts'
import type { Order } from '../../../src/orders/order.ts'
import type { OrderState } from '../../../src/orders/states.ts'

const success: ToldQuery = { kind: 'success', resultCode: '0', resultDesc: '' }
const failed: ToldQuery = { kind: 'failed', resultCode: '1032', resultDesc: '' }
const pending: ToldQuery = { kind: 'pending', resultCode: '4999', resultDesc: '' }
const unknown: ToldQuery = { kind: 'unknown-id', resultDesc: '' }

function orderIn(state: OrderState, paymentState: OrderState = state): Order {
  return {
    table: 'public.orders',
    key: 'id',
    id: '1',
    orderNumber: 'DUKA-1',
    state,
    rawState: state,
    paymentState,
    checkoutRequestId: 'ws_CO_061020261419539712345678',
    merchantRequestId: null,
    receipt: null,
    amount: 100,
    phone: null,
    paidAt: null,
    note: null,
    method: null,
    createdAt: null,
    row: {},
    paymentRow: null,
  }
}

describe('what Daraja and the order say together', () => {
  it.each<[string, ToldQuery, Order | null, string | null]>([
    ['paid, paid', success, orderIn('paid'), 'payment/settled certain'],
    ['paid, given back since', success, orderIn('refunded'), 'payment/settled certain'],
    ['paid, pending', success, orderIn('pending'), 'payment/paid-not-recorded certain'],
    ['paid, failed', success, orderIn('failed'), 'payment/paid-not-recorded certain'],
    ['paid, only its payment row is', success, orderIn('pending', 'paid'), 'payment/paid-not-recorded certain'],
    ['paid, only the order is', success, orderIn('paid', 'pending'), 'payment/paid-not-recorded certain'],
    ['paid, a state of its own', success, orderIn('unknown'), null],
    ['paid, no order', success, null, null],
    ['failed, failed', failed, orderIn('failed'), 'payment/declined certain'],
    ['failed, pending', failed, orderIn('pending'), 'payment/failed-not-recorded certain'],
    ['failed, paid', failed, orderIn('paid'), 'payment/recorded-not-paid likely'],
    ['failed, paid by another push', failed, orderIn('paid', 'failed'), 'payment/declined certain'],
    ['failed, a state of its own', failed, orderIn('unknown'), null],
    ['failed, no order', failed, null, null],
    ['open, pending', pending, orderIn('pending'), 'payment/in-progress certain'],
    ['open, no order', pending, null, 'payment/in-progress certain'],
    ['open, paid', pending, orderIn('paid'), 'payment/recorded-not-paid possible'],
    ['unknown, pending', unknown, orderIn('pending'), 'payment/unknown-to-daraja likely'],
    ['unknown, no order', unknown, null, 'payment/unknown-to-daraja likely'],
  ])('%s', (_, told, order, expected) => {
    const compared = compareSides(told, order, 600_000)
    expect(compared === null ? null : `${compared.code} ${compared.confidence}`).toBe(expected)
  })

  it.each([
    [5_000, 'possible'],
    [61_000, 'likely'],
    [null, 'likely'],
  ])('an id that is %s ms old and unknown is %s one of nobody', (ageMs, confidence) => {
    expect(compareSides(unknown, null, ageMs)).toMatchObject({ confidence })
  })
})
