import type { InboxEvent } from '../inbox/event.ts'

export interface ToldOfEvents {
  arrived(event: Omit<InboxEvent, 'answer'>): void
  answered(event: InboxEvent): void
}

/** The first with everything that it is, and what is told to it of callbacks told to the second as well. */
export function bothTold<First extends ToldOfEvents>(first: First, second: ToldOfEvents): First {
  return {
    ...first,
    arrived(event: Omit<InboxEvent, 'answer'>) {
      first.arrived(event)
      second.arrived(event)
    },
    answered(event: InboxEvent) {
      first.answered(event)
      second.answered(event)
    },
  }
}
