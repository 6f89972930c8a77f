import { htmlReply, type ShopReply } from './shop-behaviour.ts'

export interface EdgeRequest {
  readonly scheme: 'http' | 'https'
  readonly method: string
  readonly host: string
  /** With the query. */
  readonly path: string
  readonly userAgent: string
}

export type EdgeCertificate = 'valid' | 'expired' | 'wrong-name' | 'incomplete-chain' | 'self-signed'

/** What the edge does with a request itself; null passes it on to the shop, `close` ends the connection. */
export type Intercept = (request: EdgeRequest) => ShopReply | 'close' | null

export interface EdgeBehaviour {
  readonly certificate: EdgeCertificate
  readonly intercept: Intercept
  /** The answer when nothing listens on the shop's port. */
  readonly shopDown: () => ShopReply
}

/** A plain reverse proxy: everything over TLS goes to the shop, everything else is sent to TLS. */
export const correctEdge: EdgeBehaviour = {
  certificate: 'valid',
  intercept: (request) => (request.scheme === 'http' ? redirectTo(`https://${request.host}${request.path}`) : null),
  shopDown: badGateway,
}

const nginx = { server: 'nginx' } as const

export function redirectTo(location: string): ShopReply {
  return htmlReply(301, nginxPage('301 Moved Permanently'), { ...nginx, location })
}

/** One canonical host name: everything else is redirected to it. */
export function redirectToWww(request: EdgeRequest): ShopReply | null {
  return request.host.startsWith('www.') ? null : redirectTo(`https://www.${request.host}${request.path}`)
}

export function redirectToTrailingSlash(request: EdgeRequest): ShopReply | null {
  return request.path.endsWith('/') ? null : redirectTo(`https://${request.host}${request.path}/`)
}

/** A proxy whose app does not listen. */
export function badGateway(): ShopReply {
  return htmlReply(502, nginxPage('502 Bad Gateway'), nginx)
}

/** A tunnel whose agent runs and whose app does not listen. */
export function ngrokShopDown(): ShopReply {
  return ngrokError(502, 'ERR_NGROK_8012', 'The agent could not connect to the upstream web service at localhost.')
}

/** A tunnel whose agent has stopped. */
export function ngrokOffline({ host }: EdgeRequest): ShopReply {
  return ngrokError(404, 'ERR_NGROK_3200', `The endpoint ${host} is offline.`)
}

function ngrokError(status: number, code: string, message: string): ShopReply {
  const body = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="robots" content="noindex, nofollow"></head>
<body><div id="root"></div><noscript>${message} (${code})</noscript></body>
</html>
`
  return { status, headers: { 'content-type': 'text/html', 'ngrok-error-code': code }, body }
}

/** A web application firewall that takes whatever is no browser for a robot. The shop never sees the request. */
export function firewallBlock({ method, userAgent }: EdgeRequest): ShopReply | null {
  if (method !== 'POST' || userAgent.startsWith('Mozilla/')) return null
  const body = nginxPage('403 Forbidden', '<p>The request was blocked by the web application firewall.</p>\n')
  return htmlReply(403, body, nginx)
}

/** The check of a browser that Cloudflare puts before a page; a program cannot pass it. */
export function cloudflareChallenge(): ShopReply {
  const body = `<!DOCTYPE html>
<html lang="en-US">
<head><title>Just a moment...</title><meta name="robots" content="noindex,nofollow"></head>
<body><noscript>Enable JavaScript and cookies to continue</noscript></body>
</html>
`
  return htmlReply(403, body, { server: 'cloudflare', 'cf-mitigated': 'challenge', 'cf-ray': '9a3f00000000demo-NBO' })
}

function nginxPage(title: string, more = ''): string {
  return `<html>
<head><title>${title}</title></head>
<body>
<center><h1>${title}</h1></center>
${more}<hr><center>nginx</center>
</body>
</html>
`
}
