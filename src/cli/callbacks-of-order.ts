import { InboxError } from '../inbox/inbox-store.ts'
import { oldestFirst } from '../inbox/oldest-first.ts'
import type { Order } from '../orders/order.ts'
import type { SeenCallback } from '../orders/order-story.ts'
import type { Invocation } from './command.ts'
import { inboxPlace } from './inbox-folder.ts'
import { messageOf } from './inbox-voice.ts'

/**
 * What the inbox of the project has kept for an order, the oldest first. Ids are masked there, so they are compared
 * masked. None if there is no inbox, or it cannot be read: the order is what was asked for.
 */
export async function callbacksOf(invocation: Invocation, order: Order): Promise<readonly SeenCallback[]> {
  const { deps, redactor } = invocation
  const ids = new Set<string>()
  for (const id of [order.checkoutRequestId, order.receipt]) if (id !== null) ids.add(id).add(redactor.text(id))
  if (ids.size === 0) return []
  const events = await deps.inbox.read(inboxPlace(invocation)).catch((error: unknown) => {
    if (error instanceof InboxError) return []
    throw error
  })
  return oldestFirst(events).flatMap((event) => {
    const { kind, id, receipt, resultCode, resultDesc } = messageOf(event)
    if (kind === 'unknown' || ![id, receipt].some((value) => value !== null && ids.has(value))) return []
    const { number, receivedAt, answer } = event
    const status = answer?.kind === 'answer' ? answer.status : null
    return [{ number, receivedAt, kind, resultCode, resultDesc, status, ms: answer?.ms ?? null }]
  })
}
