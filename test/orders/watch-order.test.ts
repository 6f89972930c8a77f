import { describe, expect, it } from 'vitest'
import type { ClockPort } from '../../src/core/ports.ts'
import type { Order } from '../../src/orders/order.ts'
import type { OrderState } from '../../src/orders/states.ts'
import type { WatchEvent } from '../../src/orders/watch-order.ts'
import { watchOrder } from '../../src/orders/watch-order.ts'

function order(state: OrderState, receipt: string | null = null): Order {
  return {
    table: 'public.orders',
    key: 'id',
    id: '1',
    orderNumber: null,
    state,
    rawState: state,
    paymentState: state,
    checkoutRequestId: null,
    merchantRequestId: null,
    receipt,
    amount: null,
    phone: null,
    paidAt: null,
    note: null,
    method: null,
    createdAt: null,
    row: {},
    paymentRow: null,
  }
}

/** Time passes only while somebody sleeps. */
function createClock(): ClockPort & { slept: number[] } {
  let now = 0
  const slept: number[] = []
  return {
    slept,
    now: () => new Date(now),
    monotonicMs: () => now,
    async sleep(ms, signal) {
      signal.throwIfAborted()
      slept.push(ms)
      now += ms
    },
  }
}

async function watch(states: readonly (Order | undefined)[], signal = new AbortController().signal) {
  const clock = createClock()
  const left = [...states]
  const read = async (): Promise<Order | undefined> => (left.length > 1 ? left.shift() : left[0])
  const events: WatchEvent[] = []
  for await (const event of watchOrder({ read, clock, signal, intervalMs: 1_000, limitMs: 3_500 })) events.push(event)
  return { clock, told: events.map((event) => (event.kind === 'order' ? event.order.state : event.because)) }
}

describe('watchOrder', () => {
  it('tells the first state and every change, and ends at a final one', async () => {
    const { told, clock } = await watch([order('pending'), order('pending'), order('paid', 'UKN8ABC1D2')])
    expect(told).toEqual(['pending', 'paid', 'final'])
    expect(clock.slept).toEqual([1_000, 1_000])
  })

  it('ends at once if the order is final already', async () => {
    expect((await watch([order('failed')])).told).toEqual(['failed', 'final'])
  })

  it('ends at the limit, after a last look', async () => {
    const { told, clock } = await watch([order('pending')])
    expect(told).toEqual(['pending', 'limit'])
    expect(clock.slept).toEqual([1_000, 1_000, 1_000, 500])
  })

  it('ends if the row is gone', async () => {
    expect((await watch([order('pending'), undefined])).told).toEqual(['pending', 'gone'])
  })

  it('stops when it is told to', async () => {
    const abort = new AbortController()
    abort.abort(new Error('ended by the user'))
    await expect(watch([order('pending')], abort.signal)).rejects.toThrow('ended by the user')
  })
})
