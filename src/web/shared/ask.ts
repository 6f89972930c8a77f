import type { Refusal } from './connection-view.ts'

/** At most that many milliseconds for an answer. */
export const patience = 10_000

/** @throws Error with a sentence for the reader, if the server cannot be reached or says no */
export async function ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
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

/** The same, with something to do. @throws as `ask` */
export function order(path: string, body: object): Promise<unknown> {
  return ask(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(patience),
  })
}

/** Asks what a stream would bring, for a stream that fails does not say why; null if the server would give it. */
export async function askStatus(path: string): Promise<Refusal | null> {
  try {
    const { status } = await get(path, { signal: AbortSignal.timeout(patience) })
    return status === 404 ? 'started-anew' : null
  } catch {
    return 'unreachable'
  }
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
