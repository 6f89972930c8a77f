import type { EventDetail, EventList, ReplayRequest, ReplayResult } from '../../inbox/inspector-api.ts'

/** At most that many milliseconds for an answer; a replay waits for the app besides. */
const patience = 10_000
const replayPatience = 90_000

/** Why there is no stream: another run answers at this address, or nobody does. */
export type Refusal = 'started-anew' | 'unreachable'

/** Asks for what a stream would bring; null if that is given. */
export async function whyRefused(after: number): Promise<Refusal | null> {
  try {
    const { status } = await get(`api/events?after=${after}`, { signal: AbortSignal.timeout(patience) })
    return status === 404 ? 'started-anew' : null
  } catch {
    return 'unreachable'
  }
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

async function ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
  let response: Response
  try {
    response = await get(path, init)
  } catch (cause) {
    const why = cause instanceof DOMException && cause.name === 'TimeoutError' ? 'does not answer' : 'cannot be reached'
    throw new Error(`mpesa-doctor ${why}. Does it still run in its terminal?`, { cause })
  }
  if (response.ok) return (await response.json()) as Answer
  throw new Error(await readError(response))
}

function get(path: string, init: RequestInit): Promise<Response> {
  return fetch(path, { ...init, cache: 'no-store', credentials: 'omit', redirect: 'error' })
}

async function readError(response: Response): Promise<string> {
  try {
    const { error } = (await response.json()) as { readonly error?: unknown }
    if (typeof error === 'string') return error
  } catch {
    // No JSON: the status has to do.
  }
  // Whoever does not know the token says no more than that.
  if (response.status === 404) return 'mpesa-doctor was started anew. Open the address that it printed now.'
  return `mpesa-doctor answered ${response.status}.`
}
