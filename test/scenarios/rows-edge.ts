import { answering, startHostileServer } from '../helpers/hostile-server.ts'
import type { Scenario } from '../helpers/scenario.ts'
import type { Kit, Published, Setup } from '../helpers/scenario-kit.ts'
import { closedPort } from '../helpers/scenario-ports.ts'
import type { Answer, Asked, Reply } from '../helpers/scenario-replies.ts'
import { accepted, at, html, json, text } from '../helpers/scenario-replies.ts'

const path = '/api/payments/callback'
const good = (kit: Kit) => kit.publish(accepted)

/** The public URL answers so, and the app of this machine takes the same callback. */
async function besideGoodApp(kit: Kit, answer: Answer): Promise<Setup> {
  const app = await kit.publish(accepted)
  return (await kit.publish(answer)).withApp(`http://127.0.0.1:${app.port}`)
}

/** Only with the app of this machine beside it can this be told. */
async function onlyWithGoodApp(kit: Kit, answer: Answer): Promise<Setup> {
  const { argv, appUrl = '' } = await besideGoodApp(kit, answer)
  return { argv: [...argv, '--app-url', appUrl] }
}

const goodWithApp = async (kit: Kit): Promise<Setup> => (await kit.publish(accepted)).withApp()

/** A host that answers for everything itself, in documented words; with and without the app beside it. */
const reply = (
  code: string,
  name: string,
  answer: Answer,
  twinHeaders: Readonly<Record<string, string>> = {},
  more: Partial<Scenario> = {},
): Scenario => ({
  code,
  name,
  source: 'reply',
  fault: (kit) => besideGoodApp(kit, answer),
  twin: (kit) => kit.publish(json({ ResultCode: 0 }, 200, twinHeaders)),
  ...more,
})

const server = (code: string, name: string, fault: Scenario['fault'], more: Partial<Scenario> = {}): Scenario => ({
  code,
  name,
  source: 'server',
  fault,
  twin: good,
  ...more,
})

const cloudflare = { server: 'cloudflare', 'cf-ray': '8f0c1d2e3a4b5c6d-NBO' }
const vercel = { server: 'Vercel', 'x-vercel-id': 'cpt1::iad1::abcde-1700000000000-0123456789ab' }

const redirectTo =
  (to: (asked: Asked) => string, status = 301): Answer =>
  (asked) => ({
    status,
    headers: { location: to(asked), 'content-type': 'text/html' },
    body: '<html><head><title>Moved</title></head></html>',
  })

/** The first answer takes its time, the next ones do not. */
const wakingUp: Answer = ({ nth }): Reply => (nth === 0 ? { ...json({ ResultCode: 0 }), afterMs: 3_150 } : accepted)

const spa = '<!doctype html><html><head><title>Duka</title></head><body><div id="root"></div></body></html>'

/** The same site with an http URL. */
async function plainly(kit: Kit, answer: Answer): Promise<Setup> {
  const { host, port } = await kit.publish(answer)
  return { argv: [`http://${host}${path}`, '--connect-to', `${host}:80:127.0.0.1:${port}`, '--skip', 'url'] }
}

async function budget(site: Promise<Published>): Promise<Setup> {
  const { argv } = await site
  return { argv: [...argv, '--budget', '700ms'] }
}

