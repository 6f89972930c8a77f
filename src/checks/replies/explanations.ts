import type { Finding } from '../../core/finding.ts'
import type { Explanation } from '../../core/verdict.ts'

/** Everything that can be seen on the way to a host; if the host is the wrong one, none of it matters. */
const wayToHost = ['dns/*', 'tcp/*', 'tls/*', 'edge/*']
/** What the replies of a tunnel's provider say about the URL. */
const tunnelReplies = [
  'tunnel/offline',
  'tunnel/app-down',
  'tunnel/interstitial',
  'tunnel/limit',
  'tunnel/access-policy',
] as const
/** The app, as it is met at the URL. */
const wrongApp = ['edge/default-page', 'edge/not-your-app', 'edge/redirect']

/** After one of these no request gets through; warnings of the same families are left out. */
const noAddress = ['dns/not-found', 'dns/failed', 'dns/private-answer'] as const
const noConnection = ['tcp/refused', 'tcp/timeout', 'tcp/reset', 'tcp/unreachable'] as const
const noSession = [
  'tls/expired',
  'tls/not-yet-valid',
  'tls/self-signed',
  'tls/untrusted-root',
  'tls/incomplete-chain',
  'tls/name-mismatch',
  'tls/old-protocol',
  'tls/client-certificate',
  'tls/not-tls',
  'tls/timeout',
  'tls/handshake-failed',
] as const
const noWayIn = [
  'edge/redirect',
  'edge/challenge',
  'edge/waf-block',
  'edge/login-wall',
  'edge/host-rejected',
  'edge/bad-gateway',
  'edge/default-page',
  'edge/timeout',
  'edge/connection-closed',
  'edge/body-rejected',
  'edge/rate-limited',
  'edge/not-your-app',
] as const
const noHandler = [
  'app/not-listening',
  'app/route-not-found',
  'app/method-not-allowed',
  'app/csrf-rejected',
  'app/auth-required',
  'app/body-not-parsed',
  'app/server-error',
  'app/maintenance',
  'app/rate-limited',
] as const

/** What a callback that does not arrive leaves behind. */
const aftermath = ['db/stuck-pending']

/**
 * Which faults on the way of a callback account for others further on. A row holds only if mending the cause would do
 * away with the effect, too: a certificate that is self-signed and made for another name has two faults.
 */
export const replyExplanations: readonly Explanation[] = [
  // The URL leads elsewhere: nothing that is seen there is about the app.
  ...rows(
    [
      'url/malformed',
      'url/stray-characters',
      'url/userinfo',
      'url/local-address',
      'url/private-address',
      'url/example-host',
    ],
    [...wayToHost, ...tunnelReplies, 'tunnel/url-changed'],
    isOfCallback,
  ),
  ...rows(['url/local-address', 'url/private-address', 'url/example-host'], ['app/*'], isOfCallbackAtUrl),
  // What the server is not told, it cannot answer for.
  ...rows(['url/fragment'], wrongApp, isOfCallback),
  ...rows(['url/fragment'], ['app/route-not-found', 'app/method-not-allowed'], isOfCallbackAtUrl),
  ...rows(
    ['url/bare-ip'],
    ['tls/name-mismatch', 'tls/self-signed', 'tls/untrusted-root', 'tls/handshake-failed', ...wrongApp],
    isOfCallback,
  ),
  ...rows(['url/not-https'], ['edge/redirect'], isOfCallback),
  ...rows(['url/test-host'], [...tunnelReplies, 'tunnel/url-changed'], isOfCallback),

  // The tunnel that runs is another one than the URL names, or leads past the app.
  ...rows(['tunnel/url-changed'], [...wayToHost, ...tunnelReplies, ...aftermath]),
  ...rows(
    ['tunnel/wrong-port'],
    ['tunnel/app-down', 'edge/not-your-app', 'edge/default-page', 'edge/bad-gateway', ...aftermath],
  ),
  ...rows(['tunnel/wrong-port'], ['edge/timeout', 'edge/connection-closed', 'edge/redirect', 'edge/host-rejected']),
  ...rows(['tunnel/wrong-port'], ['app/route-not-found', 'app/method-not-allowed'], isAtUrl),

  ...rows(noAddress, ['tcp/*', 'tls/*', ...tunnelReplies, 'edge/*', ...aftermath]),
  ...rows(noConnection, ['tls/*', ...tunnelReplies, 'edge/*', ...aftermath]),
  ...rows(noSession, [...tunnelReplies, 'edge/*', ...aftermath]),
  ...rows(tunnelReplies, ['edge/*', ...aftermath]),
  ...rows(noWayIn, aftermath),
  ...rows(noHandler, aftermath),

  // Behind a tunnel the tunnel says it first, behind a proxy the app that is not there is the cause.
  { cause: 'tunnel/app-down', explains: ['app/not-listening'] },
  { cause: 'app/not-listening', explains: ['edge/bad-gateway', 'edge/timeout', 'edge/connection-closed'] },
  { cause: 'app/slow-ack', explains: ['edge/timeout', 'edge/bad-gateway', 'edge/connection-closed'] },
  { cause: 'app/server-error', explains: ['edge/connection-closed', 'edge/bad-gateway'] },
]

function rows(
  causes: readonly string[],
  explains: readonly string[],
  when?: Explanation['when'],
): readonly Explanation[] {
  return causes.map((cause) => ({ cause, explains, ...(when === undefined ? {} : { when }) }))
}

/** Only the callback URL is called in a run; the others of the env file are read. */
function isOfCallback(_effect: Finding, { evidence: { variable } }: Finding): boolean {
  return typeof variable !== 'string' || !/C2B|CONFIRM|VALIDAT|RESULT|TIMEOUT/i.test(variable)
}

function isOfCallbackAtUrl(effect: Finding, cause: Finding): boolean {
  return isOfCallback(effect, cause) && isAtUrl(effect)
}

/** Whether a fault of the app was met at the public URL rather than at the app itself. */
function isAtUrl({ evidence: { url, public: elsewhere } }: Finding): boolean {
  if (typeof url !== 'string' || elsewhere !== undefined || !URL.canParse(url)) return false
  return !/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)$/.test(new URL(url).hostname)
}
