import { type EventList, pageSize } from '../../inbox/inspector-api.ts'
import { fetchEvents } from './api.ts'

/** The greatest number that the server reads. */
const beyondAll = 999_999_999_999_999

/**
 * Everything that is in the inbox: the newest first, for they are what somebody looks for, then the rest from the
 * beginning, for nobody knows where an inbox begins from which old events were removed.
 * @throws as `fetchEvents`
 */
export async function loadEvents(onPage: (list: EventList) => void): Promise<void> {
  const { last } = await fetchEvents(beyondAll)
  const newest = Math.max(0, last - pageSize)
  onPage(await fetchEvents(newest))
  let after = 0
  while (after < newest) {
    const page = await fetchEvents(after)
    onPage(page)
    after = page.events.at(-1)?.number ?? newest
  }
}

/** What came or was answered after a number; for after a gap. */
export async function loadAfter(number: number, onPage: (list: EventList) => void): Promise<void> {
  let after = number
  for (;;) {
    const page = await fetchEvents(after)
    if (page.events.length > 0) onPage(page)
    after = page.events.at(-1)?.number ?? page.last
    if (page.events.length < pageSize) return
  }
}
