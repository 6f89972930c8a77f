import type { EventSummary } from '../../inbox/inspector-api.ts'
import { retryDelay } from './retry-delay.ts'

export type Connection = 'connecting' | 'live' | 'reconnecting'

export interface StreamListener {
  /** Asked at every attempt: events after this number are wanted. */
  readonly resumeAfter: () => number
  readonly onEvent: (event: EventSummary) => void
  readonly onState: (state: Connection) => void
  /** The connection was lost and is back: answers may have been missed. */
  readonly onReturn: () => void
}

/** Follows the inbox for as long as the page is open. The browser's own retry would ask for the old number for ever. */
export function followInbox({ resumeAfter, onEvent, onState, onReturn }: StreamListener): { retryNow: () => void } {
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let source: EventSource | undefined

  function connect(): void {
    clearTimeout(timer)
    timer = undefined
    source?.close()
    source = new EventSource(`api/stream?after=${resumeAfter()}`)
    source.addEventListener('open', onOpen)
    source.addEventListener('error', onError)
    for (const name of ['arrived', 'answered']) source.addEventListener(name, onMessage)
  }

  function onOpen(): void {
    if (failures > 0) onReturn()
    failures = 0
    onState('live')
  }

  function onError(): void {
    source?.close()
    failures++
    onState('reconnecting')
    timer ??= setTimeout(connect, retryDelay(failures))
  }

  function onMessage(message: MessageEvent<string>): void {
    onEvent(JSON.parse(message.data) as EventSummary)
  }

  const retryNow = () => {
    if (timer !== undefined) connect()
  }
  // A laptop that wakes up should not wait for the rest of the delay.
  addEventListener('online', retryNow)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') retryNow()
  })
  connect()
  return { retryNow }
}
