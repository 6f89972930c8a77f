import { defineCheck, found, pass, skip } from '../../core/check.ts'
import type { CodeDefinitions } from '../../core/finding.ts'
import { describeUnclear } from '../../orders/unclear-states.ts'
import { pendingOrders } from '../../probes/pending-orders.ts'
import { ageMs, describeAge, overdueMs, waitsForCallback } from './mpesa-orders.ts'

const codes = {
  'db/stuck-pending': {
    severity: 'warning',
    title: 'Orders wait for a callback that is overdue',
    why: 'A prompt lives for about a minute, and every outcome is called back. What is pending after ten minutes lost its callback, or was never prompted.',
    fix: 'Remove the cause, then ask Daraja for the outcome of each order that is left and record it',
  },
} as const satisfies CodeDefinitions

export const noStuckOrders = defineCheck({
  id: 'no-stuck-orders',
  family: 'db',
  title: 'No order waits for longer than 10 minutes',
  codes,
  needs: { pendingOrders },
  judge({ pendingOrders: { tables, pending, now } }) {
    const waiting = pending.orders.filter((order) => waitsForCallback(order, tables))
    const overdue = waiting
      .map((order) => ({ order, age: ageMs(order, now) ?? 0 }))
      .filter(({ age }) => age > overdueMs)
      .sort((a, b) => b.age - a.age)
    const [oldest] = overdue
    const newest = overdue.at(-1)
    if (oldest === undefined || newest === undefined) {
      const unread = describeUnclear(pending.unclear)
      if (unread !== undefined && !pending.told) return skip('blocked', `states that can be understood: ${unread}`)
      return pass(unread === undefined ? `${waiting.length} pending` : `${waiting.length} pending; ${unread}`)
    }
    const more =
      pending.total > pending.orders.length
        ? ` (of the ${pending.orders.length} oldest pending; there are ${pending.total})`
        : ''
    const name = oldest.order.orderNumber ?? oldest.order.id
    return found([
      {
        code: 'db/stuck-pending',
        severity: 'warning',
        confidence: 'certain',
        message: `${overdue.length === 1 ? 'One order waits' : `${overdue.length} orders wait`} for longer than 10 minutes${more}; the oldest is ${name}, for ${describeAge(oldest.age)}`,
        evidence: {
          table: oldest.order.table,
          count: overdue.length,
          pending: pending.total,
          oldest: {
            id: oldest.order.id,
            orderNumber: oldest.order.orderNumber,
            minutes: Math.round(oldest.age / 60_000),
          },
          newest: {
            id: newest.order.id,
            orderNumber: newest.order.orderNumber,
            minutes: Math.round(newest.age / 60_000),
          },
        },
        fix: { summary: 'Look at them one by one', command: 'mpesa-doctor status' },
      },
    ])
  },
})
