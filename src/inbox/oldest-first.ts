import type { InboxEvent } from './event.ts'

/** By the time at which they came; imported events have high numbers and old times. */
export function oldestFirst<T extends Pick<InboxEvent, 'receivedAt' | 'number'>>(events: readonly T[]): readonly T[] {
  return events
    .map((event) => ({ event, at: Date.parse(event.receivedAt) }))
    .sort((one, other) => one.at - other.at || one.event.number - other.event.number)
    .map(({ event }) => event)
}
