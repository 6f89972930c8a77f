import type { ClockPort } from '../core/ports.ts'
import type { OpenTunnel, TunnelChange, TunnelProvider } from '../tunnel/provider.ts'
import { type AgentEndpoint, type AgentWish, explainNoEndpoint, findEndpoint } from '../tunnel/providers/agent.ts'
import { systemClock } from './clock-system.ts'

export interface AgentProviderOptions {
  /** Asks the programs of this machine; undefined if none answers. Never rejects but with the signal's reason. */
  readonly ask: (signal: AbortSignal) => Promise<readonly AgentEndpoint[] | undefined>
  readonly wish: AgentWish
  /** Where the ngrok agent is asked, for error messages. */
  readonly api: string
  readonly clock?: ClockPort
  /** How often it is looked whether the tunnel is still there. */
  readonly intervalMs?: number
}

/** Adopts the tunnel of an agent that runs already. It is watched, and never closed. */
export function createAgentProvider(options: AgentProviderOptions): TunnelProvider {
  return { name: 'agent', open: (_, signal) => adopt(options, signal) }
}

async function adopt(options: AgentProviderOptions, signal: AbortSignal): Promise<OpenTunnel> {
  const { ask, wish, api } = options
  signal.throwIfAborted()
  const endpoints = await ask(signal)
  signal.throwIfAborted()
  const endpoint = findEndpoint(endpoints ?? [], wish)
  if (endpoint === null) throw explainNoEndpoint(endpoints, wish, api)
  const closing = new AbortController()
  const listeners = new Set<(change: TunnelChange) => void>()
  const watching = watch(options, endpoint.url, closing.signal, (change) => {
    for (const listener of listeners) listener(change)
  })
  watching.catch(() => undefined)
  return {
    url: endpoint.url,
    provider: `the ${endpoint.provider} agent`,
    owned: false,
    onStatus: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => {
      closing.abort()
      return watching
    },
  }
}

/** Until the signal: tells when the tunnel is gone, and when it is back, perhaps with another URL. */
async function watch(
  { ask, wish, api, clock = systemClock, intervalMs = 5_000 }: AgentProviderOptions,
  firstUrl: string,
  signal: AbortSignal,
  tell: (change: TunnelChange) => void,
): Promise<void> {
  let url = firstUrl
  let isOpen = true
  try {
    for (;;) {
      await clock.sleep(intervalMs, signal)
      const endpoints = await ask(signal)
      signal.throwIfAborted()
      const found = findEndpoint(endpoints ?? [], wish)
      if (found === null) {
        if (isOpen) tell({ status: 'closed', url, reason: explainNoEndpoint(endpoints, wish, api) })
        isOpen = false
      } else if (!isOpen || found.url !== url) {
        url = found.url
        isOpen = true
        tell({ status: 'connected', url })
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
