import type { EventSummary } from '../../inbox/inspector-api.ts'

/** The events that the page knows. */
export interface EventStore {
  /** The newest first. */
  readonly all: () => readonly EventSummary[]
  readonly get: (number: number) => EventSummary | undefined
  /** Adds events, or replaces them by newer knowledge of them, in any order. */
  readonly put: (events: readonly EventSummary[]) => void
  /** What arrived for one payment, the oldest first; nothing for an event that names no payment. */
  readonly ofPayment: (messageId: string | null) => readonly EventSummary[]
  /** From where to ask again after a gap: before the oldest recent event whose answer is still unknown. */
  readonly resumeAfter: () => number
}

/** Older events that still have no answer will hardly get one. */
const recent = 200

export function createEventStore(): EventStore {
  let events: readonly EventSummary[] = []
  const byNumber = new Map<number, EventSummary>()

  function put(added: readonly EventSummary[]): void {
    const newest = events[0]?.number ?? -1
    // The usual case: one that is newer than all others.
    const onTop = added.length === 1 && added[0] !== undefined && added[0].number > newest
    for (const event of added) byNumber.set(event.number, event)
    events = onTop ? [...added, ...events] : [...byNumber.values()].sort((a, b) => b.number - a.number)
  }

  return {
    all: () => events,
    get: (number) => byNumber.get(number),
    put,
    ofPayment: (messageId) =>
      messageId === null ? [] : events.filter((event) => event.messageId === messageId).reverse(),
    resumeAfter: () => {
      const open = events.slice(0, recent).findLast(({ answer }) => answer === null)
      return open === undefined ? (events[0]?.number ?? 0) : open.number - 1
    },
  }
}
