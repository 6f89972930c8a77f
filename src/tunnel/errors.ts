import { type ErrorCategory, KnownError } from '../core/errors.ts'

const CATEGORIES = {
  'tunnel/auth-failed': 'inconclusive',
  'tunnel/limit': 'inconclusive',
  'tunnel/offline': 'inconclusive',
  'tunnel/app-down': 'inconclusive',
  'tunnel/interstitial': 'inconclusive',
  /** A tunnel runs, and leads to another port. */
  'tunnel/wrong-port': 'inconclusive',
  /** The provider's servers cannot be reached from here. */
  unreachable: 'inconclusive',
  /** They were reached and did not answer in time. */
  'timed-out': 'inconclusive',
  /** Somebody else holds the domain at this moment. */
  'domain-in-use': 'conflict',
  /** The account may not use the domain, or it is no domain. */
  'domain-refused': 'usage',
  'not-installed': 'inconclusive',
  /** A program or an agent that is to run already does not. */
  'not-running': 'inconclusive',
  /** The ssh server shows a key that nobody here has accepted yet, or another one than before. */
  'host-key': 'inconclusive',
  /** The provider no longer serves this version of its client. */
  outdated: 'inconclusive',
  /** Anything else that the provider said; its own code tells more. */
  failed: 'inconclusive',
} as const satisfies Readonly<Record<string, ErrorCategory>>

export type TunnelErrorCode = keyof typeof CATEGORIES

/** A tunnel that could not be opened. Neither message nor fix ever holds a token. */
export class TunnelError extends KnownError {
  declare readonly code: TunnelErrorCode
  /** `ERR_NGROK_…` if ngrok gave one. */
  readonly ngrokCode: string | null

  constructor(
    code: TunnelErrorCode,
    message: string,
    details: { fix?: string; command?: string; ngrokCode?: string } = {},
  ) {
    const { fix, command, ngrokCode } = details
    const action =
      fix === undefined ? {} : { fix: command === undefined ? { summary: fix } : { summary: fix, command } }
    super(CATEGORIES[code], code, message, action)
    this.name = 'TunnelError'
    this.ngrokCode = ngrokCode ?? null
  }
}
