import { describe, expect, it } from 'vitest'
import { createEventStore } from '../../src/web/inspector/event-store.ts'
import { firstNotAbove, indexOfNumber, listWindow, scrollToRow } from '../../src/web/inspector/list-window.ts'
import { summary } from '../helpers/inspector-summary.ts'

describe('the rows to draw', () => {
  it.each([
    { what: 'at the top', scrollTop: 0, rows: 10_000, first: 0, end: 18 },
    { what: 'in the middle', scrollTop: 6000, rows: 10_000, first: 92, end: 118 },
    { what: 'at the end', scrollTop: 599_400, rows: 10_000, first: 9982, end: 10_000 },
    { what: 'of a short list', scrollTop: 0, rows: 3, first: 0, end: 3 },
    { what: 'of an empty list', scrollTop: 0, rows: 0, first: 0, end: 0 },
    { what: 'of a list that has shrunk below the scroll position', scrollTop: 50_000, rows: 5, first: 5, end: 5 },
  ])('$what', ({ scrollTop, rows, first, end }) => {
    expect(listWindow(scrollTop, 600, 60, rows)).toEqual({ first, end, height: rows * 60 })
  })

  it('scrolls as little as needed', () => {
    expect(scrollToRow(2, 300, 600, 60)).toBe(120)
    expect(scrollToRow(12, 300, 600, 60)).toBe(300)
    expect(scrollToRow(20, 300, 600, 60)).toBe(660)
  })

  it('finds an event, or where it would be', () => {
    const events = [9, 7, 4].map((number) => ({ number }))
    expect([9, 7, 4, 8].map((number) => indexOfNumber(events, number))).toEqual([0, 1, 2, -1])
    expect([10, 8, 5, 1].map((number) => firstNotAbove(events, number))).toEqual([0, 1, 2, 3])
  })
})

describe('the known events', () => {
  it('come newest first, whatever order they arrived in, and newer knowledge replaces older', () => {
    const store = createEventStore()
    store.put([summary({ number: 2 }), summary({ number: 5, answer: null })])
    store.put([summary({ number: 7 })])
    store.put([summary({ number: 1 })])
    store.put([summary({ number: 5 })])
    expect(store.all().map(({ number }) => number)).toEqual([7, 5, 2, 1])
    expect(store.get(5)?.answer?.status).toBe(200)
    expect(store.get(3)).toBeUndefined()
  })

  it('of one payment come oldest first; no payment has none', () => {
    const store = createEventStore()
    store.put([
      summary({ number: 3, messageId: 'a' }),
      summary({ number: 1, messageId: 'a' }),
      summary({ number: 2, messageId: null }),
    ])
    expect(store.ofPayment('a').map(({ number }) => number)).toEqual([1, 3])
    expect(store.ofPayment(null)).toEqual([])
  })

  it('are resumed before the oldest that has no answer yet', () => {
    const store = createEventStore()
    expect(store.resumeAfter()).toBe(0)
    store.put([summary({ number: 4 }), summary({ number: 5, answer: null }), summary({ number: 6 })])
    expect(store.resumeAfter()).toBe(4)
    store.put([summary({ number: 5 })])
    expect(store.resumeAfter()).toBe(6)
  })
})
