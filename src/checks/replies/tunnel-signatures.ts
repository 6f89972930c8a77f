import type { Fix } from '../../core/finding.ts'
import type { TunnelProvider } from '../../daraja/test-hosts.ts'
import type { Signature } from './signature.ts'
import { ngrokSignatures } from './signatures/ngrok.ts'

const restart: Fix = {
  summary: 'Open the tunnel again; the doctor writes its URL into the env file',
  command: 'mpesa-doctor tunnel',
}
const startApp: Fix = { summary: 'Start the app on the port that the tunnel forwards to' }
const cloudflare = { server: /cloudflare/i } as const
const cloudflareDocs = 'developers.cloudflare.com/cloudflare-one: tunnel, common errors'

/** Replies of tunnels in place of the app's. The first match counts. */
export const tunnelSignatures: readonly Signature[] = [
  ...ngrokSignatures,
  // Cloudflare Tunnel and its quick tunnels.
  {
    code: 'tunnel/offline',
    by: 'Cloudflare',
    status: [530],
    body: /^\s{0,9}error code: 1033\b|Cloudflare Tunnel error|<span[^>]{0,99}>1033<\/span>/,
    why: 'Cloudflare knows the host as a tunnel and no `cloudflared` is connected to it.',
    fix: restart,
    source: `${cloudflareDocs} (error 1033)`,
  },
  {
    code: 'tunnel/offline',
    by: 'Cloudflare',
    provider: 'cloudflare',
    status: [530],
    fix: restart,
    confidence: 'likely',
    why: 'Cloudflare cannot find what is behind this tunnel.',
    source: `${cloudflareDocs}; a quick tunnel has no other origin that could be missing`,
  },
  {
    code: 'tunnel/app-down',
    by: 'cloudflared',
    status: [502],
    body: /Unable to reach the origin service/i,
    why: '`cloudflared` runs, and the address that it forwards to does not answer.',
    fix: startApp,
    source: `${cloudflareDocs}; the words are in cloudflared's proxy.go`,
  },
  {
    code: 'tunnel/app-down',
    by: 'Cloudflare',
    provider: 'cloudflare',
    status: [503],
    body: /^\s{0,9}$/,
    headers: cloudflare,
    confidence: 'likely',
    why: '`cloudflared` answers 503 by itself if a configuration file of another tunnel is in the way and no rule is left.',
    fix: { summary: 'Move `~/.cloudflared/config.yml` out of the way and open the tunnel again' },
    source: 'cloudflared: its default rule of ingress is http_status:503',
  },
  {
    code: 'tunnel/app-down',
    by: 'Cloudflare',
    provider: 'cloudflare',
    status: [502, 504],
    body: /^\s{0,9}(?:error code: 50[24]\b|$)|<center>cloudflare/i,
    confidence: 'likely',
    fix: startApp,
    source: `${cloudflareDocs} (502)`,
  },
  {
    code: 'tunnel/limit',
    by: 'Cloudflare',
    provider: 'cloudflare',
    status: [429],
    headers: cloudflare,
    body: /^\s{0,9}(?:error code: \d{3,4}|$)/,
    confidence: 'likely',
    why: 'A quick tunnel takes 200 requests at a time.',
    source: 'developers.cloudflare.com: Quick Tunnels, limits; an app may answer 429 too',
  },
  // localtunnel.
  {
    code: 'tunnel/offline',
    by: 'localtunnel',
    headers: { 'x-localtunnel-status': /Tunnel Unavailable/i },
    fix: restart,
    source: 'github.com/localtunnel/localtunnel issues of loca.lt (header of its 503)',
  },
  {
    code: 'tunnel/offline',
    by: 'localtunnel',
    status: [503],
    body: /^\s{0,9}503 - Tunnel Unavailable/,
    fix: restart,
    source: 'github.com/localtunnel/localtunnel/issues/701',
  },
  {
    code: 'tunnel/offline',
    by: 'localtunnel',
    provider: 'localtunnel',
    status: [404],
    body: /^\s{0,9}404\s{0,9}$/,
    fix: restart,
    source: 'github.com/localtunnel/server: server.js answers 404 with the body 404 if no client has the name',
  },
  {
    code: 'tunnel/interstitial',
    by: 'localtunnel',
    page: true,
    status: [200, 401, 511],
    body: /\bTunnel Password\b|bypass-tunnel-reminder/i,
    why: 'localtunnel asks visitors for a password first. It says that it does so to browsers only, so a callback may still get through.',
    source: "localtunnel's own page (quoted in github.com/localtunnel/localtunnel issues)",
  },
  // Tunnels over ssh.
  {
    code: 'tunnel/offline',
    by: 'localhost.run',
    status: [503],
    body: /\bno tunnel here :\(/i,
    fix: restart,
    source: 'the 503 of localhost.run, quoted in public projects',
  },
  {
    code: 'tunnel/offline',
    by: 'Pinggy',
    provider: 'pinggy',
    body: /\btunnel (?:not found|is not active|has expired)|could not find (?:the )?tunnel/i,
    confidence: 'likely',
    why: 'A free tunnel of Pinggy ends after 60 minutes.',
    fix: restart,
    source: 'pinggy.io/docs (tunnels expire after 60 minutes); the words are not certain',
  },
  {
    code: 'tunnel/interstitial',
    by: 'Pinggy',
    provider: 'pinggy',
    page: true,
    body: /X-Pinggy-No-Screen/i,
    why: 'Pinggy puts a page of its own before the app for browsers.',
    source: 'pinggy.io/docs: the header X-Pinggy-No-Screen passes by the screen',
  },
  {
    code: 'tunnel/offline',
    by: 'Expose',
    provider: 'expose',
    status: [404],
    body: /\btunnel not found|\bno tunnel\b/i,
    confidence: 'likely',
    fix: restart,
    source: 'expose.dev; the words are not certain',
  },
  // zrok, Dev Tunnels, Codespaces, Tailscale.
  {
    code: 'tunnel/interstitial',
    by: 'zrok',
    provider: 'zrok',
    page: true,
    body: /interstitial|skip_zrok/i,
    why: 'zrok asks visitors of free shares to go on first; the header skip_zrok_interstitial passes by it, and Daraja does not send it.',
    source: 'docs.zrok.io: interstitial pages',
  },
  {
    code: 'tunnel/interstitial',
    by: 'Dev Tunnels',
    provider: 'dev-tunnels',
    page: true,
    body: /X-Tunnel-Skip-AntiPhishing-Page|anti-?phishing/i,
    why: 'Dev Tunnels puts a warning page before the app for browsers.',
    source: 'learn.microsoft.com/azure/developer/dev-tunnels: X-Tunnel-Skip-AntiPhishing-Page',
  },
  {
    code: 'tunnel/access-policy',
    by: 'Dev Tunnels',
    headers: { location: /^https:\/\/[\w.-]{1,200}tunnels\.api\.visualstudio\.com\/auth/ },
    why: 'This dev tunnel is private.',
    fix: { summary: 'Host it with anonymous access', command: 'devtunnel host --allow-anonymous' },
    source: 'learn.microsoft.com/azure/developer/dev-tunnels: access is private unless --allow-anonymous is given',
  },
  {
    code: 'tunnel/access-policy',
    by: 'Dev Tunnels',
    provider: 'dev-tunnels',
    status: [302, 307, 401],
    headers: { 'www-authenticate': /^tunnel\b/i },
    why: 'This dev tunnel is private.',
    fix: { summary: 'Host it with anonymous access', command: 'devtunnel host --allow-anonymous' },
    confidence: 'likely',
    source: 'learn.microsoft.com/azure/developer/dev-tunnels: tokens are sent with the scheme tunnel',
  },
  {
    code: 'tunnel/access-policy',
    by: 'Dev Tunnels',
    provider: 'dev-tunnels',
    status: [302, 307],
    headers: { location: /^https:\/\/(?:github\.com\/login|login\.microsoftonline\.com)/ },
    why: 'This dev tunnel is private.',
    fix: { summary: 'Host it with anonymous access', command: 'devtunnel host --allow-anonymous' },
    confidence: 'likely',
    source:
      "learn.microsoft.com/azure/developer/dev-tunnels: sign-in with GitHub or Microsoft; an app's own may look so",
  },
  {
    code: 'tunnel/access-policy',
    by: 'Codespaces',
    provider: 'codespaces',
    status: [302, 307, 401, 404],
    headers: { location: /^https:\/\/(?:[\w-]{1,80}\.)?github\.(?:com|dev)\// },
    confidence: 'likely',
    why: 'Ports of a codespace are private unless they are made public.',
    fix: { summary: 'Make the port public in the Ports view' },
    source: 'docs.github.com/codespaces: forwarded ports are private by default',
  },
  {
    code: 'tunnel/access-policy',
    by: 'Codespaces',
    provider: 'codespaces',
    status: [401, 404],
    body: /^\s{0,9}$/,
    confidence: 'possible',
    why: 'Ports of a codespace are private unless they are made public.',
    fix: { summary: 'Make the port public in the Ports view' },
    source: 'docs.github.com/codespaces: forwarded ports are private by default; an empty 404 may be the app',
  },
]

/** What the gateway of a tunnel says for want of an app; an app and its own proxy may say it, too, and are asked first. */
export const tunnelGatewaySignatures: readonly Signature[] = [
  ...appDown([
    ['localtunnel', 'localtunnel'],
    ['cloudflare', 'Cloudflare'],
    ['localhost.run', 'localhost.run'],
    ['pinggy', 'Pinggy'],
    ['serveo', 'Serveo'],
    ['bore', 'bore'],
    ['tunnelmole', 'Tunnelmole'],
    ['localxpose', 'LocalXpose'],
    ['zrok', 'zrok'],
    ['expose', 'Expose'],
    ['dev-tunnels', 'Dev Tunnels'],
    ['codespaces', 'Codespaces'],
    ['tailscale', 'Tailscale Funnel'],
    ['telebit', 'Telebit'],
    ['pagekite', 'PageKite'],
    ['ngrok', 'ngrok'],
  ]),
]

/** What any tunnel may say; only for hosts that are known to be tunnels, as ordinary proxies say the same. */
function appDown(providers: readonly (readonly [TunnelProvider, string])[]): readonly Signature[] {
  return providers.map(([provider, by]) => ({
    code: 'tunnel/app-down',
    by,
    provider,
    status: [502, 503, 504],
    confidence: 'likely',
    fix: startApp,
    source: 'RFC 9110: a gateway answers 502 to 504 for what is behind it; the app may answer so too',
  }))
}
