import type { OpenTunnel, TunnelProvider } from '../tunnel/provider.ts'

const KEEP_ALIVE_MS = 60_000

/** A tunnel that the user runs himself: its URL is believed, nothing is opened, nothing is closed. */
export function createUrlProvider(url: string): TunnelProvider {
  return { name: 'url', open: async (_, signal) => adopt(url, signal) }
}

function adopt(url: string, signal: AbortSignal): OpenTunnel {
  signal.throwIfAborted()
  const alive = setInterval(() => undefined, KEEP_ALIVE_MS)
  return {
    url: new URL(url).origin,
    provider: 'a tunnel of your own',
    owned: false,
    onStatus: () => () => undefined,
    close: async () => clearInterval(alive),
  }
}
