import type { EventDetail, EventList, ReplayRequest, ReplayResult } from '../../inbox/inspector-api.ts'
import { ask, askStatus, patience } from '../shared/ask.ts'
import type { Refusal } from '../shared/connection-view.ts'

/** In milliseconds: it waits for the app. */
const replayPatience = 90_000

/** Asks for what a stream would bring; null if that is given. */
export function whyRefused(after: number): Promise<Refusal | null> {
  return askStatus(`api/events?after=${after}`)
}

/** @throws Error with a sentence for the reader, if the server cannot be reached or says no */
export function fetchEvents(after: number): Promise<EventList> {
  return ask(`api/events?after=${after}`, { signal: AbortSignal.timeout(patience) })
}

/** @throws as `fetchEvents` */
export function fetchEvent(number: number, signal: AbortSignal): Promise<EventDetail> {
  return ask(`api/events/${number}`, { signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) })
}

/** @throws as `fetchEvents` */
export function replayEvent(number: number, request: ReplayRequest): Promise<ReplayResult> {
  return ask(`api/events/${number}/replay`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(replayPatience),
  })
}
