import type { CodeDefinition } from '../../core/finding.ts'

/** What Safaricom's API says to a request of the app, whichever request it was. */
export const darajaCodes = {
  'daraja/unreachable': {
    severity: 'error',
    title: 'Daraja gives no usable answer',
    why: 'Without it no payment can be asked for and none looked up. A callback takes another way, so this explains no callback that is missing.',
    fix: 'Look whether this machine is online; if it is, try again in a few minutes, for the sandbox fails now and then',
  },
  'daraja/bad-credentials': {
    severity: 'error',
    title: 'Daraja refuses the consumer key and secret',
    why: 'Without a token the app cannot ask for any payment. The answer is the same for a typing error and for keys of the other environment.',
    fix: 'Copy both again from the app on https://developer.safaricom.co.ke, and compare the environment',
  },
  'daraja/environment-swapped': {
    severity: 'error',
    title: 'The consumer key and secret belong to the other environment',
    why: 'Sandbox and production have keys of their own, and each refuses those of the other.',
    fix: 'Set the environment that the keys are for, or put in the keys of the one that is set',
  },
  'daraja/product-missing': {
    severity: 'error',
    title: 'The app on the developer portal lacks the API product',
    why: 'A token opens only the products that the app had when it was issued.',
    fix: 'Add the product (M-PESA Express) to the app on the portal, then let your app ask for a new token',
  },
  'daraja/token-rejected': {
    severity: 'error',
    title: 'Daraja refuses its own token',
    why: 'A fresh token was refused as well: another program that asks for tokens with the same keys may end those before.',
    fix: 'Try again; if it stays, create a new app on the portal and use its keys',
  },
  'daraja/wrong-passkey': {
    severity: 'error',
    title: 'The passkey does not belong to the shortcode',
    why: 'The password of each request is made of both, so that Daraja refuses every push.',
    fix: 'In the sandbox use the public passkey with 174379; in production the one that Safaricom mailed for this shortcode',
  },
  'daraja/unknown-shortcode': {
    severity: 'error',
    title: 'Daraja does not know the shortcode',
    why: 'Every push in its name is refused. A till pushes under its store number, not under the number that customers see.',
    fix: 'Put the shortcode that went live into `MPESA_SHORTCODE`; in the sandbox use 174379',
  },
  'daraja/rate-limited': {
    severity: 'warning',
    title: 'Daraja takes no more requests for now',
    why: 'The sandbox takes one STK query every 12 seconds, production what the contract says; an app that polls faster is turned away.',
    fix: 'Wait a minute, and let the app leave 12 seconds between two queries',
  },
  'daraja/firewall': {
    severity: 'warning',
    title: 'A firewall in front of Daraja turns this address away',
    why: 'It answers with a page in place of the API, after a burst of requests or for addresses of shared hosts.',
    fix: 'Wait and send fewer requests, or send them from another address',
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>

export type DarajaCode = keyof typeof darajaCodes