export const edgeScenarios: readonly Scenario[] = [
  reply(
    'edge/redirect',
    'apex to www',
    redirectTo(({ headers }) => `https://www.${String(headers.host)}${path}`),
    {},
    {
      fix: /www\./,
    },
  ),
  reply(
    'edge/redirect',
    'a slash at the end, 308',
    at(
      path,
      redirectTo(() => `${path}/`, 308),
      accepted,
    ),
    vercel,
    {
      fix: /callback\//,
    },
  ),
  reply(
    'edge/redirect',
    'a language prefix, 307',
    at(
      path,
      redirectTo(() => `/en${path}`, 307),
      text('Not found', 404),
    ),
  ),
  reply(
    'edge/redirect',
    'to itself, for ever',
    redirectTo(({ headers, path: here }) => `https://${String(headers.host)}${here}`),
    {},
    { fix: /X-Forwarded-Proto/ },
  ),
  reply(
    'edge/redirect',
    'every path to the home page',
    redirectTo(() => '/', 302),
    {},
    { fix: /^(?!.*MPESA_CALLBACK_URL)/ },
  ),
  reply('edge/redirect', 'without a Location', { status: 302 }),
  reply(
    'edge/challenge',
    'Cloudflare, managed challenge',
    html('<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>', 403, {
      ...cloudflare,
      'cf-mitigated': 'challenge',
    }),
    cloudflare,
  ),
  reply(
    'edge/challenge',
    'Cloudflare, challenge known by its page',
    html(
      '<html><head><title>Just a moment...</title></head><body><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=8f"></script><noscript>cf_chl_opt</noscript></body></html>',
      503,
      cloudflare,
    ),
    cloudflare,
  ),
  reply(
    'edge/challenge',
    'Vercel, attack challenge mode',
    html('<html><head><title>Vercel Security Checkpoint</title></head></html>', 429, {
      ...vercel,
      'x-vercel-mitigated': 'challenge',
    }),
    vercel,
  ),
  reply(
    'edge/waf-block',
    'Cloudflare, a rule (1020)',
    html(
      '<html><head><title>Attention Required! | Cloudflare</title></head><body><h1>Sorry, you have been blocked</h1></body></html>',
      403,
      cloudflare,
    ),
    cloudflare,
  ),
  reply('edge/waf-block', 'Cloudflare in one line', text('error code: 1020', 403, cloudflare), cloudflare),
  reply(
    'edge/waf-block',
    'ModSecurity of a hosting company',
    html(
      '<head><title>Not Acceptable!</title></head><body><h1>Not Acceptable!</h1><p>An appropriate representation of the requested resource could not be found on this server. This error was generated by Mod_Security.</p></body></html>',
      406,
      { server: 'Apache' },
    ),
    { server: 'Apache' },
  ),
  reply(
    'edge/waf-block',
    'Imperva',
    html('<html><body>Request unsuccessful. Incapsula incident ID: 1234000000-5678</body></html>', 403, {
      'x-iinfo': '1-2-3',
    }),
    { 'x-cdn': 'Imperva', 'x-iinfo': '1-2-3' },
  ),
  reply(
    'edge/waf-block',
    'AWS WAF at a load balancer',
    html(
      '<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n</body>\r\n</html>\r\n',
      403,
      { server: 'awselb/2.0' },
    ),
    { server: 'awselb/2.0' },
  ),
  reply(
    'edge/login-wall',
    'Vercel, Deployment Protection',
    html(
      '<!doctype html><html><title>Authentication Required</title><body>This page requires Vercel authentication. https://vercel.com/sso-api?url=x</body></html>',
      401,
      {
        ...vercel,
        'set-cookie': '_vercel_sso_nonce=invented; Path=/; HttpOnly',
      },
    ),
    vercel,
  ),
  reply(
    'edge/login-wall',
    'Netlify, site password',
    html(
      '<!doctype html><html><head><title>Protected page</title></head><body><form method="POST"><input type="password"></form></body></html>',
      401,
      { server: 'Netlify' },
    ),
    { server: 'Netlify', 'x-nf-request-id': '01HXINVENTED' },
  ),
  reply(
    'edge/login-wall',
    'Cloudflare Access',
    {
      status: 302,
      headers: { ...cloudflare, location: 'https://duka.cloudflareaccess.com/cdn-cgi/access/login/shop?kid=x' },
    },
    cloudflare,
  ),
  reply(
    'edge/host-rejected',
    'Vite',
    text(
      'Blocked request. This host ("shop.duka.co.ke") is not allowed.\nTo allow this host, add "shop.duka.co.ke" to `server.allowedHosts` in vite.config.js.',
      403,
    ),
  ),
  reply('edge/host-rejected', 'webpack', text('Invalid Host header', 403)),
  reply(
    'edge/host-rejected',
    'Rails',
    html(
      '<!DOCTYPE html><html><head><title>Action Controller: Exception caught</title></head><body><header><h1>Blocked hosts: shop.duka.co.ke</h1></header><pre>config.hosts &lt;&lt; "shop.duka.co.ke"</pre></body></html>',
      403,
    ),
    {},
    // The page is the one of development.
    { also: ['app/stack-trace-exposed'] },
  ),
  reply(
    'edge/ip-allowlist',
    'the refusal names the address',
    json({ error: 'IP address 105.160.1.2 not allowed' }, 403),
  ),
  reply(
    'edge/ip-allowlist',
    'the refusal names the whitelist',
    text('Forbidden: your IP is not in the whitelist', 403),
  ),
  reply(
    'edge/bad-gateway',
    'Cloudflare, web server is down (521)',
    html(
      '<!DOCTYPE html><html><head><title>duka.co.ke | 521: Web server is down</title></head></html>',
      521,
      cloudflare,
    ),
    cloudflare,
  ),
  reply(
    'edge/bad-gateway',
    'Cloudflare, the certificate of the server (526)',
    text('error code: 526', 526, cloudflare),
    cloudflare,
  ),
  reply(
    'edge/bad-gateway',
    'Heroku, application error',
    html(
      '<!DOCTYPE html><html><head><title>Application Error</title></head><body><iframe src="//www.herokucdn.com/error-pages/application-error.html"></iframe></body></html>',
      503,
      { server: 'Heroku' },
    ),
    { server: 'Heroku', via: '1.1 heroku-router' },
  ),
  reply(
    'edge/bad-gateway',
    'Railway, no reply of the app',
    json({ status: 'error', code: 502, message: 'Application failed to respond' }, 502, { server: 'railway-edge' }),
    { server: 'railway-edge' },
  ),
  reply('edge/bad-gateway', 'Render', text('Bad Gateway', 502, { 'x-render-routing': 'dynamic-hibernate-error-502' }), {
    'rndr-id': 'abc',
  }),
  reply(
    'edge/default-page',
    'Vercel, the deployment is gone',
    text('The deployment could not be found on Vercel.\n\nDEPLOYMENT_NOT_FOUND\n\ncpt1::abcde', 404, {
      ...vercel,
      'x-vercel-error': 'DEPLOYMENT_NOT_FOUND',
    }),
    vercel,
  ),
  reply(
    'edge/default-page',
    'Heroku, no such app',
    html(
      '<!DOCTYPE html><html><body><iframe src="//www.herokucdn.com/error-pages/no-such-app.html"></iframe></body></html>',
      404,
      { server: 'Heroku' },
    ),
    { server: 'Heroku' },
  ),
  server('edge/default-page', 'the front end answers every path', (kit) => onlyWithGoodApp(kit, html(spa)), {
    twin: async (kit) => (await kit.publish(at(path, accepted, html(spa)))).withApp(),
  }),
  server('edge/login-wall', 'a password for every path, seen from outside only', (kit) =>
    kit.publish({ status: 401, headers: { 'www-authenticate': 'Basic realm="Staging"' } }),
  ),
  server(
    'edge/not-your-app',
    'the word OK for every path, before an app that answers with a result code',
    (kit) => onlyWithGoodApp(kit, text('OK')),
    { twin: async (kit) => (await kit.publish(at(path, accepted, text('OK')))).withApp() },
  ),
  server(
    'edge/redirect',
    'http to https',
    (kit) =>
      plainly(
        kit,
        redirectTo(({ headers }) => `https://${String(headers.host)}${path}`),
      ),
    {
      fix: /https:\/\//,
    },
  ),
  server('edge/connection-closed', 'a status that is no number', (kit) => kit.publish({ raw: 'HTTP/1.1 OK\r\n\r\n' })),
  server('edge/connection-closed', 'the beginning of HTTP/2', (kit) =>
    kit.publish({ raw: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' }),
  ),
  server('edge/timeout', 'the request is taken, and no answer comes', (kit) => budget(kit.publish('hang'))),
  server('edge/timeout', 'the answer stops in the middle', async (kit) => {
    const stopping = await startHostileServer(answering('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"Result'))
    kit.defer(stopping.close)
    return budget(kit.publish(stopping.endpoint.port))
  }),
  server('edge/connection-closed', 'hung up on', (kit) => kit.publish('close')),
  server('edge/connection-closed', 'the answer is cut short', (kit) =>
    kit.publish({ raw: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"Result' }),
  ),
  server('edge/connection-closed', 'a chunked answer without its end', (kit) =>
    kit.publish({
      raw: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{"Result',
    }),
  ),
  server('edge/connection-closed', 'what comes is no HTTP', (kit) => kit.publish({ raw: 'SSH-2.0-OpenSSH_9.2p1\r\n' })),
  server('edge/connection-closed', 'an invalid header', (kit) =>
    kit.publish({ raw: 'HTTP/1.1 200 OK\r\nBad Header\u0000: x\r\n\r\n' }),
  ),
  server('edge/cold-start', 'the first answer takes 3 s, the second nothing', (kit) => kit.publish(wakingUp), {
    severity: 'warning',
    isSlow: true,
    twin: (kit) => kit.publish(() => ({ ...json({ ResultCode: 0 }), afterMs: 1_000 })),
  }),
  reply(
    'edge/body-rejected',
    'the proxy wants a length (411)',
    html(
      '<html><head><title>411 Length Required</title></head><body><center><h1>411 Length Required</h1></center><hr><center>nginx</center></body></html>',
      411,
      { server: 'nginx' },
    ),
    { server: 'nginx' },
  ),
  reply(
    'edge/body-rejected',
    'the proxy refuses the size (413)',
    html(
      '<html><head><title>413 Request Entity Too Large</title></head><body><center><h1>413 Request Entity Too Large</h1></center><hr><center>nginx</center></body></html>',
      413,
      { server: 'nginx' },
    ),
    { server: 'nginx' },
  ),
  reply('edge/rate-limited', 'Cloudflare (1015)', text('error code: 1015', 429, cloudflare), cloudflare),
  server(
    'edge/not-your-app',
    'another app lives at the public URL',
    (kit) => onlyWithGoodApp(kit, json({ detail: 'Method not implemented here' }, 400)),
    { twin: goodWithApp },
  ),
  server(
    'edge/not-your-app',
    'the tunnel leads to another app, which is content',
    async (kit) => {
      const app = await kit.publish(accepted)
      const { argv } = await kit.publish(json({ status: 'received', id: 7 }), { domain: 'ngrok-free.app' })
      return { argv: [...argv, '--app-url', `http://127.0.0.1:${app.port}`] }
    },
    { twin: async (kit) => (await kit.publish(accepted, { domain: 'ngrok-free.app' })).withApp() },
  ),
  server(
    'edge/not-your-app',
    'an older version without the route',
    (kit) => onlyWithGoodApp(kit, json({ error: 'Not Found' }, 404)),
    { twin: goodWithApp },
  ),
  server('edge/waf-block', 'only the public URL says 403', (kit) => onlyWithGoodApp(kit, text('Forbidden', 403)), {
    twin: goodWithApp,
  }),
  server(
    'edge/login-wall',
    'only the public URL says 401',
    (kit) =>
      onlyWithGoodApp(kit, {
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="Staging"' },
      }),
    { twin: goodWithApp },
  ),
  server(
    'edge/bad-gateway',
    'only the public URL says 503',
    (kit) => onlyWithGoodApp(kit, text('Service Unavailable', 503)),
    {
      twin: goodWithApp,
    },
  ),
  server(
    'app/not-listening',
    'a proxy without an app, and nothing on this machine',
    async (kit) => {
      const { argv } = await kit.publish(
        html('<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>', 502, { server: 'nginx' }),
      )
      return { argv: [...argv, '--app-url', `http://127.0.0.1:${closedPort}`] }
    },
    { twin: goodWithApp },
  ),
]
