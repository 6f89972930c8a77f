import { type ErrorCategory, KnownError } from '../core/errors.ts'

/**
 * What becomes of an error if nothing is done but to try again: it `passes` (a network, an edge that restarts), it `lasts`
 * until somebody changes something, or it `lingers`: right after a drop a provider may still hold the tunnel that was lost
 * and refuse the next one for it. What lingers for longer lasts.
 */
export type Outlook = 'passes' | 'lasts' | 'lingers'

interface Nature {
  readonly category: ErrorCategory
  readonly outlook: Outlook
}

const NATURES = {
  'tunnel/auth-failed': { category: 'inconclusive', outlook: 'lasts' },
  /** Of the account or plan; of requests a minute it passes, of agents at a time it may linger. */
  'tunnel/limit': { category: 'inconclusive', outlook: 'lasts' },
  'tunnel/offline': { category: 'inconclusive', outlook: 'passes' },
  'tunnel/app-down': { category: 'inconclusive', outlook: 'passes' },
  'tunnel/interstitial': { category: 'inconclusive', outlook: 'lasts' },
  /** A tunnel runs, and leads to another port. */
  'tunnel/wrong-port': { category: 'inconclusive', outlook: 'lasts' },
  /** The provider's servers cannot be reached from here. */
  unreachable: { category: 'inconclusive', outlook: 'passes' },
  /** They were reached and did not answer in time. */
  'timed-out': { category: 'inconclusive', outlook: 'passes' },
  /** Somebody else holds the domain at this moment. */
  'domain-in-use': { category: 'conflict', outlook: 'lingers' },
  /** The account may not use the domain, or it is no domain. */
  'domain-refused': { category: 'usage', outlook: 'lasts' },
  /** Something else than the tunnel answers at the public URL. */
  'leads-elsewhere': { category: 'inconclusive', outlook: 'lingers' },
  'not-installed': { category: 'inconclusive', outlook: 'lasts' },
  /** A program or an agent that is to run already does not. */
  'not-running': { category: 'inconclusive', outlook: 'lasts' },
  /** The ssh server shows a key that nobody here has accepted yet, or another one than before. */
  'host-key': { category: 'inconclusive', outlook: 'lasts' },
  /** The provider no longer serves this version of its client. */
  outdated: { category: 'inconclusive', outlook: 'lasts' },
  /** Anything else that the provider said; its own code tells more. */
  failed: { category: 'inconclusive', outlook: 'passes' },
} as const satisfies Readonly<Record<string, Nature>>

export type TunnelErrorCode = keyof typeof NATURES

/** A tunnel that could not be opened, or is no use. Neither message nor fix ever holds a token. */
export class TunnelError extends KnownError {
  declare readonly code: TunnelErrorCode
  /** `ERR_NGROK_…` if ngrok gave one. */
  readonly ngrokCode: string | null
  /** That of its code, unless more is known of the case. */
  readonly outlook: Outlook

  constructor(
    code: TunnelErrorCode,
    message: string,
    details: { fix?: string; command?: string; ngrokCode?: string; outlook?: Outlook } = {},
  ) {
    const { fix, command, ngrokCode } = details
    const action =
      fix === undefined ? {} : { fix: command === undefined ? { summary: fix } : { summary: fix, command } }
    super(NATURES[code].category, code, message, action)
    this.name = 'TunnelError'
    this.ngrokCode = ngrokCode ?? null
    this.outlook = details.outlook ?? NATURES[code].outlook
  }
}
