import type { Fix } from '../../../core/finding.ts'
import type { ReplyCode } from '../reply-codes.ts'
import type { Signature } from '../signature.ts'
import { present } from '../signature.ts'

interface VercelError {
  readonly name: RegExp
  readonly code: ReplyCode
  readonly why: string
  readonly fix: Fix
}

const vercelLog: Fix = { summary: 'Look for the request in the logs of the function: `vercel logs`' }

/** What Vercel's error header means to a callback. */
const vercelErrors: readonly VercelError[] = [
  {
    name: /^DEPLOYMENT_(?:NOT_FOUND|DELETED|NOT_READY\w{0,20})$/,
    code: 'edge/default-page',
    why: 'No deployment has this host.',
    fix: { summary: 'Deploy the project again, or use the host of the present deployment' },
  },
  {
    name: /^DEPLOYMENT_(?:PAUSED|DISABLED|BLOCKED)$/,
    code: 'edge/default-page',
    why: 'The deployment is paused, disabled or blocked.',
    fix: { summary: "Resume the project in Vercel's dashboard" },
  },
  {
    name: /^NOT_FOUND$/,
    code: 'app/route-not-found',
    why: 'The deployment has no function or file for this path.',
    fix: {
      summary: 'See under Deployment → Functions whether the route was built, and where `rewrites` in vercel.json lead',
    },
  },
  {
    name: /^(?:EDGE_)?(?:FUNCTION|MIDDLEWARE)_INVOCATION_TIMEOUT$/,
    code: 'edge/bad-gateway',
    why: 'The function did not answer within its time limit.',
    fix: { summary: 'Acknowledge the callback first, and work afterwards with `waitUntil`' },
  },
  {
    name: /^FUNCTION_THROTTLED$/,
    code: 'edge/rate-limited',
    why: 'More functions at a time than the plan allows.',
    fix: { summary: 'Raise the concurrency of functions, or the plan' },
  },
  {
    name: /^FUNCTION_PAYLOAD_TOO_LARGE$/,
    code: 'edge/body-rejected',
    why: 'The body is larger than functions take.',
    fix: vercelLog,
  },
  {
    name: /^(?:(?:EDGE_)?FUNCTION_INVOCATION_FAILED|MIDDLEWARE_INVOCATION_FAILED|NO_RESPONSE_FROM_FUNCTION|BODY_NOT_A_STRING_FROM_FUNCTION)$/,
    code: 'app/server-error',
    why: 'The function failed.',
    fix: vercelLog,
  },
  {
    name: /^(?:DNS_HOSTNAME|ROUTER_EXTERNAL_TARGET)_/,
    code: 'edge/bad-gateway',
    why: 'A rewrite leads to a host that Vercel does not reach.',
    fix: { summary: 'Correct the destination of the rewrite in vercel.json' },
  },
  { name: /^INFINITE_LOOP_DETECTED$/, code: 'edge/bad-gateway', why: 'The function calls itself.', fix: vercelLog },
]

/** Replies of Vercel's platform and firewall. */
export const vercelSignatures: readonly Signature[] = [
  {
    code: 'edge/challenge',
    by: 'Vercel',
    headers: { 'x-vercel-mitigated': /^challenge/i },
    fix: {
      summary: "Add a bypass rule for the callback path to Vercel's firewall, and turn Attack Challenge Mode off",
    },
    source: 'vercel.com/docs/vercel-firewall (x-vercel-mitigated)',
  },
  {
    code: 'edge/waf-block',
    by: 'Vercel',
    headers: { 'x-vercel-mitigated': /^deny/i },
    fix: { summary: "Add a bypass rule for the callback path to Vercel's firewall" },
    source: 'vercel.com/docs/vercel-firewall (x-vercel-mitigated)',
  },
  ...(
    [
      { headers: { 'set-cookie': /_vercel_sso_nonce=/ } },
      { headers: { location: /^https:\/\/vercel\.com\/sso-api/ } },
      {
        page: true,
        status: [401],
        body: /_vercel_sso|<title>Authentication Required|vercel\.com\/sso-api/i,
        headers: { server: /^Vercel/i },
      },
    ] as const
  ).map(
    (marks): Signature => ({
      ...marks,
      code: 'edge/login-wall',
      by: 'Vercel',
      why: 'Deployment Protection covers previews and, depending on the plan, production.',
      fix: { summary: 'Use the production domain, or turn Deployment Protection off for it' },
      source: 'vercel.com/docs/deployment-protection: Vercel Authentication',
    }),
  ),
  ...vercelErrors.map(
    ({ name, ...meaning }): Signature => ({
      ...meaning,
      by: 'Vercel',
      headers: { 'x-vercel-error': name },
      source: 'vercel.com/docs/errors',
    }),
  ),
  {
    code: 'edge/bad-gateway',
    by: 'Vercel',
    status: [502, 503, 504],
    headers: { 'x-vercel-error': present },
    confidence: 'likely',
    source: 'vercel.com/docs/errors: the header is there on errors of the platform',
  },
]
