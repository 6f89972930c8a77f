import type { Scenario } from '../helpers/scenario.ts'
import type { Kit, Setup } from '../helpers/scenario-kit.ts'
import { closedPort } from '../helpers/scenario-ports.ts'
import type { Answer, Reply } from '../helpers/scenario-replies.ts'
import { accepted, html, json, text } from '../helpers/scenario-replies.ts'

type Headers = Readonly<Record<string, string>>

/** How the providers' edges pass on what the app says; the twin of every fault. */
const passedOn: Readonly<Record<string, Headers>> = {
  'ngrok-free.app': { 'ngrok-agent-ips': '105.160.1.2' },
  'trycloudflare.com': { server: 'cloudflare', 'cf-ray': '8f0c1d2e3a4b5c6d-NBO', 'cf-cache-status': 'DYNAMIC' },
  'loca.lt': { 'x-localtunnel-agent-ips': '["105.160.1.2"]', server: 'nginx' },
  'lhr.life': { server: 'nginx/1.24.0' },
  'pinggy.link': {},
  'devtunnels.ms': { 'x-report-abuse': 'https://msrc.microsoft.com/report/abuse' },
  'app.github.dev': {},
  'sharedwithexpose.com': {},
  'serveousercontent.com': { server: 'nginx' },
  'zrok.io': {},
}

const ngrokPage = (code: string, words: string) =>
  `<!DOCTYPE html>\n<html class="h-full" lang="en-US" dir="ltr">\n  <head>\n    <meta charset="utf-8">\n    <noscript>${words} (${code})</noscript>\n  </head>\n  <body class="h-full" id="ngrok"><div id="root"></div></body>\n</html>\n`
const ngrok = (code: string, status: number, words: string): Reply =>
  html(ngrokPage(code, words), status, { 'ngrok-error-code': code, 'referrer-policy': 'no-referrer' })

interface Row {
  readonly code: string
  readonly domain: keyof typeof passedOn & string
  readonly name: string
  readonly reply: Reply
  readonly evidence?: Headers
}

