import type { Confidence, Fix } from '../../../core/finding.ts'
import type { ReplyCode } from '../reply-codes.ts'
import type { Signature } from '../signature.ts'

const cloudflare = { server: /^cloudflare/i } as const
const by = 'Cloudflare'
const docs = 'developers.cloudflare.com/support/troubleshooting'

const skipRule: Fix = {
  summary:
    'Add a WAF custom rule in Cloudflare: URI path equals the callback path, action Skip (all managed challenges, Bot Fight Mode)',
}
const seeEvents: Fix = {
  summary: 'Look the Ray ID up under Security → Events in Cloudflare, and add a Skip rule for the callback path',
}
const seeDns: Fix = {
  summary: 'Correct the DNS record of this host in Cloudflare: it must lead to the server of the app',
}

interface OriginError {
  readonly status: number
  readonly why: string
  readonly summary: string
}

/** What Cloudflare says about the server behind it. */
const originErrors: readonly OriginError[] = [
  {
    status: 520,
    why: 'The server behind Cloudflare gave an empty or broken answer.',
    summary: "Look for the request in the server's log: it crashed, hung up or sent headers that are too large",
  },
  {
    status: 521,
    why: 'The server behind Cloudflare refuses connections.',
    summary: "Start the web server, and let Cloudflare's addresses through its firewall",
  },
  {
    status: 522,
    why: 'The server behind Cloudflare does not accept connections in time.',
    summary: "Let Cloudflare's addresses through the firewall, and see whether the server is overloaded",
  },
  {
    status: 523,
    why: 'Cloudflare finds no way to the server behind it.',
    summary: 'Correct the address in the DNS record in Cloudflare',
  },
  {
    status: 524,
    why: 'The server behind Cloudflare took the request and did not answer in 100 seconds.',
    summary: 'Acknowledge the callback first and work afterwards',
  },
  {
    status: 525,
    why: 'The TLS handshake between Cloudflare and the server behind it fails.',
    summary: 'Install a certificate on the server for this host, and let it speak TLS on port 443',
  },
  {
    status: 526,
    why: 'Cloudflare does not trust the certificate of the server behind it, and its mode is Full (strict).',
    summary: 'Install a valid certificate or a Cloudflare Origin CA certificate on the server',
  },
  {
    status: 527,
    why: 'The Railgun connection between Cloudflare and the server behind it failed.',
    summary: 'Turn Railgun off: Cloudflare has retired it',
  },
]

interface CloudflareError {
  readonly numbers: readonly number[]
  readonly code: ReplyCode
  readonly why: string
  readonly fix: Fix
}

/** Errors that Cloudflare numbers in the body, whatever the status. */
const numberedErrors: readonly CloudflareError[] = [
  {
    numbers: [1015],
    code: 'edge/rate-limited',
    why: 'A rate limiting rule of this site refuses the caller.',
    fix: { summary: "Exempt the callback path from Cloudflare's rate limiting rules" },
  },
  {
    numbers: [1027],
    code: 'edge/rate-limited',
    why: 'The Worker at this address has used up its requests of the day.',
    fix: { summary: 'Raise the plan of Workers, or take the callback path off the Worker' },
  },
  {
    numbers: [1006, 1007, 1008, 1106],
    code: 'edge/waf-block',
    why: 'An IP access rule of this site blocks the caller.',
    fix: seeEvents,
  },
  { numbers: [1005], code: 'edge/waf-block', why: "This site blocks the caller's network.", fix: seeEvents },
  { numbers: [1009], code: 'edge/waf-block', why: "This site blocks the caller's country.", fix: seeEvents },
  {
    numbers: [1010],
    code: 'edge/waf-block',
    why: 'The Browser Integrity Check refuses callers that are no browser.',
    fix: { summary: 'Turn the Browser Integrity Check off for the callback path (a configuration rule in Cloudflare)' },
  },
  {
    numbers: [1011, 1012, 1020],
    code: 'edge/waf-block',
    why: 'A firewall rule of this site blocks the request.',
    fix: seeEvents,
  },
  {
    numbers: [1000, 1002, 1003, 1014],
    code: 'edge/bad-gateway',
    why: 'The DNS record in Cloudflare leads to an address that Cloudflare does not serve.',
    fix: seeDns,
  },
  {
    numbers: [1001, 1004, 1016, 1018],
    code: 'edge/bad-gateway',
    why: 'Cloudflare cannot resolve or does not know the server behind this host.',
    fix: seeDns,
  },
  {
    numbers: [1101],
    code: 'app/server-error',
    why: 'The Worker at this address threw an exception.',
    fix: { summary: 'Look into the log of the Worker: `npx wrangler tail`' },
  },
  {
    numbers: [1102],
    code: 'app/server-error',
    why: 'The Worker at this address used up its CPU time.',
    fix: { summary: 'Acknowledge the callback first and work afterwards' },
  },
]

