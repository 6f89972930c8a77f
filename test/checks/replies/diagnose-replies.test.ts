import { describe, expect, it } from 'vitest'
import { ack, codesOf, diagnose, down, fails, path, reply, type Scene, silent } from './reply-builders.ts'

const ok = reply()
const notFound = reply({ status: 404, body: '{"error":"Cannot POST here"}' })
const crash = reply({ status: 500, body: 'error: relation "x" does not exist' })
const page = reply({ body: '<!doctype html><html><body><div id="root"></div></body></html>' })
const nginx404 = reply({
  status: 404,
  body: '<html><head><title>404 Not Found</title></head><center>nginx</center></html>',
})
const gateway = reply({ status: 502, body: '<title>502 Bad Gateway</title><center>nginx</center>' })
const offline = reply({ status: 404, headers: { 'ngrok-error-code': 'ERR_NGROK_3200' }, body: '' })
const appDown = reply({ status: 502, headers: { 'ngrok-error-code': 'ERR_NGROK_8012' }, body: '' })
const forbidden = reply({ status: 403, body: 'Forbidden' })
const toLogin = reply({ status: 302, headers: { location: '/login' }, body: '' })
const toHttps = reply({
  status: 301,
  headers: { location: 'https://127.0.0.1:5000/api/payments/mpesa/callback' },
  body: '',
})
const slow = reply({ ms: 4_000 })
const closed = fails('closed')
const tunnel = 'ab12.ngrok-free.app'
const detected = { kind: 'detected', how: 'PORT' } as const

interface Row extends Scene {
  readonly what: string
  readonly codes: readonly string[]
}

