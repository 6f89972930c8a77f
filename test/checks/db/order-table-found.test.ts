import { describe, expect, it } from 'vitest'
import { orderTableFound } from '../../../src/checks/db/order-table-found.ts'

describe('order-table-found', () => {
  const none = { kind: 'none', lookedAt: ['shop.notes'], tableCount: 1, reason: null } as const

  it.each([
    [{ ...none, elsewhere: ['other.orders'] }, { elsewhere: ['other.orders'] }],
    [none, {}],
  ])('names tables of other databases as a hint: %j', (orderMapping, more) => {
    const outcome = JSON.stringify(orderTableFound.judge({ orderMapping }, {}))
    expect(outcome).toContain('db/table-not-found')
    expect(outcome).toContain(JSON.stringify({ lookedAt: ['shop.notes'], tableCount: 1, ...more }))
    expect(outcome.includes('Another database')).toBe('elsewhere' in more)
  })
})
