import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import { createAuthority, issue } from '../../src/demo/certificates.ts'
import { answering, answeringOnce, startHostileServer } from '../helpers/hostile-server.ts'
import type { Healthy } from '../helpers/scenario.ts'
import { startRelay, startTlsFront } from '../helpers/scenario-front.ts'
import type { Kit, Setup } from '../helpers/scenario-kit.ts'
import type { Answer, Reply } from '../helpers/scenario-replies.ts'
import { accepted, at, html, json, startReplyServer, text } from '../helpers/scenario-replies.ts'
import { throughTunnel, tunnelDomains } from './rows-tunnel.ts'

const path = '/api/payments/callback'
const page = html('<!doctype html><html><head><title>Duka</title></head><body>Welcome</body></html>')

/** An app with a route that answers so, and no other. */
const replying = (name: string, answer: Answer): Healthy => ({
  name,
  setup: async (kit) => (await kit.publish(at(path, answer, text('Not Found', 404)))).withApp(),
})

const raw = (head: string, body: string): Answer => ({ raw: `${head}\r\n\r\n${body}` })
const acknowledgement = '{"ResultCode":0,"ResultDesc":"Accepted"}'

const whole = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${acknowledgement.length}\r\n\r\n${acknowledgement}`

/** A server that has manners of its own. */
const speaking = (name: string, onConnection: (socket: Socket) => unknown): Healthy => ({
  name,
  async setup(kit) {
    const server = await startHostileServer((socket) => void onConnection(socket))
    kit.defer(server.close)
    return kit.publish(server.endpoint.port)
  },
})

/** A healthy app behind TLS of its own kind. */
const withTls = (
  name: string,
  make: (kit: Kit, host: string) => Promise<{ host: string } & Record<string, unknown>>,
): Healthy => ({
  name,
  async setup(kit): Promise<Setup> {
    await kit.front()
    const app = await startReplyServer(accepted)
    kit.defer(app.close)
    const { host, ...options } = await make(kit, kit.host())
    const front = await startTlsFront(options, app.port)
    kit.defer(front.close)
    return {
      argv: [
        `https://${host}${path}`,
        '--connect-to',
        `${host}:443:127.0.0.1:${front.port}`,
        '--cacert',
        kit.trustFile,
      ],
    }
  },
})

const chainFor = async (kit: Kit, ...names: readonly string[]) => {
  const { key, chain } = await issue({ names, issuer: kit.authority.intermediate })
  return { key, cert: chain }
}

/** Knows the ids that it has seen, as an app must that is told everything twice. */
function onceThen(later: Reply): Answer {
  const seen = new Set<string>()
  return ({ body }) => {
    const id = /ws_CO_\w+/.exec(body)?.[0] ?? ''
    if (seen.has(id)) return later
    seen.add(id)
    return accepted
  }
}

