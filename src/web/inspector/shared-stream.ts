import type { EventSummary } from '../../inbox/inspector-api.ts'
import type { Connection } from '../shared/connection-view.ts'
import { openStream, type StreamListener } from './stream.ts'

/** What the tabs of one address say to each other. */
type Said =
  | { readonly kind: 'event'; readonly event: EventSummary }
  | { readonly kind: 'state'; readonly state: Connection }
  /** The stream was opened, perhaps by another tab than before: something may have been missed. */
  | { readonly kind: 'opened' }
  /** A tab has come, or does not want to wait any longer. */
  | { readonly kind: 'hello' }
  | { readonly kind: 'retry' }

const impatience = 10_000

/**
 * Follows the inbox for as long as the page is open. Browsers allow six connections to a server: all tabs of an address
 * share one stream, which one of them reads to the others. When that one is closed, the next takes over.
 */
export function followInbox(listener: StreamListener): void {
  // Both are in every browser since 2022.
  if (!('locks' in navigator) || !('BroadcastChannel' in globalThis)) {
    whenAwake(openStream(listener).retryNow)
    return
  }
  const name = `mpesa-doctor ${location.pathname}`
  const channel = new BroadcastChannel(name)
  const say = (said: Said): void => channel.postMessage(said)
  let stream: { readonly retryNow: () => void } | undefined
  let state: Connection = 'connecting'

  function enter(next: Connection): void {
    state = next
    listener.onState(next)
  }

  function lead(): void {
    stream = openStream({
      resumeAfter: listener.resumeAfter,
      onEvent: (event) => {
        listener.onEvent(event)
        say({ kind: 'event', event })
      },
      onState: (next) => {
        enter(next)
        say({ kind: 'state', state })
        if (next === 'live') say({ kind: 'opened' })
      },
      onReturn: listener.onReturn,
    })
  }

  channel.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if (stream !== undefined) {
      if (data.kind === 'hello') say({ kind: 'state', state })
      if (data.kind === 'retry') stream.retryNow()
    } else if (data.kind === 'event') listener.onEvent(data.event)
    else if (data.kind === 'state') enter(data.state)
    else if (data.kind === 'opened') listener.onReturn()
  })
  // Held until the tab is closed.
  navigator.locks
    .request(name, () => {
      lead()
      return new Promise<never>(() => undefined)
    })
    // Where a browser allows no locks each tab is on its own.
    .catch(lead)
  void navigator.locks.query().then(({ held }) => {
    if (stream !== undefined || held?.some((lock) => lock.name === name) !== true) return
    say({ kind: 'hello' })
    // From the first load until the channel was opened.
    listener.onReturn()
  })

  function retryNow(): void {
    if (stream !== undefined) stream.retryNow()
    else if (state !== 'live') say({ kind: 'retry' })
  }
  whenAwake(() => {
    retryNow()
    // The other tab may have slept, too.
    if (stream === undefined) listener.onReturn()
  })
  // Timers of a tab that nobody sees are slow.
  setInterval(() => {
    if (document.visibilityState === 'visible' && stream === undefined) retryNow()
  }, impatience)
}

/** A laptop that wakes up should not wait for the rest of the delay. */
function whenAwake(act: () => void): void {
  addEventListener('online', act)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') act()
  })
}
