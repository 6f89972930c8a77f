import { describe, expect, it } from 'vitest'
import { classifyReply } from '../../../src/checks/replies/classify-reply.ts'
import { readReply } from '../../../src/checks/replies/reply-facts.ts'
import type { ReplyOptions } from './reply-builders.ts'
import { ack, reply } from './reply-builders.ts'

interface Row {
  readonly what: string
  readonly reply: ReplyOptions
  readonly code: string | undefined
  readonly by?: string
  readonly provider?: string
}

const page = (title: string, body = '') =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`
const nginx = (title: string) =>
  `<html>\n<head><title>${title}</title></head>\n<body>\n<center><h1>${title}</h1></center>\n<hr><center>nginx/1.22</center>\n</body>\n</html>`

const tunnels: readonly Row[] = [
  {
    what: 'ngrok without an agent',
    reply: { status: 404, headers: { 'ngrok-error-code': 'ERR_NGROK_3200' } },
    code: 'tunnel/offline',
    by: 'ngrok',
  },
  {
    what: 'ngrok without the header',
    reply: { status: 404, body: page('x', 'ERR_NGROK_3200') },
    code: 'tunnel/offline',
    by: 'ngrok',
  },
  { what: 'old ngrok', reply: { status: 404, body: 'Tunnel ab12.ngrok.io not found' }, code: 'tunnel/offline' },
  {
    what: 'ngrok without an app',
    reply: { status: 502, headers: { 'ngrok-error-code': 'ERR_NGROK_8012' } },
    code: 'tunnel/app-down',
  },
  {
    what: 'ngrok before another protocol',
    reply: { status: 502, headers: { 'ngrok-error-code': 'ERR_NGROK_3004' } },
    code: 'tunnel/app-down',
  },
  {
    what: 'ngrok with its warning page',
    reply: { status: 200, headers: { 'ngrok-error-code': 'ERR_NGROK_6024' }, body: page('ngrok') },
    code: 'tunnel/interstitial',
  },
  {
    what: 'ngrok at its limit',
    reply: { status: 429, headers: { 'ngrok-error-code': 'ERR_NGROK_702' } },
    code: 'tunnel/limit',
  },
  {
    what: 'ngrok at the monthly limit',
    reply: { status: 403, headers: { 'ngrok-error-code': 'ERR_NGROK_727' } },
    code: 'tunnel/limit',
  },
  {
    what: 'ngrok with an IP rule',
    reply: { status: 403, headers: { 'ngrok-error-code': 'ERR_NGROK_3205' } },
    code: 'tunnel/access-policy',
  },
  {
    what: 'a code of ngrok nobody knows',
    reply: { status: 404, headers: { 'ngrok-error-code': 'ERR_NGROK_99999' } },
    code: 'tunnel/offline',
  },
  {
    what: 'Cloudflare without cloudflared',
    reply: { status: 530, headers: { server: 'cloudflare' }, body: 'error code: 1033' },
    code: 'tunnel/offline',
  },
  {
    what: 'cloudflared without an app',
    reply: { status: 502, body: 'Unable to reach the origin service. The service may be down' },
    code: 'tunnel/app-down',
    by: 'cloudflared',
  },
  {
    what: 'trycloudflare without an app',
    reply: { status: 502, headers: { server: 'cloudflare' } },
    code: 'tunnel/app-down',
    provider: 'cloudflare',
  },
  {
    what: 'localtunnel without a client',
    reply: { status: 503, body: '503 - Tunnel Unavailable' },
    code: 'tunnel/offline',
    provider: 'localtunnel',
  },
  {
    what: 'localtunnel with its reminder',
    reply: { status: 401, body: page('Tunnel', 'Tunnel Password:') },
    code: 'tunnel/interstitial',
  },
  { what: 'localhost.run without a client', reply: { status: 503, body: 'no tunnel here :(' }, code: 'tunnel/offline' },
  {
    what: 'a private dev tunnel',
    reply: { status: 302, headers: { location: 'https://global.rel.tunnels.api.visualstudio.com/auth/x' } },
    code: 'tunnel/access-policy',
  },
  {
    what: 'any tunnel that answers 502',
    reply: { status: 502, body: 'Bad Gateway' },
    code: 'tunnel/app-down',
    provider: 'serveo',
  },
]

const edges: readonly Row[] = [
  {
    what: 'a slash redirect',
    reply: { status: 301, headers: { location: '/api/payments/mpesa/callback/' } },
    code: 'edge/redirect',
  },
  { what: 'a redirect without a place', reply: { status: 302 }, code: 'edge/redirect' },
  {
    what: 'a redirect of a shop that sells logins',
    reply: { status: 308, headers: { location: 'https://shop.example/blogins/cb' } },
    code: 'edge/redirect',
  },
  {
    what: 'a Cloudflare challenge',
    reply: { status: 403, headers: { 'cf-mitigated': 'challenge' }, body: page('Just a moment...') },
    code: 'edge/challenge',
  },
  {
    what: 'a challenge without the header',
    reply: { status: 503, body: page('Just a moment...') },
    code: 'edge/challenge',
  },
  {
    what: 'a captcha',
    reply: { status: 403, body: page('x', '<script src="https://geo.captcha-delivery.com/c.js">') },
    code: 'edge/challenge',
  },
  {
    what: 'a Cloudflare block',
    reply: { status: 403, headers: { server: 'cloudflare' }, body: page('Attention Required! | Cloudflare') },
    code: 'edge/waf-block',
  },
  {
    what: 'a Cloudflare limit',
    reply: { status: 429, headers: { server: 'cloudflare' }, body: 'error code: 1015' },
    code: 'edge/rate-limited',
  },
  {
    what: 'ModSecurity',
    reply: { status: 406, body: page('Not Acceptable!', 'generated by Mod_Security') },
    code: 'edge/waf-block',
  },
  {
    what: 'a nameless firewall',
    reply: {
      status: 403,
      body: nginx('403 Forbidden').replace('<hr>', '<p>blocked by the web application firewall</p>'),
    },
    code: 'edge/waf-block',
  },
  {
    what: 'Incapsula',
    reply: { status: 403, body: 'Request unsuccessful. Incapsula incident ID: 1' },
    code: 'edge/waf-block',
  },
  {
    what: 'Akamai',
    reply: {
      status: 403,
      body: page('Access Denied', 'Access Denied You do not … Reference&#32;&#35;18.x Reference #18'),
    },
    code: 'edge/waf-block',
  },
  {
    what: 'Vercel protection',
    reply: { status: 401, headers: { 'set-cookie': '_vercel_sso_nonce=x' } },
    code: 'edge/login-wall',
  },
  {
    what: 'Cloudflare Access',
    reply: { status: 302, headers: { location: 'https://team.cloudflareaccess.com/cdn-cgi/access/login' } },
    code: 'edge/login-wall',
  },
  {
    what: 'a staging password',
    reply: { status: 401, headers: { server: 'nginx', 'www-authenticate': 'Basic realm="x"' } },
    code: 'edge/login-wall',
  },
  {
    what: 'an address list',
    reply: { status: 403, body: '{"error":"Your IP 41.90.1.1 is not allowed"}' },
    code: 'edge/ip-allowlist',
  },
  {
    what: 'nginx without an upstream',
    reply: { status: 502, body: nginx('502 Bad Gateway') },
    code: 'edge/bad-gateway',
  },
  { what: 'a gateway time-out', reply: { status: 504 }, code: 'edge/bad-gateway' },
  {
    what: 'Apache without a backend',
    reply: { status: 503, headers: { server: 'Apache/2.4' }, body: page('503 Service Unavailable') },
    code: 'edge/bad-gateway',
  },
  {
    what: 'Cloudflare without an origin',
    reply: { status: 521, headers: { server: 'cloudflare' } },
    code: 'edge/bad-gateway',
  },
  {
    what: 'a Heroku dyno that crashed',
    reply: { status: 503, body: '<iframe src="//www.herokucdn.com/error-pages/application-error.html">' },
    code: 'edge/bad-gateway',
  },
  {
    what: 'the page of a fresh nginx',
    reply: { status: 200, body: page('Welcome to nginx!') },
    code: 'edge/default-page',
  },
  {
    what: 'a parked domain',
    reply: { status: 200, body: page('x', 'This domain is for sale') },
    code: 'edge/default-page',
  },
  {
    what: 'a deleted deployment',
    reply: { status: 404, headers: { 'x-vercel-error': 'DEPLOYMENT_NOT_FOUND' } },
    code: 'edge/default-page',
  },
  {
    what: 'a body that is too large',
    reply: { status: 413, body: nginx('413 Request Entity Too Large') },
    code: 'edge/body-rejected',
  },
  { what: 'a limit of nobody in particular', reply: { status: 429, body: 'slow down' }, code: 'edge/rate-limited' },
  {
    what: 'Django and its hosts',
    reply: { status: 400, body: page('DisallowedHost at /', "Invalid HTTP_HOST header: 'x'") },
    code: 'edge/host-rejected',
    by: 'Django',
  },
  {
    what: 'Rails and its hosts',
    reply: { status: 403, body: 'Blocked hosts: shop.example' },
    code: 'edge/host-rejected',
    by: 'Rails',
  },
  {
    what: 'Vite and its hosts',
    reply: { status: 403, body: 'Blocked request. This host ("x") is not allowed.' },
    code: 'edge/host-rejected',
    by: 'Vite',
  },
]

const apps: readonly Row[] = [
  {
    what: 'a login redirect',
    reply: { status: 302, headers: { location: '/login?next=/api' } },
    code: 'app/auth-required',
  },
  {
    what: 'a login elsewhere',
    reply: { status: 302, headers: { location: 'https://accounts.shop.example/x' } },
    code: 'app/auth-required',
  },
  { what: 'a 401', reply: { status: 401, body: '{"message":"Unauthenticated."}' }, code: 'app/auth-required' },
  { what: 'a 403', reply: { status: 403, body: '{"detail":"Forbidden"}' }, code: 'app/auth-required' },
  { what: 'a 404', reply: { status: 404, body: '<pre>Cannot POST /x</pre>' }, code: 'app/route-not-found' },
  { what: 'a 405', reply: { status: 405, headers: { allow: 'GET, HEAD' } }, code: 'app/method-not-allowed' },
  { what: 'Laravel 419', reply: { status: 419, body: page('Page Expired') }, code: 'app/csrf-rejected', by: 'Laravel' },
  {
    what: 'Django CSRF',
    reply: { status: 403, body: page('403 Forbidden', 'CSRF verification failed. Request aborted.') },
    code: 'app/csrf-rejected',
    by: 'Django',
  },
  {
    what: 'Rails CSRF',
    reply: { status: 422, body: 'ActionController::InvalidAuthenticityToken' },
    code: 'app/csrf-rejected',
    by: 'Rails',
  },
  {
    what: 'csurf',
    reply: { status: 403, body: 'ForbiddenError: invalid csrf token' },
    code: 'app/csrf-rejected',
    by: 'Express',
  },
  {
    what: 'validation',
    reply: { status: 422, body: '{"errors":{"CallbackMetadata":["The field is required."]}}' },
    code: 'app/payload-rejected',
  },
  {
    what: 'an unread body in Node',
    reply: { status: 500, body: "TypeError: Cannot read properties of undefined (reading 'stkCallback')" },
    code: 'app/body-not-parsed',
  },
  { what: 'an unread body in Python', reply: { status: 500, body: "KeyError: 'Body'" }, code: 'app/body-not-parsed' },
  {
    what: 'an unread body in PHP',
    reply: { status: 500, body: 'Attempt to read property "Body" on null' },
    code: 'app/body-not-parsed',
  },
  {
    what: 'a content type nobody takes',
    reply: { status: 415, body: '{"error":"Unsupported Media Type"}' },
    code: 'app/body-not-parsed',
  },
  {
    what: 'metadata read first in Node',
    reply: { status: 500, body: "TypeError: Cannot read properties of undefined (reading 'Item')" },
    code: 'handler/crashes',
  },
  {
    what: 'metadata read first in Python',
    reply: { status: 500, body: page('500', '<p>KeyError: &#x27;CallbackMetadata&#x27;</p>') },
    code: 'handler/crashes',
  },
  {
    what: 'a missing table',
    reply: { status: 500, body: 'error: relation "mpesa_transactions" does not exist' },
    code: 'app/server-error',
  },
  {
    what: 'PHP that died with 200',
    reply: { status: 200, body: '<br />\n<b>Fatal error</b>:  Uncaught Error' },
    code: 'app/server-error',
  },
  {
    what: 'Laravel in maintenance',
    reply: { status: 503, body: '{"message":"Service Unavailable"}' },
    code: 'app/maintenance',
  },
  {
    what: 'WordPress in maintenance',
    reply: { status: 503, body: 'Briefly unavailable for scheduled maintenance.' },
    code: 'app/maintenance',
  },
  {
    what: "Express's limiter",
    reply: { status: 429, headers: { 'ratelimit-policy': '100;w=900' } },
    code: 'app/rate-limited',
  },
  {
    what: "Laravel's limiter",
    reply: { status: 429, body: '{"message":"Too Many Attempts."}' },
    code: 'app/rate-limited',
  },
]

const healthy: readonly Row[] = [
  { what: 'the usual acknowledgement', reply: { body: ack }, code: undefined },
  { what: 'an empty 200', reply: { body: '', headers: { 'content-type': 'text/html' } }, code: undefined },
  { what: 'a 204', reply: { status: 204, body: '' }, code: undefined },
  { what: 'other JSON', reply: { status: 201, body: '{"received":true}' }, code: undefined },
  {
    what: 'text that PHP calls HTML',
    reply: { body: 'OK', headers: { 'content-type': 'text/html' } },
    code: undefined,
  },
  {
    what: 'an acknowledgement behind Cloudflare',
    reply: { body: ack, headers: { server: 'cloudflare', 'cf-ray': 'x' } },
    code: undefined,
  },
  {
    what: 'an acknowledgement through ngrok',
    reply: { body: ack, headers: { via: 'ngrok' } },
    code: undefined,
    provider: 'ngrok',
  },
]

describe('a reply is recognised by its marks', () => {
  it.each([...tunnels, ...edges, ...apps, ...healthy])('$what: $code', (row) => {
    const classified = classifyReply(readReply(reply({ body: '', ...row.reply })), row.provider)
    expect(classified?.code).toBe(row.code)
    if (row.by !== undefined) expect(classified?.by).toBe(row.by)
  })

  it('says that an unmarked refusal is only likely what its status says', () => {
    expect(classifyReply(readReply(reply({ status: 404, body: '' })), undefined)?.confidence).toBe('likely')
  })
})
