import { findNgrokCode } from '../tunnel/ngrok-errors.ts'
import type { TunnelChange } from '../tunnel/provider.ts'
import { refusalOf } from './tunnel-ngrok-failure.ts'

/** What is told; the URL is known to whoever asks. */
export type NgrokChange = Omit<TunnelChange, 'url'>

/** Turns the SDK's heartbeats and disconnections into changes of status. */
export interface NgrokStatus {
  /** A heartbeat came back. */
  seen(): void
  /** The connection is gone, or was not let in again, for this reason of the SDK's; true asks it to connect again. */
  lost(why?: string): boolean
  /** From now on nothing is told and nothing reconnects. */
  abandon(): void
  listen(listener: (change: NgrokChange) => void): () => void
}

export function createNgrokStatus(): NgrokStatus {
  const listeners = new Set<(change: NgrokChange) => void>()
  let told = 'connected'
  let abandoned = false
  const change = (next: NgrokChange) => {
    const news = `${next.status} ${next.reason?.code ?? ''}`.trimEnd()
    if (abandoned || news === told) return
    told = news
    for (const listener of listeners) listener(next)
  }
  return {
    seen: () => change({ status: 'connected' }),
    lost: (why = '') => {
      const ngrokCode = findNgrokCode(why)
      const reason = ngrokCode === null ? null : refusalOf(ngrokCode)
      change({
        status: 'closed',
        ...(reason === null ? {} : { reason }),
        ...(reason?.outlook === 'lasts' ? { isFinal: true } : {}),
      })
      return !abandoned
    },
    abandon: () => {
      abandoned = true
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