const rows: readonly Row[] = [
  // Healthy.
  { what: 'both accept', outside: ok, inside: ok, codes: [] },
  { what: 'the public URL accepts and there is no app', outside: ok, codes: [] },
  { what: 'the app accepts and there is no URL', inside: ok, codes: [] },
  { what: 'an empty reply', outside: reply({ status: 204, body: '' }), codes: [] },
  { what: 'plain http to the app asks for https', outside: ok, inside: toHttps, codes: [] },
  {
    what: 'a detected app that does not run behind a deployed one',
    outside: ok,
    inside: down,
    origin: detected,
    codes: ['app/not-listening:info'],
  },
  { what: 'nothing was seen', codes: [] },

  // Only the public URL fails.
  { what: 'a stale tunnel', outside: offline, inside: ok, host: tunnel, codes: ['tunnel/offline'] },
  { what: 'a proxy without its app', outside: gateway, inside: ok, codes: ['edge/bad-gateway'] },
  { what: 'a firewall without marks', outside: forbidden, inside: ok, codes: ['edge/waf-block'] },
  {
    what: 'a password without marks',
    outside: reply({ status: 401, body: '' }),
    inside: ok,
    codes: ['edge/login-wall'],
  },
  { what: 'a login in front', outside: toLogin, inside: ok, codes: ['edge/login-wall'] },
  { what: 'a missing route at the public URL', outside: notFound, inside: ok, codes: ['edge/not-your-app'] },
  {
    what: 'a wrong method at the public URL',
    outside: reply({ status: 405, body: '' }),
    inside: ok,
    codes: ['edge/not-your-app'],
  },
  {
    what: "a web server's own 404 for every path",
    outside: nginx404,
    inside: ok,
    outsideVariants: { sibling: nginx404 },
    codes: ['edge/default-page'],
  },
  { what: 'a crash that only the public app has', outside: crash, inside: ok, codes: ['edge/not-your-app'] },
  {
    what: 'a page that every path gets',
    outside: page,
    inside: ok,
    outsideVariants: { sibling: page },
    codes: ['edge/default-page'],
  },
  {
    what: 'a page in place of JSON',
    outside: page,
    inside: ok,
    outsideVariants: { sibling: notFound },
    codes: ['edge/not-your-app'],
  },
  { what: 'silence outside', outside: silent, inside: ok, codes: ['edge/timeout'] },
  { what: 'a closed connection outside', outside: closed, inside: ok, codes: ['edge/connection-closed'] },
  {
    what: 'a cut reply outside',
    outside: reply({ bodyEnd: 'connection-closed' }),
    inside: ok,
    codes: ['edge/connection-closed'],
  },
  { what: 'a stalled reply outside', outside: reply({ bodyEnd: 'timed-out' }), codes: ['edge/timeout'] },
  { what: 'no HTTP outside', outside: fails('invalid-reply'), codes: ['edge/connection-closed'] },
  { what: 'a limit outside', outside: reply({ status: 429, body: '' }), inside: ok, codes: ['edge/rate-limited'] },
  {
    what: 'another acknowledgement through a tunnel',
    outside: reply({ body: '{"status":"ok"}' }),
    inside: ok,
    host: tunnel,
    codes: ['edge/not-your-app'],
  },
  {
    what: 'another acknowledgement at a domain',
    outside: reply({ body: '{"status":"ok"}' }),
    inside: ok,
    codes: ['edge/not-your-app:warning'],
  },

  // The app is down.
  {
    what: 'a tunnel without its app',
    outside: appDown,
    inside: down,
    host: tunnel,
    codes: ['tunnel/app-down', 'app/not-listening'],
  },
  {
    what: 'a proxy whose app is down',
    outside: gateway,
    inside: down,
    codes: ['edge/bad-gateway', 'app/not-listening'],
  },
  {
    what: 'a detected app that is down behind a proxy',
    outside: gateway,
    inside: down,
    origin: detected,
    codes: ['edge/bad-gateway', 'app/not-listening'],
  },
  {
    what: 'something else behind the tunnel',
    outside: notFound,
    inside: down,
    host: tunnel,
    codes: ['edge/not-your-app', 'app/not-listening'],
  },
  { what: 'the app alone is down', inside: down, codes: ['app/not-listening'] },
  { what: 'a named app that is down behind a deployed one', outside: ok, inside: down, codes: ['app/not-listening'] },

  // Both fail the same way.
  { what: 'a missing route', outside: notFound, inside: notFound, codes: ['app/route-not-found'] },
  { what: 'a crash', outside: crash, inside: crash, codes: ['app/server-error'] },
  { what: 'a login', outside: toLogin, inside: toLogin, codes: ['app/auth-required'] },
  {
    what: 'a limit',
    outside: reply({ status: 429, body: '' }),
    inside: reply({ status: 429, body: '' }),
    codes: ['app/rate-limited'],
  },
  { what: 'silence', outside: silent, inside: silent, codes: ['app/slow-ack'] },
  { what: 'a closed connection', outside: closed, inside: closed, codes: ['app/server-error'] },
  {
    what: 'the same redirect for a slash',
    outside: reply({ status: 301, headers: { location: '/x/' } }),
    inside: reply({ status: 301, headers: { location: '/x/' } }),
    codes: ['edge/redirect'],
  },
  {
    what: 'a page that every path gets at both',
    outside: page,
    inside: page,
    outsideVariants: { sibling: page },
    codes: ['app/html-reply'],
  },
  {
    what: 'a page of one route',
    outside: page,
    inside: page,
    outsideVariants: { sibling: notFound },
    codes: ['app/html-reply:warning'],
  },

  // Each fails in its own way.
  {
    what: 'a challenge before an app with a fault',
    outside: reply({ status: 403, headers: { 'cf-mitigated': 'challenge' } }),
    inside: crash,
    codes: ['edge/challenge', 'app/server-error'],
  },
  {
    what: 'a stale tunnel before a missing route',
    outside: offline,
    inside: notFound,
    codes: ['tunnel/offline', 'app/route-not-found'],
  },
  {
    what: 'a missing route outside and a crash inside',
    outside: notFound,
    inside: crash,
    codes: ['edge/not-your-app', 'app/server-error'],
  },
  {
    what: 'silence inside and a gateway that gave up',
    outside: reply({ status: 504, body: '' }),
    inside: silent,
    codes: ['edge/bad-gateway', 'app/slow-ack'],
  },
  {
    what: 'an app at the tunnel that the local one is not',
    outside: ok,
    inside: notFound,
    host: tunnel,
    codes: ['edge/not-your-app'],
  },
  { what: 'a named app with a fault behind a deployed one', outside: ok, inside: crash, codes: ['app/server-error'] },

  // Without the app the marks decide.
  { what: 'a missing route, seen from outside', outside: notFound, codes: ['app/route-not-found'] },
  {
    what: 'a redirect, seen from outside',
    outside: reply({ status: 301, headers: { location: '/x/' } }),
    codes: ['edge/redirect'],
  },
  { what: 'a crash, seen from outside', outside: crash, codes: ['app/server-error'] },
  { what: 'a crash, seen from inside', inside: crash, codes: ['app/server-error'] },

  // Further requests.
  {
    what: 'metadata makes the difference',
    outside: crash,
    outsideVariants: { metadata: ok, 'plain-json': crash },
    codes: ['handler/crashes'],
  },
  {
    what: 'the charset makes the difference',
    outside: crash,
    outsideVariants: { 'plain-json': ok },
    codes: ['app/body-not-parsed'],
  },
  {
    what: 'a form is what the app reads',
    outside: crash,
    outsideVariants: { form: ok, metadata: crash, 'plain-json': crash },
    codes: ['app/body-not-parsed'],
  },
  {
    what: "Safaricom's address makes the difference",
    outside: forbidden,
    inside: forbidden,
    insideVariants: { 'as-safaricom': ok },
    codes: ['edge/ip-allowlist'],
  },
  {
    what: 'an unknown order is no missing route',
    outside: reply({ status: 404, body: '{"error":"Order not found"}' }),
    outsideVariants: { sibling: notFound },
    codes: ['app/payload-rejected:warning'],
  },
  {
    what: 'a router that says the same of every path',
    outside: reply({ status: 404, body: '{"error":"payment route not found"}' }),
    outsideVariants: { sibling: reply({ status: 404, body: '{"error":"payment route not found"}' }) },
    codes: ['app/route-not-found'],
  },

  // Speed.
  {
    what: 'a slow app',
    outside: slow,
    inside: slow,
    outsideVariants: { again: slow },
    codes: ['app/slow-ack:warning'],
  },
  { what: 'a very slow app', outside: reply({ ms: 9_000 }), codes: ['app/slow-ack'] },
  { what: 'an app that wakes up', outside: slow, outsideVariants: { again: ok }, codes: ['edge/cold-start:warning'] },
  { what: 'just in time', outside: reply({ ms: 2_999 }), codes: [] },

  // Flaws of accepted replies.
  {
    what: 'a negative acknowledgement',
    outside: reply({ body: '{"ResultCode":1,"ResultDesc":"no"}' }),
    codes: ['app/negative-ack:warning'],
  },
  { what: 'zero as text', outside: reply({ body: '{"ResultCode":"0"}' }), codes: [] },
  {
    what: 'PHP warnings before JSON',
    outside: reply({ body: `<br />\n<b>Warning</b>:  Undefined x in <b>/w.php</b> on line <b>3</b><br />\n${ack}` }),
    codes: ['app/noisy-reply:warning'],
  },
  {
    what: 'JSON that PHP calls HTML',
    outside: reply({ body: ack, headers: { 'content-type': 'text/html' } }),
    codes: [],
  },
  {
    what: 'a stack trace',
    outside: reply({ status: 500, body: 'Traceback (most recent call last):\nValueError: x' }),
    codes: ['app/server-error', 'app/stack-trace-exposed:warning'],
  },
  {
    what: 'a stack trace that stays inside',
    inside: reply({ status: 500, body: 'Traceback (most recent call last):\nValueError: x' }),
    codes: ['app/server-error'],
  },
]