export const healthySetups: readonly Healthy[] = [
  replying('a JSON acknowledgement', accepted),
  replying('no body at all, 200', { status: 200 }),
  replying('no body at all, 204', { status: 204 }),
  replying('201 with JSON', json({ id: 17 }, 201)),
  replying('202 with text', text('queued', 202)),
  replying('the word OK', text('OK')),
  replying('the word OK, called HTML', html('OK')),
  replying('ResultCode 0 as text', json({ ResultCode: '0', ResultDesc: 'Success' })),
  replying('ResultCode in lower case', json({ resultCode: 0, resultDesc: 'ok' })),
  replying('ResultCode null', json({ ResultCode: null })),
  replying('JSON without a result code', json({ status: 'received' })),
  replying('JSON that quotes the callback', (asked) => json({ received: JSON.parse(asked.body) as unknown })),
  replying(
    'JSON that says that the payment is unknown, with 200',
    json({ ResultCode: 0, note: 'order not found, stored for later' }),
  ),
  replying(
    'JSON whose text says warning and error',
    json({ ResultCode: 0, warning: 'none', error: null, message: 'no error on line 7' }),
  ),
  replying('a list', json([])),
  replying('the word true', json(true)),
  replying('JSON with line breaks around it', {
    headers: { 'content-type': 'application/json' },
    body: `\n\n${acknowledgement}\n`,
  }),
  replying('JSON without a content type', { body: acknowledgement }),
  replying('XML', {
    headers: { 'content-type': 'application/xml' },
    body: '<?xml version="1.0"?><response><code>0</code></response>',
  }),
  replying(
    'cookies of Laravel',
    json({ ResultCode: 0 }, 200, {
      'set-cookie': 'laravel_session=eyJpdiI6ImludmVudGVk; path=/; httponly',
      'x-powered-by': 'PHP/8.3.6',
    }),
  ),
  replying(
    'cookies and headers of Django',
    json({ ResultCode: 0 }, 200, {
      server: 'gunicorn',
      'set-cookie': 'csrftoken=invented; Path=/; SameSite=Lax',
      'x-frame-options': 'DENY',
      vary: 'Cookie',
    }),
  ),
  replying(
    'headers of Cloudflare',
    json({ ResultCode: 0 }, 200, {
      server: 'cloudflare',
      'cf-ray': '8f0c1d2e3a4b5c6d-NBO',
      'cf-cache-status': 'DYNAMIC',
      'set-cookie': '__cf_bm=invented; path=/; Secure; HttpOnly',
    }),
  ),
  replying(
    'headers of Vercel',
    json({ ResultCode: 0 }, 200, {
      server: 'Vercel',
      'x-vercel-id': 'cpt1::iad1::abcde',
      'x-vercel-cache': 'MISS',
    }),
  ),
  replying('headers of Netlify', json({ ResultCode: 0 }, 200, { server: 'Netlify', 'x-nf-request-id': '01HX' })),
  replying(
    'headers of Render',
    json({ ResultCode: 0 }, 200, { 'x-render-origin-server': 'uvicorn', 'rndr-id': 'c0ffee' }),
  ),
  replying('headers of Heroku', json({ ResultCode: 0 }, 200, { server: 'Heroku', via: '2.0 heroku-router' })),
  replying(
    'headers of Fly',
    json({ ResultCode: 0 }, 200, { server: 'Fly/1a2b3c', via: '1.1 fly.io', 'fly-request-id': '01HX' }),
  ),
  replying(
    'headers of a load balancer of AWS',
    json({ ResultCode: 0 }, 200, { server: 'awselb/2.0', 'x-amzn-trace-id': 'Root=1-67' }),
  ),
  replying(
    'headers of LiteSpeed',
    json({ ResultCode: 0 }, 200, { server: 'LiteSpeed', 'x-litespeed-cache-control': 'no-cache' }),
  ),
  replying('headers of IIS', json({ ResultCode: 0 }, 200, { server: 'Microsoft-IIS/10.0', 'x-powered-by': 'ASP.NET' })),
  replying(
    'a rate limit that is far away',
    json({ ResultCode: 0 }, 200, {
      'x-ratelimit-limit': '60',
      'x-ratelimit-remaining': '59',
      'ratelimit-policy': '100;w=900',
    }),
  ),
  replying('a redirect on the home page only', at(path, accepted, { status: 301, headers: { location: '/shop' } })),
  replying('a front end for every other path', at(path, accepted, page)),
  replying('a login for every other path', at(path, accepted, { status: 302, headers: { location: '/login' } })),
  replying('an answer after a second', () => ({ ...json({ ResultCode: 0 }), afterMs: 1_000 })),
  replying(
    'HTTP/1.0, ended by the connection',
    raw('HTTP/1.0 200 OK\r\nContent-Type: application/json', acknowledgement),
  ),
  replying(
    'HTTP/1.1 without a length, ended by the connection',
    raw('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json', acknowledgement),
  ),
  replying(
    'chunks',
    raw(
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked',
      `8\r\n${acknowledgement.slice(0, 8)}\r\n20\r\n${acknowledgement.slice(8)}\r\n0\r\n\r\n`,
    ),
  ),
  replying(
    'chunks with a trailer',
    raw('HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked', '2\r\nOK\r\n0\r\nX-Sum: 1\r\n\r\n'),
  ),
  replying(
    '100 Continue before the answer',
    raw('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2', 'OK'),
  ),
  replying(
    '103 Early Hints before the answer',
    raw('HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2', 'OK'),
  ),
  replying('an empty reason phrase', raw('HTTP/1.1 200 \r\nContent-Length: 2', 'OK')),
  replying('gzip, though nobody asked for it', {
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: '\u001f\u008b\b\u0000\u0000\u0000\u0000\u0000\u0000\u0003',
  }),
  replying('a long answer', json({ ResultCode: 0, log: 'x'.repeat(200_000) })),
  ...tunnelDomains.map(
    (domain): Healthy => ({
      name: `a tunnel that passes on what the app says: ${domain}`,
      setup: async (kit) => {
        const site = await kit.publish(throughTunnel(domain), { domain })
        return site.withApp()
      },
    }),
  ),
  replying('a trace id in the JSON', json({ ResultCode: 0, trace: '4bf92f3577b34da6a3ce929d0e0e4736' })),
  replying('JSON that has markup in a text', json({ ResultCode: 0, receipt: '<html><body>Thank you</body></html>' })),
  replying(
    'JSON that speaks of errors of PHP',
    json({ ResultCode: 0, log: 'Parse error: none, Fatal error: none on line 7' }),
  ),
  replying('JSON that speaks of maintenance and logins', json({ ResultCode: 0, maintenance: false, login: '/login' })),
  replying('XML with a body', {
    headers: { 'content-type': 'application/xml' },
    body: '<?xml version="1.0"?><Envelope><Body>OK</Body></Envelope>',
  }),
  replying(
    'JSON with the words of a login and a form token',
    json({ ResultCode: 0, csrf: 'off', next: '/login', error: null }),
  ),
  replying('JSON with a stack of payments', json({ ResultCode: 0, stack: ['push', 'paid'] })),
  replying('JSON with an address that is allowed', json({ ResultCode: 0, ip: '196.201.214.200 is whitelisted' })),
  replying('text that speaks of a tunnel', text('Received through the tunnel, no tunnel errors')),
  replying('201 with the place of what was made', json({ id: 17 }, 201, { location: '/payments/17' })),
  replying('200 with JSON that knows no such order', json({ error: 'order not found' })),
  replying(
    'many and long headers',
    json({ ResultCode: 0 }, 200, {
      'content-security-policy': `default-src 'self' ${'https://cdn.duka.co.ke '.repeat(150)}`,
      ...Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`x-duka-${at}`, 'yes'])),
    }),
  ),
  {
    name: 'a tunnel to an app that answers a second callback of the same id in another way',
    setup: async (kit) =>
      (await kit.publish(onceThen(json({ ResultCode: 0, duplicate: true })), { domain: 'ngrok-free.app' })).withApp(),
  },
  {
    name: 'an app that answers a second callback of the same id with 409',
    setup: async (kit) => (await kit.publish(onceThen(json({ error: 'duplicate' }, 409)))).withApp(),
  },
  {
    name: 'a proxy that cuts a prefix off the path, and an app named with its own path',
    async setup(kit) {
      const app = await kit.publish(at('/callback', accepted, text('Not Found', 404)))
      const site = await kit.publish(at(path, accepted, text('Not Found', 404)))
      return site.withApp(`http://127.0.0.1:${app.port}/callback`)
    },
  },
  {
    name: 'an app that listens on ::1 only',
    needs: ['ipv6'],
    async setup(kit) {
      const site = await kit.publish(accepted)
      const relay = await startRelay('::1', site.port)
      kit.defer(relay.close)
      return site.withApp(`http://localhost:${relay.port}`)
    },
  },
  {
    name: 'an app that speaks TLS with a certificate of its own',
    async setup(kit) {
      const site = await kit.publish(accepted)
      const { key, certificate } = await issue({ names: ['localhost'] })
      const own = await startTlsFront({ key, cert: certificate }, site.port)
      kit.defer(own.close)
      return site.withApp(`https://localhost:${own.port}`)
    },
  },
  speaking('an answer after which the connection stays open', answering(whole)),
  speaking('an answer before the whole request was read', answeringOnce(whole)),
  speaking('an answer byte by byte', (socket) =>
    socket.once('data', () => {
      for (const byte of whole) socket.write(byte)
    }),
  ),
  {
    name: 'only the query tells the callback',
    setup: async (kit) => kit.publish(accepted, { path: '/index.php?route=callback&key=invented' }),
  },
  withTls('TLS 1.2 and nothing newer', async (kit, host) => ({
    host,
    ...(await chainFor(kit, host)),
    maxVersion: 'TLSv1.2',
  })),
  withTls('TLS 1.3 without session tickets', async (kit, host) => ({
    host,
    ...(await chainFor(kit, host)),
    secureOptions: constants.SSL_OP_NO_TICKET,
  })),
  withTls('a wildcard certificate', async (kit, host) => ({ host, ...(await chainFor(kit, '*.duka.co.ke')) })),
  withTls('a certificate for several names', async (kit, host) => ({
    host,
    ...(await chainFor(kit, 'duka.co.ke', 'www.duka.co.ke', host)),
  })),
  withTls('the root sent along', async (kit, host) => {
    const { key, cert } = await chainFor(kit, host)
    return { host, key, cert: `${cert}${kit.authority.trust}` }
  }),
  withTls('a certificate of somebody else sent along', async (kit, host) => {
    const { key, cert } = await chainFor(kit, host)
    const stranger = await createAuthority({ name: 'Unneeded Root' })
    return { host, key, cert: `${cert}${stranger.certificate}` }
  }),
  withTls('a client certificate that is asked for, not demanded', async (kit, host) => ({
    host,
    ...(await chainFor(kit, host)),
    requestCert: true,
    rejectUnauthorized: false,
  })),
  withTls('HTTP/2 offered besides', async (kit, host) => ({
    host,
    ...(await chainFor(kit, host)),
    ALPNProtocols: ['h2', 'http/1.1'],
  })),
]
