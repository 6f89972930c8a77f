import type { Explanation } from '../../core/verdict.ts'

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
const noTunnel = [
  'tunnel/offline',
  'tunnel/app-down',
  'tunnel/interstitial',
  'tunnel/limit',
  'tunnel/access-policy',
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

/** Which faults on the way of a callback account for others further on. */
export const replyExplanations: readonly Explanation[] = [
  ...rows(noAddress, ['tcp/*', 'tls/*', 'tunnel/*', 'edge/*', ...aftermath]),
  ...rows(noConnection, ['tls/*', 'tunnel/*', 'edge/*', ...aftermath]),
  ...rows(noSession, ['tunnel/*', 'edge/*', ...aftermath]),
  ...rows(noTunnel, ['edge/*', ...aftermath]),
  ...rows(noWayIn, aftermath),
  ...rows(noHandler, aftermath),
  { cause: 'tunnel/app-down', explains: ['app/not-listening'] },
  { cause: 'app/not-listening', explains: ['edge/bad-gateway', 'edge/timeout', 'edge/connection-closed'] },
  { cause: 'app/slow-ack', explains: ['edge/timeout', 'edge/bad-gateway'] },
  { cause: 'app/server-error', explains: ['edge/connection-closed', 'edge/bad-gateway'] },
]

function rows(causes: readonly string[], explains: readonly string[]): readonly Explanation[] {
  return causes.map((cause) => ({ cause, explains }))
}
