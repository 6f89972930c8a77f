import type { TunnelError } from './errors.ts'

export interface TunnelOptions {
  /** Base URL of the app on this machine, `http://127.0.0.1:5000`. */
  readonly target: string
  /** Proof of the account, for providers that have accounts. Revealed only to the provider. */
  readonly authtoken?: { reveal(): string }
  /** Host name to ask for; without one the provider chooses. */
  readonly domain?: string
}

/** `connected` again after `closed`: the provider came back by itself. */
export type TunnelStatus = 'connected' | 'closed'

export interface TunnelChange {
  readonly status: TunnelStatus
  /** The URL at this moment. Some providers come back with another one than they went with. */
  readonly url: string
  /** Why it is closed, where that is known. `closed` may be told again with another reason while the provider tries. */
  readonly reason?: TunnelError
  /** The provider has given up: what `reason` says does not pass by itself. */
  readonly isFinal?: true
}

/** A public URL that leads to the app, until `close`. It keeps the process alive while it is open. */
export interface OpenTunnel {
  /** Scheme and host, perhaps a port, without a path: `https://name.ngrok-free.dev`. The first one; see `onStatus`. */
  readonly url: string
  /** Who holds the URL, as people call it: `ngrok`, `localhost.run`. */
  readonly provider: string
  /** False: somebody else opened it and decides where it leads; `close` only stops looking at it. */
  readonly owned: boolean
  /** Calls back on every change; gives the function that stops it. */
  onStatus(listener: (change: TunnelChange) => void): () => void
  /** Takes the URL off the air; resolves within a limit of the provider's and may be called again. */
  close(): Promise<void>
}

export interface TunnelProvider {
  readonly name: string
  /** Opens a tunnel or throws a `TunnelError` within a limit of its own; rejects with the signal's reason when aborted. */
  open(options: TunnelOptions, signal: AbortSignal): Promise<OpenTunnel>
}