/** A program gets `error code: 1020` as text, a browser a page with the number in it. */
const numbered = (numbers: readonly number[]) =>
  new RegExp(`^\\s{0,9}error code: (?:${numbers.join('|')})\\b|<span[^>]{0,99}>(?:${numbers.join('|')})</span>`, 'i')

/** Replies that Cloudflare itself gives. */
export const cloudflareSignatures: readonly Signature[] = [
  {
    code: 'edge/challenge',
    by,
    headers: { 'cf-mitigated': /^challenge/i },
    fix: skipRule,
    source: 'developers.cloudflare.com/cloudflare-challenges: detect a challenge page response (cf-mitigated)',
  },
  {
    code: 'edge/challenge',
    by,
    status: [403, 429, 503],
    page: true,
    body: /<title>Just a moment\.\.\.|cf-browser-verification|[_.]cf_chl_opt|__cf_chl_/i,
    fix: skipRule,
    source: "Cloudflare's challenge page; the header cf-mitigated may be lost on the way",
  },
  {
    code: 'edge/login-wall',
    by: 'Cloudflare Access',
    headers: { location: /^https:\/\/[\w.-]{1,200}\.cloudflareaccess\.com\// },
    fix: { summary: 'Add a Bypass policy for the callback path in Cloudflare Access' },
    source: 'developers.cloudflare.com/cloudflare-one: applications redirect to <team>.cloudflareaccess.com',
  },
  ...numberedErrors.map(
    ({ numbers, ...meaning }): Signature => ({
      ...meaning,
      by,
      headers: cloudflare,
      body: numbered(numbers),
      source: `${docs}: Cloudflare 1xxx errors (${numbers.join(', ')})`,
    }),
  ),
  {
    code: 'edge/waf-block',
    by,
    status: [403, 406],
    headers: cloudflare,
    page: true,
    body: /<title>Attention Required! \||Sorry, you have been blocked/i,
    fix: seeEvents,
    source: "Cloudflare's block page",
  },
  ...originErrors.flatMap(({ status, why, summary }): readonly Signature[] => {
    const row = { code: 'edge/bad-gateway', by, status: [status], why, fix: { summary } } as const
    const source = `${docs}: Cloudflare 5xx errors (${status})`
    return [
      { ...row, headers: cloudflare, source },
      {
        ...row,
        confidence: 'likely' as Confidence,
        source: `${source}; without the server header it could be another's`,
      },
    ]
  }),
  {
    code: 'edge/bad-gateway',
    by,
    status: [530],
    headers: cloudflare,
    why: 'Cloudflare cannot find the server behind this host.',
    fix: seeDns,
    source: `${docs}: Cloudflare 5xx errors (530 goes with a 1xxx error)`,
  },
  {
    code: 'edge/bad-gateway',
    by,
    status: [500, 502, 503, 504],
    headers: cloudflare,
    body: /^\s{0,9}error code: 50[0234]\b|<center>cloudflare<\/center>/i,
    why: 'Cloudflare itself answers: it does not reach the server behind it.',
    source: `${docs}: error 502 or 504 from Cloudflare`,
  },
]
