import type { EventList, EventSummary } from '../inspector-api.ts'

/**
 * The summaries of an inbox, in memory and in the order of their numbers, and the order in which they changed. Readers go
 * along it at their own pace and keep only how far they are.
 */
export interface EventJournal {
  /** What was recorded before; what came meanwhile is newer and stays. */
  seed(summaries: readonly EventSummary[]): void
  /** Something new: an event, or the answer to one. */
  record(summary: EventSummary): void
  /** Events behind a number, the oldest first. */
  page(after: number, most: number): EventList
  /** The newest events that got their answer while this ran, up to a number: a reader may have seen them without. */
  answeredUpTo(number: number): readonly EventSummary[]
  /** How many changes there were. */
  readonly revision: number
  /** The events that changed behind a revision, as they are now; null if that is too long ago. */
  changesSince(revision: number, most: number): readonly EventSummary[] | null
  /** Calls back after each change; returns how to stop that. */
  watch(changed: () => void): () => void
}

export interface JournalLimits {
  readonly mostEvents?: number
  readonly mostChanges?: number
}

const answeredKept = 200

export function createEventJournal({ mostEvents = 50_000, mostChanges = 20_000 }: JournalLimits = {}): EventJournal {
  let events: EventSummary[] = []
  /** The events that changed; the first stands for the change `revision - changes.length`. */
  let changes: number[] = []
  let revision = 0
  const watchers = new Set<() => void>()

  /** Where an event is, or would be inserted. */
  function placeOf(number: number): number {
    let [from, to] = [0, events.length]
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((events[middle]?.number ?? 0) < number) from = middle + 1
      else to = middle
    }
    return from
  }

  function find(number: number): EventSummary | undefined {
    const event = events[placeOf(number)]
    return event?.number === number ? event : undefined
  }

  function put(summary: EventSummary): void {
    const at = placeOf(summary.number)
    events.splice(at, events[at]?.number === summary.number ? 1 : 0, summary)
  }

  /** In steps, so that not every event moves all others. */
  function forgetOldest(): void {
    if (events.length > mostEvents * 1.1) events = events.slice(-mostEvents)
    if (changes.length > mostChanges * 1.1) changes = changes.slice(-mostChanges)
  }

  return {
    seed(summaries) {
      const live = events
      events = [...summaries.slice(-mostEvents)]
      for (const summary of live) put(summary)
    },
    record(summary) {
      // With its answer an event is complete; whoever tells of it later, or again, has nothing new.
      if ((find(summary.number)?.answer ?? null) !== null) return
      put(summary)
      changes.push(summary.number)
      revision++
      forgetOldest()
      for (const changed of watchers) changed()
    },
    page(after, most) {
      const from = placeOf(after + 1)
      return { events: events.slice(from, from + most), last: events.at(-1)?.number ?? 0 }
    },
    answeredUpTo: (number) =>
      [...new Set(changes.slice(-answeredKept))].flatMap((changed) => {
        const event = changed <= number ? find(changed) : undefined
        return event === undefined || event.answer === null ? [] : [event]
      }),
    get revision() {
      return revision
    },
    changesSince(since, most) {
      const from = since - (revision - changes.length)
      if (from < 0 || since > revision) return null
      return changes.slice(from, from + most).flatMap((number) => find(number) ?? [])
    },
    watch(changed) {
      watchers.add(changed)
      return () => void watchers.delete(changed)
    },
  }
}
