import type { CallbackLogPort, KeptCallback } from '../core/ports.ts'
import { InboxError } from '../inbox/inbox-store.ts'
import { oldestFirst } from '../inbox/oldest-first.ts'
import type { Order } from '../orders/order.ts'
import type { Invocation } from './command.ts'
import { inboxPlace } from './inbox-folder.ts'
import { messageOf } from './inbox-voice.ts'

/** What the inbox of the project has kept. Ids are masked there, so they are compared masked. */
export function openCallbackLog(invocation: Invocation): CallbackLogPort {
  const { deps, redactor } = invocation
  return {
    async seen(ids) {
      const wanted = new Set(ids.flatMap((id) => [id, redactor.text(id)]))
      const events = await deps.inbox.read(inboxPlace(invocation)).catch((error: unknown) => {
        // There is none, or it cannot be read: what was asked for is something else.
        if (error instanceof InboxError) return []
        throw error
      })
      const ordered = oldestFirst(events)
      const [oldest] = ordered
      if (oldest === undefined) return null
      const callbacks = ordered.flatMap((event) => {
        const { kind, id, receipt, resultCode, resultDesc, amount } = messageOf(event)
        if (kind === 'unknown' || ![id, receipt].some((value) => value !== null && wanted.has(value))) return []
        const { number, receivedAt, answer } = event
        const status = answer?.kind === 'answer' ? answer.status : null
        return [{ number, receivedAt, kind, resultCode, resultDesc, amount, status, ms: answer?.ms ?? null }]
      })
      return { since: oldest.receivedAt, callbacks }
    },
  }
}

/** Those of an order, the oldest first; none if there is no inbox. */
export async function callbacksOf(invocation: Invocation, order: Order): Promise<readonly KeptCallback[]> {
  const ids = [order.checkoutRequestId, order.receipt].filter((id) => id !== null)
  if (ids.length === 0) return []
  return (await openCallbackLog(invocation).seen(ids))?.callbacks ?? []
}
