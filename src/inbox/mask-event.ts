import type { InboxEvent, RecordedRequest } from './event.ts'
import { bytesOf } from './kept-body.ts'
import { protectAnswer, protectRequest } from './protect.ts'

type Mask = (text: string) => string

/** An event to be shown: masked as if it were kept so, whereby a body in JSON stays one. */
export function maskEvent<T extends Pick<InboxEvent, 'request' | 'answer'>>(event: T, mask: Mask): T {
  const { request, answer } = event
  const protection = { mask, seal: null }
  return {
    ...event,
    request: protectRequest(request, protection),
    answer: answer === null ? null : protectAnswer(answer, protection),
  }
}

interface Message extends Pick<RecordedRequest, 'method' | 'target' | 'headers'> {
  /** Bytes where it is no text. */
  readonly body: string | Uint8Array
}

/** A message to be shown; the same object if there was nothing to mask. */
export function maskMessage<T extends Message>(message: T, mask: Mask): T {
  const { method, target, headers, body } = message
  const isText = typeof body === 'string'
  const content = isText ? body : btoa(Array.from(body, (byte) => String.fromCharCode(byte)).join(''))
  const request: RecordedRequest = {
    method,
    target,
    headers,
    body: { encoding: isText ? 'utf8' : 'base64', content, bytes: body.length, exact: true },
    peer: '',
    from: null,
  }
  const masked = protectRequest(request, { mask, seal: null })
  if (masked === request) return message
  return {
    ...message,
    target: masked.target,
    headers: masked.headers,
    body: isText ? masked.body.content : bytesOf(masked.body),
  }
}
