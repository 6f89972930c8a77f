export interface TunnelOptions {
  /** Base URL of the app on this machine, `http://127.0.0.1:5000`. */
  readonly target: string
  /** Proof of the account, for providers that have accounts. Revealed only to the provider. */
  readonly authtoken?: { reveal(): string }
  /** Host name to ask for; without one the provider chooses. */
  readonly domain?: string
}

/** `connected` again after `closed`: the provider came back by itself, with the same URL. */
export type TunnelStatus = 'connected' | 'closed'

/** A public URL that leads to the app, until `close`. It keeps the process alive while it is open. */
export interface OpenTunnel {
  /** Scheme and host, perhaps a port, without a path: `https://name.ngrok-free.dev`. */
  readonly url: string
  readonly provider: string
  /** Calls back on every change; gives the function that stops it. */
  onStatus(listener: (status: TunnelStatus) => void): () => void
  /** Takes the URL off the air; resolves within a limit of the provider's and may be called again. */
  close(): Promise<void>
}

export interface TunnelProvider {
  readonly name: string
  /** Opens a tunnel or throws a `TunnelError` within a limit of its own; rejects with the signal's reason when aborted. */
  open(options: TunnelOptions, signal: AbortSignal): Promise<OpenTunnel>
}
