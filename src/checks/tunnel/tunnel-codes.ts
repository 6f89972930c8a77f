import type { CodeDefinition } from '../../core/finding.ts'

/** What a tunnel's own replies say; codes that take the agent's API to see are with their checks. */
export const tunnelReplyCodes = {
  'tunnel/offline': {
    severity: 'error',
    title: 'Nobody holds the tunnel URL any more',
    why: 'The provider answers for the URL itself because no tunnel is connected to it; callbacks end there. Free tunnels get a new URL at every start.',
    fix: 'Start the tunnel again and put its present URL into `MPESA_CALLBACK_URL`',
  },
  'tunnel/app-down': {
    severity: 'error',
    title: 'The tunnel is up, and nothing listens behind it',
    why: 'The tunnel takes the callback and cannot hand it on: the app does not run, or listens on another port or address.',
    fix: 'Start the app on the port that the tunnel forwards to',
  },
  'tunnel/interstitial': {
    severity: 'error',
    title: 'The tunnel serves a warning page instead of the app',
    why: 'The provider puts a page for people before the app; Safaricom cannot click it away.',
    fix: 'Use a tunnel without a warning page, or a plan that leaves it out',
  },
  'tunnel/limit': {
    severity: 'error',
    title: 'The tunnel has reached a limit',
    why: 'The provider refuses requests once the account has used up its share; callbacks are refused with them.',
    fix: 'Wait until the limit resets, use another tunnel, or raise the plan',
  },
  'tunnel/access-policy': {
    severity: 'error',
    title: 'The tunnel itself asks for a login',
    why: 'Safaricom sends no user, password or cookie, and its address may be on no list: the tunnel turns it away before the app is asked.',
    fix: "Open the callback path in the tunnel's access rules",
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>
