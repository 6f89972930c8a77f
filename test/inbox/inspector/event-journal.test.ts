import { describe, expect, it } from 'vitest'
import { createEventJournal } from '../../../src/inbox/inspector/event-journal.ts'
import type { EventSummary } from '../../../src/inbox/inspector-api.ts'

const event = (number: number, status: number | null = 200): EventSummary => ({
  number,
  id: `id-${number}`,
  receivedAt: '2026-10-06T11:19:53.000Z',
  method: 'POST',
  target: '/callback',
  kind: 'stk',
  resultCode: '0',
  resultDesc: null,
  amount: null,
  messageId: null,
  receipt: null,
  account: null,
  peer: '127.0.0.1',
  from: null,
  fromSafaricom: false,
  answer: status === null ? null : { status, ms: 1, reason: null },
  findings: [],
})
const numbers = (events: readonly EventSummary[] | null) => events?.map(({ number }) => number)

describe('the journal of an inbox', () => {
  it('gives pages in the order of the numbers, however the events came', () => {
    const journal = createEventJournal()
    for (const number of [3, 1, 7, 2]) journal.record(event(number))
    expect(numbers(journal.page(0, 3).events)).toEqual([1, 2, 3])
    expect(numbers(journal.page(3, 3).events)).toEqual([7])
    expect(journal.page(7, 3)).toEqual({ events: [], last: 7 })
    expect(createEventJournal().page(0, 3)).toEqual({ events: [], last: 0 })
  })

  it('keeps what came while the old ones were read', () => {
    const journal = createEventJournal()
    journal.record(event(3, 500))
    journal.seed([event(1), event(2), event(3, null)])
    expect(journal.page(0, 9).events.map(({ number, answer }) => [number, answer?.status])).toEqual([
      [1, 200],
      [2, 200],
      [3, 500],
    ])
  })

  it('does not forget an answer for news that are older, and tells nothing twice', () => {
    const journal = createEventJournal()
    for (const status of [null, 200, null, 200]) journal.record(event(1, status))
    expect(journal.page(0, 9).events).toEqual([event(1)])
    expect(journal.revision).toBe(2)
  })

  it('tells what changed behind a revision, with its present state', () => {
    const journal = createEventJournal()
    journal.record(event(1, null))
    journal.record(event(2, null))
    const revision = journal.revision
    journal.record(event(1))
    journal.record(event(3, null))
    expect(journal.changesSince(revision, 9)).toEqual([event(1), event(3, null)])
    expect(numbers(journal.changesSince(revision, 1))).toEqual([1])
    expect(journal.changesSince(journal.revision, 9)).toEqual([])
    expect(journal.changesSince(journal.revision + 1, 9)).toBeNull()
  })

  it('finds the answers that a reader may have missed', () => {
    const journal = createEventJournal()
    journal.seed([event(1), event(2, null)])
    for (const [number, status] of [
      [3, null],
      [2, 200],
      [4, null],
      [4, 200],
    ] as const)
      journal.record(event(number, status))
    expect(numbers(journal.answeredUpTo(3))).toEqual([2])
    expect(numbers(journal.answeredUpTo(4))).toEqual([2, 4])
  })

  it('forgets the oldest events and changes, and says so to who is behind', () => {
    const journal = createEventJournal({ mostEvents: 10, mostChanges: 10 })
    for (let number = 1; number <= 100; number++) journal.record(event(number))
    const { events, last } = journal.page(0, 500)
    expect(events.length).toBeGreaterThanOrEqual(10)
    expect(events.length).toBeLessThanOrEqual(11)
    expect(last).toBe(100)
    expect(journal.changesSince(0, 5)).toBeNull()
    expect(numbers(journal.changesSince(98, 5))).toEqual([99, 100])
    const seeded = createEventJournal({ mostEvents: 2 })
    seeded.seed([event(1), event(2), event(3)])
    expect(numbers(seeded.page(0, 9).events)).toEqual([2, 3])
  })

  it('calls back at each change, until that is stopped', () => {
    const journal = createEventJournal()
    let calls = 0
    const stop = journal.watch(() => calls++)
    journal.record(event(1))
    stop()
    journal.record(event(2))
    expect(calls).toBe(1)
  })
})
