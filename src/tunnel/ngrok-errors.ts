import type { Outlook, TunnelErrorCode } from './errors.ts'

export interface NgrokErrorMeaning {
  /** Null for a code that says something of the app rather than of the tunnel. */
  readonly code: TunnelErrorCode | null
  readonly meaning: string
  readonly fix: string
  /** Where it is not that of the code. */
  readonly outlook?: Outlook
}

export interface ExplainedNgrokError extends NgrokErrorMeaning {
  readonly ngrokCode: string
  /** ngrok's own page on the code. */
  readonly docs: string
}

const TOKEN_PAGE = 'https://dashboard.ngrok.com/get-started/your-authtoken'
const DOMAIN_FIX = 'leave the domain out: every account has one of its own, and it stays the same'
const MONTH_FIX = 'wait for the first day of the next month, or move to a paid plan'

/** The codes that a developer meets, each with every number that means the same; see https://ngrok.com/docs/errors. */
const TABLE: readonly (readonly [numbers: readonly number[], NgrokErrorMeaning])[] = [
  [
    [105],
    {
      code: 'tunnel/auth-failed',
      meaning: 'what was given as the authtoken is not one; an API key is something else',
      fix: `copy the authtoken from ${TOKEN_PAGE} and run \`ngrok config add-authtoken\``,
    },
  ],
  [
    [107],
    {
      code: 'tunnel/auth-failed',
      meaning: 'the authtoken was reset or revoked',
      fix: `copy the current one from ${TOKEN_PAGE} and run \`ngrok config add-authtoken\``,
    },
  ],
  [
    [4018],
    {
      code: 'tunnel/auth-failed',
      meaning: 'ngrok opens no tunnel without an account',
      fix: `sign up, copy the authtoken from ${TOKEN_PAGE} and run \`ngrok config add-authtoken\``,
    },
  ],
  [
    [108],
    {
      code: 'tunnel/limit',
      meaning: 'the account already runs as many agents as its plan allows, here or on another machine',
      fix: 'stop one of the agents listed at https://dashboard.ngrok.com/agents',
      outlook: 'lingers',
    },
  ],
  [
    [102, 103, 337],
    {
      code: 'tunnel/limit',
      meaning: 'the account is suspended or has an unpaid bill',
      fix: 'see what https://dashboard.ngrok.com says about the account',
    },
  ],
  [
    [120, 121],
    {
      code: 'outdated',
      meaning: 'ngrok no longer serves this version of its client',
      fix: 'update: `npm install -g mpesa-doctor@latest`',
    },
  ],
  [[313, 314], { code: 'domain-refused', meaning: 'the plan of the account allows no such domain', fix: DOMAIN_FIX }],
  [[320], { code: 'domain-refused', meaning: 'the domain belongs to another account', fix: DOMAIN_FIX }],
  [
    [326, 328],
    { code: 'domain-refused', meaning: 'the domain holds characters that no domain may hold', fix: DOMAIN_FIX },
  ],
  [
    [324, 350],
    {
      code: 'tunnel/limit',
      meaning: 'the account has as many endpoints open as its plan allows',
      fix: 'close one of those listed at https://dashboard.ngrok.com/endpoints',
      outlook: 'lingers',
    },
  ],
  [
    [334],
    {
      code: 'domain-in-use',
      meaning: 'the domain is online already: another terminal or another machine holds it',
      fix: 'stop the agent that holds it; https://dashboard.ngrok.com/endpoints names it',
    },
  ],
  [
    [702, 703, 714, 718, 720],
    {
      code: 'tunnel/limit',
      meaning: 'more requests or connections a minute than the plan allows',
      fix: 'wait a minute',
      outlook: 'passes',
    },
  ],
  [
    [734],
    {
      code: 'tunnel/limit',
      meaning: 'a limit that is lifted within a minute',
      fix: 'wait a minute, then try again',
      outlook: 'passes',
    },
  ],
  [[727], { code: 'tunnel/limit', meaning: "this month's HTTP requests are used up", fix: MONTH_FIX }],
  [
    [725, 726, 728, 729, 730, 731],
    { code: 'tunnel/limit', meaning: "this month's share of traffic is used up", fix: MONTH_FIX },
  ],
  [
    [3004],
    {
      code: null,
      meaning: 'the app did not answer in HTTP; it may speak HTTPS on that port',
      fix: 'point the tunnel at `https://127.0.0.1:<port>`',
    },
  ],
  [
    [3005, 3006, 3008],
    {
      code: 'tunnel/app-down',
      meaning: 'the app refused the connection or did not answer in time',
      fix: 'look at the app: it may hang',
    },
  ],
  [
    [3200],
    {
      code: 'tunnel/offline',
      meaning: 'nobody holds this URL at the moment; the env file may still name an old tunnel',
      fix: 'open the tunnel again: `mpesa-doctor tunnel`',
    },
  ],
  [[3208], { code: 'tunnel/limit', meaning: 'ngrok has banned the URL', fix: 'write to support@ngrok.com' }],
  [
    [3209],
    { code: 'tunnel/offline', meaning: 'there is no such URL', fix: 'compare the host with that of the tunnel' },
  ],
  [
    [6022, 6024],
    {
      code: 'tunnel/interstitial',
      meaning: 'a warning page for browsers; a POST from a server does not get it',
      fix: 'nothing, if a POST passes: `mpesa-doctor probe`',
    },
  ],
  [
    [8012],
    {
      code: 'tunnel/app-down',
      meaning: 'the tunnel is up and nothing listens on the port behind it',
      fix: 'start the app, or open the tunnel to the port on which it listens',
    },
  ],
  [
    [9009],
    {
      code: 'tunnel/limit',
      meaning: 'going through an HTTP proxy takes a paid plan',
      fix: 'connect without the proxy',
    },
  ],
  [
    [9040],
    { code: 'tunnel/limit', meaning: 'ngrok accepts no agent from this address', fix: 'connect from another network' },
  ],
]

/** Reads `ERR_NGROK_<n>` wherever it stands in a text; null if there is none. */
export function findNgrokCode(text: string): string | null {
  return /ERR_NGROK_\d+/.exec(text)?.[0] ?? null
}

/** Explains a code of ngrok's; one that is not in the table is answered with the page that explains it. */
export function explainNgrokError(ngrokCode: string): ExplainedNgrokError {
  const number = Number(/\d+$/.exec(ngrokCode)?.[0])
  const docs = `https://ngrok.com/docs/errors/err_ngrok_${number}`
  const row = TABLE.find(([numbers]) => numbers.includes(number))
  const meaning = row?.[1] ?? { code: 'failed', meaning: `ngrok answered ${ngrokCode}`, fix: `read ${docs}` }
  return { ngrokCode, docs, ...meaning }
}
