import { oldTunnelHost } from './demo-env.ts'
import {
  cloudflareChallenge,
  correctEdge,
  firewallBlock,
  type Intercept,
  ngrokOffline,
  ngrokShopDown,
  redirectToTrailingSlash,
  redirectToWww,
} from './edge-behaviour.ts'
import type { EnvLine } from './env-lines.ts'
import { setValues } from './env-lines.ts'
import type { Fault } from './fault.ts'
import { callbackPath, htmlReply } from './shop-behaviour.ts'
import { singlePageApp } from './shop-pages.ts'

/** Faults of what stands between Safaricom and the shop. The shop itself works, unless it is down. */
export const edgeFaults: readonly Fault[] = [
  {
    name: 'expired-certificate',
    summary: 'The certificate ran out three days ago because its renewal failed',
    expect: 'tls/expired',
    severity: 'error',
    edge: { certificate: 'expired' },
  },
  {
    name: 'self-signed-certificate',
    summary: 'The server still has the certificate that it made for itself',
    expect: 'tls/self-signed',
    severity: 'error',
    edge: { certificate: 'self-signed' },
  },
  {
    name: 'incomplete-chain',
    summary: 'The server sends `cert.pem` in place of `fullchain.pem`; browsers fill the gap, Safaricom does not',
    expect: 'tls/incomplete-chain',
    severity: 'error',
    edge: { certificate: 'incomplete-chain' },
  },
  {
    name: 'wrong-certificate',
    summary: "The hosting company's default certificate answers for the name",
    expect: 'tls/name-mismatch',
    severity: 'error',
    edge: { certificate: 'wrong-name' },
  },
  {
    name: 'stale-ngrok',
    summary: 'The tunnel was restarted and got another URL, the env file has the old one',
    expect: 'tunnel/offline',
    severity: 'error',
    edge: { intercept: ngrokOffline },
    env: throughTunnel,
  },
  {
    name: 'tunnel-app-down',
    summary: 'The tunnel runs, the app behind it does not',
    expect: 'tunnel/app-down',
    severity: 'error',
    shopDown: true,
    edge: { shopDown: ngrokShopDown },
    env: throughTunnel,
  },
  {
    name: 'redirect',
    summary: 'The site sends every visitor to `www.`; a POST does not survive the redirect',
    expect: 'edge/redirect',
    severity: 'error',
    edge: { intercept: afterTls(redirectToWww) },
  },
  {
    name: 'trailing-slash',
    summary: 'The server wants a slash at the end of every path and redirects to it',
    expect: 'edge/redirect',
    severity: 'error',
    edge: { intercept: afterTls(redirectToTrailingSlash) },
  },
  {
    name: 'default-page',
    summary: 'The name points at the static hosting of the front end, which answers every path with its page',
    expect: 'edge/default-page',
    severity: 'error',
    edge: { intercept: afterTls(() => htmlReply(200, singlePageApp(), { server: 'nginx' })) },
  },
  {
    name: 'challenge',
    summary: 'Bot protection at the CDN wants every caller to run JavaScript',
    expect: 'edge/challenge',
    severity: 'error',
    edge: { intercept: cloudflareChallenge },
  },
  {
    name: 'waf',
    summary: 'The firewall of the hosting company refuses POSTs that come from no browser; the app never sees them',
    expect: 'edge/waf-block',
    severity: 'error',
    edge: { intercept: afterTls(firewallBlock) },
  },
  {
    name: 'connection-closed',
    summary: 'The server closes the connection and gives no answer',
    expect: 'edge/connection-closed',
    severity: 'error',
    edge: { intercept: () => 'close' },
  },
]

function afterTls(intercept: Intercept): Intercept {
  return (request) => correctEdge.intercept(request) ?? intercept(request)
}

function throughTunnel(lines: readonly EnvLine[]): readonly EnvLine[] {
  return setValues(lines, { MPESA_CALLBACK_URL: `https://${oldTunnelHost}${callbackPath}` })
}
