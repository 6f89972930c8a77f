import type { TunnelStatus } from '../tunnel/provider.ts'

/** Turns the SDK's heartbeats and disconnections into changes of status. */
export interface NgrokStatus {
  /** A heartbeat came back. */
  seen(): void
  /** The connection is gone; true asks the SDK to connect again. */
  lost(): boolean
  /** From now on nothing is told and nothing reconnects. */
  abandon(): void
  listen(listener: (status: TunnelStatus) => void): () => void
}

export function createNgrokStatus(): NgrokStatus {
  const listeners = new Set<(status: TunnelStatus) => void>()
  let status: TunnelStatus = 'connected'
  let abandoned = false
  const change = (next: TunnelStatus) => {
    if (abandoned || next === status) return
    status = next
    for (const listener of listeners) listener(next)
  }
  return {
    seen: () => change('connected'),
    lost: () => {
      change('closed')
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
