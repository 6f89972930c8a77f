import type { EventSummary } from '../../inbox/inspector-api.ts'
import type { Connection } from '../shared/connection-view.ts'
import { retryDelay } from '../shared/retry-delay.ts'
import { whyRefused } from './api.ts'

export interface StreamListener {
  /** Asked at every attempt: events after this number are wanted. */
  readonly resumeAfter: () => number
  readonly onEvent: (event: EventSummary) => void
  readonly onState: (state: Connection) => void
  /** The connection was lost and is back: answers may have been missed. */
  readonly onReturn: () => void
}

/** So many failures in a row may be a short break; then the reason is asked for. */
const shortBreak = 2

/** Opens a stream for as long as the page is open. The browser's own retry would ask for the old number for ever. */
export function openStream({ resumeAfter, onEvent, onState, onReturn }: StreamListener): { retryNow: () => void } {
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
    if (failures < shortBreak) onState('reconnecting')
    else void findOut(failures)
    timer ??= setTimeout(connect, retryDelay(failures))
  }

  /** A stream that fails does not say why. */
  async function findOut(failure: number): Promise<void> {
    const refusal = await whyRefused(resumeAfter())
    // Meanwhile it may have failed again, or succeeded.
    if (failure === failures) onState(refusal ?? 'reconnecting')
  }

  function onMessage(message: MessageEvent<string>): void {
    onEvent(JSON.parse(message.data) as EventSummary)
  }

  const retryNow = () => {
    if (timer !== undefined) connect()
  }
  connect()
  return { retryNow }
}
