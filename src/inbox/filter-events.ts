import type { CallbackMessage } from '../daraja/callback-message.ts'
import type { InboxEvent } from './event.ts'

export interface EventFilter {
  readonly kind?: string | undefined
  /** Part of an id, a receipt or an order reference. */
  readonly id?: string | undefined
  /** ResultCode of the message, as it stands there. */
  readonly code?: string | undefined
  /** `200`, `5xx`, or `none` for what was not answered by the app. */
  readonly status?: string | undefined
}

/** Whether an event is among those asked for. */
export function matchesFilter(event: InboxEvent, message: CallbackMessage, filter: EventFilter): boolean {
  const { kind, id, code, status } = filter
  if (kind !== undefined && message.kind !== kind) return false
  if (code !== undefined && message.resultCode !== code) return false
  if (
    id !== undefined &&
    ![event.id, message.id, message.receipt, message.merchantRequestId, message.account].some(
      (value) => value?.includes(id) === true,
    )
  )
    return false
  return status === undefined || statusMatches(event, status)
}

function statusMatches({ answer }: InboxEvent, wanted: string): boolean {
  if (wanted === 'none') return answer?.kind !== 'answer'
  if (answer === null) return false
  return wanted.endsWith('xx') ? String(answer.status)[0] === wanted[0] : String(answer.status) === wanted
}