/** In the providers' documented words. */
const rows: readonly Row[] = [
  {
    code: 'tunnel/offline',
    domain: 'ngrok-free.app',
    name: 'ngrok, ERR_NGROK_3200',
    reply: ngrok('ERR_NGROK_3200', 404, 'The endpoint shop.ngrok-free.app is offline.'),
  },
  {
    code: 'tunnel/offline',
    domain: 'ngrok-free.app',
    name: 'ngrok, the page without its header',
    reply: html(ngrokPage('ERR_NGROK_3200', 'The endpoint is offline.'), 404),
  },
  {
    code: 'tunnel/offline',
    domain: 'trycloudflare.com',
    name: 'a quick tunnel of Cloudflare, error 1033',
    reply: text('error code: 1033', 530, { server: 'cloudflare', 'cf-ray': '8f0c1d2e3a4b5c6d-NBO' }),
  },
  {
    code: 'tunnel/offline',
    domain: 'loca.lt',
    name: 'localtunnel, 503',
    reply: text('503 - Tunnel Unavailable', 503, { 'x-localtunnel-status': 'Tunnel Unavailable' }),
  },
  { code: 'tunnel/offline', domain: 'loca.lt', name: 'localtunnel, 404', reply: text('404', 404) },
  {
    code: 'tunnel/offline',
    domain: 'lhr.life',
    name: 'localhost.run',
    reply: text('no tunnel here :(\n', 503, { server: 'nginx' }),
  },
  {
    code: 'tunnel/offline',
    domain: 'pinggy.link',
    name: 'pinggy',
    reply: html('<html><body>Tunnel not found</body></html>', 404),
  },
  {
    code: 'tunnel/app-down',
    domain: 'ngrok-free.app',
    name: 'ngrok, ERR_NGROK_8012',
    reply: ngrok('ERR_NGROK_8012', 502, 'Traffic was successfully tunneled to the ngrok agent, but the agent failed'),
  },
  {
    code: 'tunnel/app-down',
    domain: 'trycloudflare.com',
    name: 'cloudflared without an origin',
    reply: html('<html><body>Unable to reach the origin service.</body></html>', 502, { server: 'cloudflare' }),
  },
  {
    code: 'tunnel/app-down',
    domain: 'serveousercontent.com',
    name: 'serveo, 502',
    reply: html('<html><body><h1>502 Bad Gateway</h1></body></html>', 502),
  },
  {
    code: 'tunnel/interstitial',
    domain: 'ngrok-free.app',
    name: 'ngrok, ERR_NGROK_6024',
    reply: ngrok('ERR_NGROK_6024', 200, 'You are about to visit shop.ngrok-free.app, served by 105.160.1.2.'),
  },
  {
    code: 'tunnel/interstitial',
    domain: 'loca.lt',
    name: 'localtunnel, 511',
    reply: html(
      '<html><title>Tunnel website ahead!</title><body>Tunnel Password: bypass-tunnel-reminder</body></html>',
      511,
    ),
  },
  {
    code: 'tunnel/limit',
    domain: 'ngrok-free.app',
    name: 'ngrok, requests of the month used up (ERR_NGROK_727)',
    reply: ngrok('ERR_NGROK_727', 403, 'This account has exceeded the limit on HTTP requests for the month.'),
  },
  {
    code: 'tunnel/limit',
    domain: 'ngrok-free.app',
    name: 'ngrok, bandwidth used up (ERR_NGROK_725)',
    reply: ngrok('ERR_NGROK_725', 403, 'This account has exceeded the bandwidth limit.'),
  },
  {
    code: 'tunnel/limit',
    domain: 'ngrok-free.app',
    name: 'ngrok, requests of the minute used up (ERR_NGROK_734)',
    reply: ngrok('ERR_NGROK_734', 429, 'Too many requests.'),
  },
  {
    code: 'tunnel/limit',
    domain: 'trycloudflare.com',
    name: 'a quick tunnel with too many requests in flight',
    reply: text('error code: 1015', 429, { server: 'cloudflare', 'cf-ray': '8f0c1d2e3a4b5c6d-NBO' }),
  },
  {
    code: 'tunnel/access-policy',
    domain: 'ngrok-free.app',
    name: 'ngrok, basic auth of the endpoint (ERR_NGROK_3401)',
    reply: html('', 401, { 'ngrok-error-code': 'ERR_NGROK_3401', 'www-authenticate': 'Basic realm="ngrok"' }),
  },
  {
    code: 'tunnel/access-policy',
    domain: 'ngrok-free.app',
    name: 'ngrok, IP rules (ERR_NGROK_3205)',
    reply: ngrok('ERR_NGROK_3205', 403, 'The IP is not authorized to access this endpoint.'),
  },
  {
    code: 'tunnel/access-policy',
    domain: 'devtunnels.ms',
    name: 'a private dev tunnel',
    reply: { status: 302, headers: { location: 'https://auth.tunnels.api.visualstudio.com/auth?tunnel=x' } },
  },
  {
    code: 'tunnel/access-policy',
    domain: 'app.github.dev',
    name: 'a private port of a codespace',
    reply: { status: 302, headers: { location: 'https://github.com/login?return_to=x' } },
  },
]

/** What the app says, with the headers of the provider. */
export const throughTunnel = (domain: string): Answer =>
  json({ ResultCode: 0, ResultDesc: 'Accepted' }, 200, passedOn[domain] ?? {})

/** Tunnels that pass on what the app says. */
export const tunnelDomains = Object.keys(passedOn)

async function withAppDown(kit: Kit, domain: string, reply: Reply): Promise<Setup> {
  const site = await kit.publish(reply, { domain })
  return { argv: [...site.argv, '--app-url', `http://127.0.0.1:${closedPort}`] }
}

export const tunnelScenarios: readonly Scenario[] = [
  ...rows.map(
    ({ code, domain, name, reply }): Scenario => ({
      code,
      name,
      source: 'reply',
      fault: (kit) => kit.publish(reply, { domain }),
      twin: (kit) => kit.publish(throughTunnel(domain), { domain }),
    }),
  ),
  {
    code: 'tunnel/app-down',
    name: 'ngrok says so, and nothing listens on this machine',
    source: 'reply',
    fault: (kit) => withAppDown(kit, 'ngrok-free.app', ngrok('ERR_NGROK_8012', 502, 'the agent failed to connect')),
    twin: async (kit) => (await kit.publish(accepted, { domain: 'ngrok-free.app' })).withApp(),
  },
  {
    code: 'tunnel/offline',
    name: 'nobody holds the URL, and the app of this machine takes callbacks',
    source: 'reply',
    fault: async (kit) => {
      const app = await kit.publish(accepted)
      const site = await kit.publish(ngrok('ERR_NGROK_3200', 404, 'offline'), { domain: 'ngrok-free.app' })
      return site.withApp(`http://127.0.0.1:${app.port}`)
    },
    twin: async (kit) => (await kit.publish(accepted, { domain: 'ngrok-free.app' })).withApp(),
  },
]
