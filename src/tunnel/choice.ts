import type { AgentEndpoint, AgentWish } from './providers/agent.ts'
import type { SshDestination } from './providers/ssh-destination.ts'

/** How to get a public URL, as `--via` names it, with what each way needs. */
export type TunnelChoice =
  | { readonly via: 'ngrok' }
  | {
      readonly via: 'agent'
      /** Asks the programs of this machine; undefined if none answers. */
      readonly ask: (signal: AbortSignal) => Promise<readonly AgentEndpoint[] | undefined>
      readonly wish: AgentWish
      /** Where the ngrok agent is asked, for error messages. */
      readonly api: string
    }
  | { readonly via: 'cloudflared'; readonly file: string }
  /** `url`: what the server is reachable as; null if it says so itself. */
  | { readonly via: 'ssh'; readonly file: string; readonly destination: SshDestination; readonly url: string | null }
  | { readonly via: 'url'; readonly url: string }

export type Via = TunnelChoice['via']

/** Whose tunnel it is: one that is only adopted leads where somebody else said, and is not ours to close. */
export function isOwned(via: Via): boolean {
  return via !== 'agent' && via !== 'url'
}

/** What gives a public URL without an account, for whoever has none. */
export const withoutAccount =
  'without an account: `--via cloudflared` (another URL with every start), or `--via ssh --ssh-host localhost.run` (or `pinggy`)'