describe('the two replies are compared', () => {
  it.each(rows)('$what', ({ codes, ...scene }) => {
    expect(codesOf(scene)).toEqual(codes)
  })
})

describe('a finding', () => {
  it('carries what both sides did', () => {
    const [finding] = diagnose({ outside: offline, inside: ok, host: tunnel })
    expect(finding?.evidence).toMatchObject({
      status: 404,
      ngrokErrorCode: 'ERR_NGROK_3200',
      url: `https://${tunnel}/api/payments/mpesa/callback`,
      app: { status: 200 },
    })
    expect(finding?.fix?.command).toBe('mpesa-doctor tunnel')
  })

  it('names the allowed methods, the neighbour and the final URL', () => {
    const method = diagnose({ outside: reply({ status: 405, headers: { allow: 'GET, HEAD' }, body: '' }) })
    expect(method[0]?.message).toContain('Allow: GET, HEAD')
    const route = diagnose({ outside: notFound, outsideVariants: { neighbour: ok } })
    expect(route[0]?.message).toContain('/payments/mpesa/callback')
    const redirect = diagnose({ outside: reply({ status: 301, headers: { location: `${path}/` }, body: '' }) })
    expect(redirect[0]?.fix?.summary).toContain(`https://shop.example${path}/`)
  })

  it('speaks the language of the framework', () => {
    const flask = reply({ status: 405, headers: { server: 'Werkzeug/3.0 Python/3.11', allow: 'GET' }, body: '' })
    expect(diagnose({ inside: flask })[0]?.fix?.code).toBe('@app.post("/api/payments/mpesa/callback")')
    const laravel = reply({ status: 419, body: 'CSRF token mismatch' })
    expect(diagnose({ outside: laravel })[0]?.fix?.code).toContain('validateCsrfTokens')
  })

  it('keeps control characters of the server out of its texts', () => {
    const hostile = diagnose({ outside: reply({ status: 500, body: 'Error: \u001b[2J\u0007gone' }) })
    expect(JSON.stringify(hostile)).not.toMatch(/\\u001b|\\u0007/)
  })

  it.each([
    '\n',
    '<',
    'a.',
    '<br> ',
    '<title',
    '<script>',
    'Error ',
    ' ',
    '"stack":"',
    '{"',
    'at a(',
    'reading ',
    'order ',
    '/a',
    '&nbsp;',
  ])('is made at once even from %j again and again', (piece) => {
    const body = piece.repeat(Math.floor(32_768 / piece.length))
    const startedAt = performance.now()
    for (const status of [200, 404, 500])
      diagnose({ outside: reply({ status, body }), inside: reply({ status, body }) })
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  it('stays short, however long the body is', () => {
    const [finding] = diagnose({ outside: reply({ status: 500, body: `Error: ${'x'.repeat(60_000)}` }) })
    expect(JSON.stringify(finding).length).toBeLessThan(2_000)
  })
})
