import type { ClockPort } from '../core/ports.ts'
import type { InboxStore, RetentionLimits } from './inbox-store.ts'

/** What is kept of the past: a month, and no more than a small disk can spare. */
export const retention: RetentionLimits = { maxAgeMs: 30 * 86_400_000, maxBytes: 64 * 1_048_576 }

const pauseMs = 10 * 60_000
const pauseEvents = 5_000

/** A store that goes on forgetting the oldest while a long session adds to it: every ten minutes, or 5,000 events. */
export function keepWithin(store: InboxStore, limits: RetentionLimits, clock: ClockPort): InboxStore {
  let prunedMs = clock.monotonicMs()
  let events = 0
  let pruning: Promise<unknown> | undefined
  return {
    ...store,
    begin(request, receivedAt) {
      events++
      if (pruning === undefined && (events >= pauseEvents || clock.monotonicMs() - prunedMs >= pauseMs)) {
        events = 0
        prunedMs = clock.monotonicMs()
        // What cannot be removed now is looked at again later; callbacks do not wait for it.
        pruning = store
          .prune(limits, clock.now())
          .catch(() => undefined)
          .finally(() => {
            pruning = undefined
          })
      }
      return store.begin(request, receivedAt)
    },
    async close() {
      await pruning
      await store.close()
    },
  }
}
