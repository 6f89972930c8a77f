import type { CallbackMessage } from '../daraja/callback-message.ts'
import type { InboxEvent } from './event.ts'
import { seek } from './masked-needle.ts'

export interface EventFilter {
  readonly kind?: string | undefined
  /** Part of an id, a receipt, an order reference or a phone number; masked or not. */
  readonly id?: string | undefined
  /** ResultCode of the message, as it stands there. */
  readonly code?: string | undefined
  /** `200`, `5xx`, or `none` for what was not answered by the app. */
  readonly status?: string | undefined
}

/** Tells whether an event is among those asked for. */
export function eventMatcher({ kind, id, code, status }: EventFilter) {
  const isFound = id === undefined ? undefined : seek(id)
  return (event: InboxEvent, message: CallbackMessage): boolean => {
    if (kind !== undefined && message.kind !== kind) return false
    if (code !== undefined && message.resultCode !== code) return false
    if (isFound !== undefined && !namesOf(event, message).some(isFound)) return false
    return status === undefined || statusMatches(event, status)
  }
}

function namesOf({ id }: InboxEvent, message: CallbackMessage): readonly string[] {
  const { receipt, merchantRequestId, account, phone } = message
  return [id, message.id, receipt, merchantRequestId, account, phone].filter((name) => name !== null)
}

function statusMatches({ answer }: InboxEvent, wanted: string): boolean {
  if (wanted === 'none') return answer?.kind !== 'answer'
  if (answer === null) return false
  return wanted.endsWith('xx') ? String(answer.status)[0] === wanted[0] : String(answer.status) === wanted
}
