import { askStatus } from '../shared/ask.ts'
import type { Connection } from '../shared/connection-view.ts'
import { retryDelay } from '../shared/retry-delay.ts'

export interface ChangeListener {
  /** The state may be another one; also after every connection. */
  readonly onChanged: () => void
  readonly onState: (state: Connection) => void
}

/** So many failures in a row may be a short break; then the reason is asked for. */
const shortBreak = 2

/** For as long as the page is open. */
export function followChanges({ onChanged, onState }: ChangeListener): void {
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let source: EventSource | undefined

  function connect(): void {
    clearTimeout(timer)
    timer = undefined
    source?.close()
    source = new EventSource('api/stream')
    source.addEventListener('open', () => {
      failures = 0
      onState('live')
    })
    source.addEventListener('changed', onChanged)
    source.addEventListener('error', onError)
  }

  function onError(): void {
    source?.close()
    failures++
    if (failures < shortBreak) onState('reconnecting')
    else void findOut(failures)
    timer ??= setTimeout(connect, retryDelay(failures))
  }

  async function findOut(failure: number): Promise<void> {
    const refusal = await askStatus('api/state')
    // Meanwhile it may have failed again, or succeeded.
    if (failure === failures) onState(refusal ?? 'reconnecting')
  }

  // A laptop that wakes up should not wait for the rest of the delay.
  const retryNow = (): void => {
    if (timer !== undefined && document.visibilityState === 'visible') connect()
  }
  addEventListener('online', retryNow)
  document.addEventListener('visibilitychange', retryNow)
  connect()
}
