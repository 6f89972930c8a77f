import { describe, expect, it } from 'vitest'
import { readTime } from '../../src/orders/read-time.ts'

const now = new Date('2026-11-23T05:00:00Z')

describe('readTime', () => {
  it.each([
    [new Date('2026-11-23T04:00:00Z'), '2026-11-23T04:00:00.000Z'],
    ['2026-11-23 04:00:00.123456', '2026-11-23T04:00:00.123Z'],
    // Read as UTC this would be in three hours; it is Nairobi's wall clock.
    ['2026-11-23 07:59:00', '2026-11-23T04:59:00.000Z'],
    ['20261123075800', '2026-11-23T04:58:00.000Z'],
    [20261123075800, '2026-11-23T04:58:00.000Z'],
    ['1795410000', '2026-11-23T05:00:00.000Z'],
    [1795410000, '2026-11-23T05:00:00.000Z'],
    [1795410000000, '2026-11-23T05:00:00.000Z'],
    ['2026-11-23T07:00:00+03:00', '2026-11-23T04:00:00.000Z'],
    ['2026-11-23', '2026-11-23'],
    ['yesterday', 'yesterday'],
    ['', null],
    [null, null],
    [new Date(Number.NaN), null],
  ])('of %j is %j', (value, expected) => {
    expect(readTime(value, now)).toBe(expected)
  })
})
