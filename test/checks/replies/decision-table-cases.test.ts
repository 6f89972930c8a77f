import { describe, expect, it } from 'vitest'
import { diagnoseReplies, readSituation } from '../../../src/checks/replies/diagnose-replies.ts'
import type { HttpReply } from '../../../src/core/http-port.ts'
import { app, edge } from './recorded-replies.ts'
import type { Scene } from './reply-builders.ts'
import { diagnose, down, fails, hintsOf, reply, silent } from './reply-builders.ts'

const ngrok = 'ab12.ngrok-free.app'
const guess = { kind: 'detected', how: 'a process of this folder listens' } as const
const port = { kind: 'env-file', file: '.env', line: 3, key: 'PORT' } as const
const ack = reply()
const acceptedElsewise = reply({ body: '{"received":true}' })
const closed = fails('closed')

const offline = reply({ status: 404, headers: { 'ngrok-error-code': 'ERR_NGROK_3200' }, body: '' })
const appDown = reply({ status: 502, headers: { 'ngrok-error-code': 'ERR_NGROK_8012' }, body: '' })
const limit = reply({ status: 429, headers: { 'ngrok-error-code': 'ERR_NGROK_734' }, body: '' })
const quickTunnelDown = reply({ status: 530, headers: { server: 'cloudflare' }, body: 'error code: 1033' })
const challenge = reply({ status: 403, headers: { 'cf-mitigated': 'challenge', server: 'cloudflare' }, body: '' })
const vercelWall = reply({
  status: 401,
  headers: { server: 'Vercel', 'set-cookie': '_vercel_sso_nonce=x' },
  body: '<!doctype html><title>Authentication Required</title>',
})

const nginx404 = edge('nginx', 'no-such-file')
const nginx405 = edge('nginx', 'static-post')
const nginx502 = edge('nginx', 'dead-upstream')
const nginx403 = edge('nginx', 'deny')
const spa = edge('serve', 'fallback')
const flask404 = app('flask-production-no-route')
const django404 = app('django-production-no-route')
const express404 = app('express-production-no-route')

/** The same reply with another `Location`: recordings were made with other paths. */
function leadingTo(location: string, exchange: HttpReply): HttpReply {
  return {
    ...exchange,
    headers: exchange.headers.map(([name, value]) => [name, name === 'location' ? location : value]),
  }
}
const withSlash = 'https://shop.example/api/payments/mpesa/callback/'
const nextSlash = leadingTo('/api/payments/mpesa/callback/', app('next-production-slash'))

interface Row extends Scene {
  readonly what: string
  /** `code`, `code:warning` where it is no error, `code~` where it is only likely, `code?` where it is only possible. */
  readonly found: readonly string[]
}

const healthy: readonly Row[] = [
  ...[
    'flask',
    'django',
    'fastapi',
    'express',
    'fastify',
    'koa',
    'nest',
    'next',
    'php',
    'rails',
    'symfony',
    'wordpress',
  ].flatMap((name): Row[] => {
    const good = app(name === 'express' ? 'express-debug-json' : `${name}-production-json`)
    return [
      { what: `${name} at the public URL`, outside: good, found: [] },
      { what: `${name} on this machine`, inside: good, found: [] },
      { what: `${name} through a tunnel`, outside: good, inside: good, host: ngrok, found: [] },
    ]
  }),
  ...['apache', 'caddy', 'haproxy', 'lighttpd', 'modsecurity', 'nginx', 'squid', 'varnish', 'vite'].map(
    (name): Row => ({ what: `${name} before an app`, outside: edge(name, 'healthy-ack-json'), inside: ack, found: [] }),
  ),
  { what: 'an app that answers without a body', outside: edge('nginx', 'healthy-ack-empty'), found: [] },
  { what: 'an app that answers 204', outside: edge('nginx', 'healthy-ack-no-content'), found: [] },
  { what: 'an app that answers 201', outside: edge('nginx', 'healthy-ack-created'), found: [] },
  { what: 'an app that answers OK', outside: edge('nginx', 'healthy-ack-text'), found: [] },
  {
    what: 'a deployed app, and a guessed port where a page answers',
    outside: ack,
    inside: spa,
    origin: guess,
    found: [],
  },
  {
    what: 'a deployed app, and a guessed port where something refuses',
    outside: ack,
    inside: nginx404,
    origin: guess,
    found: [],
  },
  {
    what: 'a tunnel, and a guessed port of another program',
    outside: ack,
    inside: flask404,
    origin: guess,
    host: ngrok,
    found: [],
  },
  {
    what: 'a deployed app, and a guessed port that is silent',
    outside: ack,
    inside: silent,
    origin: guess,
    found: [],
  },
]

const publicOnly: readonly Row[] = [
  { what: 'nginx without its app', outside: nginx502, found: ['edge/bad-gateway'] },
  { what: 'Caddy without its app', outside: edge('caddy', 'dead-upstream'), found: ['edge/bad-gateway'] },
  { what: 'HAProxy without its app', outside: edge('haproxy', 'dead-upstream'), found: ['edge/bad-gateway'] },
  { what: 'Varnish without its app', outside: edge('varnish', 'dead-upstream'), found: ['edge/bad-gateway'] },
  { what: 'nginx that waits in vain', outside: edge('nginx', 'slow-upstream'), found: ['edge/bad-gateway'] },
  {
    what: 'a slash that nginx adds',
    outside: leadingTo(withSlash, edge('nginx', 'folder-slash')),
    found: ['edge/redirect'],
  },
  { what: 'a path that Apache sends elsewhere', outside: edge('apache', 'to-https'), found: ['edge/redirect~'] },
  { what: 'a password of nginx', outside: edge('nginx', 'password'), found: ['edge/login-wall'] },
  { what: 'a password of Apache', outside: edge('apache', 'password'), found: ['edge/login-wall'] },
  { what: 'a body too large for nginx', outside: edge('nginx', 'too-large'), found: ['edge/body-rejected'] },
  { what: 'the site of the Debian package', outside: edge('nginx', 'default-site-post'), found: ['edge/default-page'] },
  { what: 'a limit of nginx', outside: edge('nginx', 'rate-limit-429'), found: ['edge/rate-limited'] },
  { what: 'a host that Vite does not know', outside: edge('vite', 'other-host'), found: ['edge/host-rejected'] },
  {
    what: "nginx' own 404 for every path",
    outside: nginx404,
    outsideVariants: { sibling: nginx404 },
    found: ['edge/default-page~'],
  },
  {
    what: "nginx' own 405 for every path: a front end without its API",
    outside: nginx405,
    outsideVariants: { sibling: nginx405 },
    found: ['edge/default-page~'],
  },
  {
    what: 'a 404 of nginx for this path only',
    outside: nginx404,
    outsideVariants: { sibling: flask404 },
    found: ['app/route-not-found~'],
  },
  { what: 'a 404 without any mark', outside: reply({ status: 404, body: '' }), found: ['app/route-not-found~'] },
  { what: 'a 403 without any mark', outside: reply({ status: 403, body: '' }), found: ['app/auth-required~'] },
  { what: 'a 401 without any mark', outside: reply({ status: 401, body: '' }), found: ['app/auth-required~'] },
  { what: 'a 405 without any mark', outside: reply({ status: 405, body: '' }), found: ['app/method-not-allowed~'] },
  { what: 'a 500 without any mark', outside: reply({ status: 500, body: 'oops' }), found: ['app/server-error~'] },
  {
    what: 'a 500 of this route only',
    outside: reply({ status: 500, body: 'oops' }),
    outsideVariants: { sibling: reply({ status: 404, body: '' }) },
    found: ['app/server-error'],
  },
  {
    what: 'a 405 of this route only',
    outside: reply({ status: 405, body: '' }),
    outsideVariants: { sibling: reply({ status: 404, body: '' }) },
    found: ['app/method-not-allowed'],
  },
  { what: 'a crash that Django signs', outside: app('django-production-crash'), found: ['app/server-error'] },
  { what: 'a method that Flask signs', outside: app('flask-production-get-only'), found: ['app/method-not-allowed'] },
  { what: "Laravel's 419", outside: reply({ status: 419, body: '' }), found: ['app/csrf-rejected'] },
  { what: "Django's form protection", outside: app('django-production-csrf'), found: ['app/csrf-rejected'] },
  {
    what: 'a front end that answers every path',
    outside: spa,
    outsideVariants: { sibling: spa, 'sibling-above': spa },
    found: ['app/html-reply'],
  },
  {
    what: 'a page of a route with a parameter',
    outside: spa,
    outsideVariants: { sibling: spa, 'sibling-above': flask404 },
    found: ['app/html-reply:warning'],
  },
  { what: 'a challenge of Cloudflare', outside: challenge, found: ['edge/challenge'] },
  { what: "Vercel's wall", outside: vercelWall, found: ['edge/login-wall'] },
  { what: 'a stale ngrok URL', outside: offline, host: ngrok, found: ['tunnel/offline'] },
  {
    what: 'a stale quick tunnel',
    outside: quickTunnelDown,
    host: 'a-b-c.trycloudflare.com',
    found: ['tunnel/offline'],
  },
  { what: 'an ngrok account that is used up', outside: limit, host: ngrok, found: ['tunnel/limit'] },
  { what: 'silence', outside: silent, found: ['edge/timeout~'] },
  { what: 'hanging up', outside: closed, found: ['edge/connection-closed'] },
  { what: 'refusing the second connection', outside: down, found: ['edge/connection-closed~'] },
  {
    what: 'a host that Django rejects without saying so',
    outside: app('django-hosts-json'),
    outsideVariants: { sibling: app('django-hosts-json') },
    found: ['edge/host-rejected~'],
  },
]

const appOnly: readonly Row[] = [
  { what: 'nothing on the port', inside: down, found: ['app/not-listening'] },
  { what: 'nothing on the port that the env file names', inside: down, origin: port, found: ['app/not-listening'] },
  { what: 'nothing on a guessed port', inside: down, origin: guess, found: ['app/not-listening:info?'] },
  { what: 'no answer', inside: silent, found: ['app/slow-ack'] },
  { what: 'no answer at a guessed port', inside: silent, origin: guess, found: ['app/slow-ack:warning?'] },
  { what: 'hanging up', inside: closed, found: ['app/server-error~'] },
  { what: 'hanging up at a guessed port', inside: closed, origin: guess, found: ['app/server-error:warning?'] },
  {
    what: 'no route in Django',
    inside: django404,
    insideVariants: { sibling: django404 },
    found: ['app/route-not-found'],
  },
  {
    what: 'no route in Express',
    inside: express404,
    insideVariants: { sibling: express404 },
    found: ['app/route-not-found'],
  },
  {
    what: 'a route that Flask has for GET',
    inside: app('flask-production-get-only'),
    found: ['app/method-not-allowed'],
  },
  { what: 'a crash of Flask', inside: app('flask-production-crash'), found: ['app/server-error'] },
  { what: 'a crash of Rails', inside: app('rails-production-crash'), found: ['app/server-error'] },
  { what: "Rails' form protection", inside: app('rails-debug-csrf'), found: ['app/csrf-rejected'] },
  { what: 'a login of WordPress', inside: app('wordpress-production-auth'), found: ['app/auth-required'] },
  { what: 'a redirect to a login', inside: app('php-production-login'), found: ['app/auth-required'] },
  { what: 'a slash that Next.js wants', inside: nextSlash, found: ['edge/redirect'] },
  { what: 'a limit of the app', inside: app('flask-production-limited'), found: ['app/rate-limited'] },
  { what: 'a 429 without any mark', inside: reply({ status: 429, body: '' }), found: ['app/rate-limited'] },
  { what: 'a 413 of the app', inside: reply({ status: 413, body: '' }), found: ['app/body-not-parsed~'] },
  {
    what: 'a guessed port without the route',
    inside: flask404,
    origin: guess,
    found: ['app/route-not-found:warning?'],
  },
  {
    what: 'a route that exists for GET only, where the framework says 404',
    inside: express404,
    insideVariants: {
      sibling: express404,
      options: reply({ status: 200, headers: { allow: 'GET,HEAD' }, body: 'GET,HEAD' }),
    },
    found: ['app/method-not-allowed'],
  },
]

const greeting = reply({ body: 'It works!\n', headers: { 'content-type': 'text/plain' } })
const okText = reply({ body: 'OK' })
const empty = reply({ body: '' })
const echoOf = (id: string, at: string) =>
  reply({
    body: JSON.stringify({ path: at, body: { Body: { stkCallback: { CheckoutRequestID: id, ResultCode: 1037 } } } }),
  })
const echo = echoOf('ws_CO_DOCTOR_0123456789abcdef0', '/api/payments/mpesa/callback')
const otherEcho = echoOf('ws_CO_DOCTOR_fedcba98765432100', '/api/payments/mpesa/mpesa-doctor-01234567')

const everyPath: readonly Row[] = [
  // The same words are healthy where they are the route's.
  ...[greeting, okText, empty, echo].map(
    (outside): Row => ({
      what: `only this path says ${JSON.stringify(outside.body.slice(0, 20))}`,
      outside,
      outsideVariants: { sibling: reply({ status: 404, body: '' }) },
      found: [],
    }),
  ),
  { what: 'an acknowledgement, whatever else there is', outside: ack, outsideVariants: { sibling: ack }, found: [] },
  { what: 'nobody asked elsewhere', outside: okText, found: [] },
  { what: 'a greeting', outside: greeting, outsideVariants: { sibling: greeting }, found: ['edge/default-page~'] },
  { what: 'OK', outside: okText, outsideVariants: { sibling: okText }, found: ['edge/default-page:warning?'] },
  { what: 'nothing', outside: empty, outsideVariants: { sibling: empty }, found: ['edge/default-page:warning?'] },
  { what: 'an echo', outside: echo, outsideVariants: { sibling: otherEcho }, found: ['edge/default-page:warning?'] },
  {
    what: 'OK at the level of the callback, and not above it',
    outside: okText,
    outsideVariants: { sibling: okText, 'sibling-above': reply({ status: 404, body: '' }) },
    found: [],
  },
  {
    what: 'OK of the app',
    inside: okText,
    insideVariants: { sibling: okText },
    found: ['app/route-not-found:warning?'],
  },
  {
    what: 'a greeting of the app',
    inside: greeting,
    insideVariants: { sibling: greeting },
    found: ['app/route-not-found~'],
  },
  {
    what: 'a greeting of a guessed app',
    inside: greeting,
    insideVariants: { sibling: greeting },
    origin: guess,
    found: ['app/route-not-found:warning?'],
  },
  {
    what: 'OK of both',
    outside: okText,
    inside: okText,
    outsideVariants: { sibling: okText },
    found: ['app/route-not-found:warning?'],
  },
  {
    what: 'OK before an app that answers with a result code',
    outside: okText,
    inside: ack,
    outsideVariants: { sibling: okText },
    found: ['edge/not-your-app~'],
  },
  {
    what: 'OK of this path only, before an app that answers with a result code',
    outside: okText,
    inside: ack,
    outsideVariants: { sibling: reply({ status: 404, body: '' }) },
    found: ['edge/not-your-app:warning?'],
  },
  {
    what: 'a password, which no framework asks for',
    outside: reply({ status: 401, headers: { 'www-authenticate': 'Basic realm="Staging"' }, body: '' }),
    outsideVariants: {
      sibling: reply({ status: 401, headers: { 'www-authenticate': 'Basic realm="Staging"' }, body: '' }),
    },
    found: ['edge/login-wall~'],
  },
  {
    what: 'a token, for which an app asks',
    outside: reply({ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: '' }),
    outsideVariants: { sibling: reply({ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: '' }) },
    found: ['app/auth-required~'],
  },
]

const slowAck = reply({ ms: 5_000 })
const gaveUp = reply({ status: 504, body: '', ms: 4_000 })

const lateness: readonly Row[] = [
  {
    what: 'a gateway that gave up before an app that answers late',
    outside: edge('nginx', 'slow-upstream'),
    inside: slowAck,
    found: ['edge/bad-gateway', 'app/slow-ack~'],
  },
  { what: 'the same without a name', outside: gaveUp, inside: slowAck, found: ['edge/bad-gateway~', 'app/slow-ack~'] },
  {
    what: 'silence before an app that answers late',
    outside: silent,
    inside: slowAck,
    found: ['edge/timeout', 'app/slow-ack~'],
  },
  {
    what: 'a gateway that says no at once, before an app that answers late',
    outside: nginx502,
    inside: slowAck,
    found: ['edge/bad-gateway', 'app/slow-ack:warning'],
  },
  { what: 'a gateway that gave up before a quick app', outside: gaveUp, inside: ack, found: ['edge/bad-gateway~'] },
  {
    what: 'a firewall before an app that answers late',
    outside: nginx403,
    inside: slowAck,
    found: ['edge/waf-block~', 'app/slow-ack:warning'],
  },
  { what: 'a quick deployed app, and a late one here', outside: ack, inside: slowAck, found: [] },
  {
    what: 'silence of both, where a process of the project listens',
    outside: silent,
    inside: silent,
    origin: guess,
    ownPorts: [5000],
    found: ['app/slow-ack'],
  },
  {
    what: 'silence of both, where any program may listen',
    outside: silent,
    inside: silent,
    origin: guess,
    ownPorts: [8000],
    found: ['edge/timeout~'],
  },
  {
    what: 'a public URL that takes it, and a silent process of the project',
    outside: ack,
    inside: silent,
    origin: guess,
    ownPorts: [5000],
    found: [],
  },
]

const route404 = reply({ status: 404, body: '' })
const refused400 = reply({ status: 400, body: 'Bad Request' })
const refused500 = reply({ status: 500, body: 'oops' })

const lookedCloser: readonly Row[] = [
  {
    what: 'a content type that is compared letter by letter',
    inside: refused500,
    insideVariants: { sibling: route404, 'plain-json': refused500, 'spaced-json': ack },
    found: ['app/body-not-parsed'],
  },
  {
    what: 'a content type without its charset',
    inside: refused400,
    insideVariants: { sibling: route404, 'plain-json': ack },
    found: ['app/body-not-parsed'],
  },
  { what: 'a form', inside: refused400, insideVariants: { form: ack }, found: ['app/body-not-parsed~'] },
  { what: 'metadata', inside: refused500, insideVariants: { metadata: ack }, found: ['handler/crashes'] },
  {
    what: 'a refusal that every path gets',
    inside: refused400,
    insideVariants: { sibling: refused400 },
    found: ['app/payload-rejected?'],
  },
  {
    what: 'a crash that every path gets',
    inside: refused500,
    insideVariants: { sibling: refused500 },
    found: ['app/server-error'],
  },
  {
    what: 'a list of addresses, by the app on this machine',
    outside: reply({ status: 403, body: 'Forbidden' }),
    inside: reply({ status: 403, body: 'Forbidden' }),
    insideVariants: { 'as-safaricom': ack },
    found: ['edge/ip-allowlist~'],
  },
  {
    what: 'a refusal that no claimed address softens',
    outside: reply({ status: 403, body: 'Forbidden' }),
    inside: reply({ status: 403, body: 'Forbidden' }),
    insideVariants: { 'as-safaricom': reply({ status: 403, body: 'Forbidden' }) },
    found: ['app/auth-required~'],
  },
  {
    what: 'a path that takes GET',
    outside: route404,
    outsideVariants: { get: ack },
    found: ['app/method-not-allowed~'],
  },
  {
    what: 'a path that takes GET, and one beside it that takes nothing',
    inside: express404,
    insideVariants: { sibling: express404, get: ack },
    found: ['app/method-not-allowed'],
  },
  {
    what: 'a path that takes POST, and a payment that its handler does not know',
    inside: django404,
    insideVariants: {
      sibling: django404,
      options: reply({ status: 200, headers: { allow: 'POST, OPTIONS' }, body: '' }),
    },
    found: ['app/payload-rejected:warning~'],
  },
  {
    what: 'the same, told by GET',
    inside: django404,
    insideVariants: { sibling: django404, get: reply({ status: 405, headers: { allow: 'POST' }, body: '' }) },
    found: ['app/payload-rejected:warning~'],
  },
  {
    what: 'methods that a web server lists for any path',
    outside: route404,
    outsideVariants: {
      sibling: reply({ status: 404, body: 'x' }),
      options: reply({ status: 200, headers: { allow: 'OPTIONS, HEAD, GET, POST, TRACE' }, body: '' }),
    },
    found: ['app/route-not-found~'],
  },
  {
    what: 'a handler that GET makes crash',
    inside: django404,
    insideVariants: { sibling: django404, get: reply({ status: 500, body: '' }) },
    found: ['app/route-not-found~'],
  },
  {
    what: "the words of Django's get_object_or_404",
    inside: reply({ status: 404, body: '{"detail":"No Order matches the given query."}' }),
    insideVariants: { sibling: reply({ status: 404, body: '{"detail":"Not found."}' }) },
    found: ['app/payload-rejected:warning~'],
  },
  {
    what: 'the same on the page of debug mode',
    inside: reply({
      status: 404,
      body: '<!DOCTYPE html><html><head><title>Page not found at /pay/cb</title></head><body><h1>Page not found</h1><p>No Payment matches the given query.</p></body></html>',
    }),
    insideVariants: { sibling: route404 },
    found: ['app/payload-rejected:warning~'],
  },
  {
    what: 'an app that wakes up',
    outside: reply({ ms: 5_000 }),
    outsideVariants: { again: ack },
    found: ['edge/cold-start:warning'],
  },
  {
    what: 'an app that stays slow',
    outside: reply({ ms: 5_000 }),
    outsideVariants: { again: reply({ ms: 4_800 }) },
    found: ['app/slow-ack:warning'],
  },
  {
    what: 'an app that wakes up to show a page',
    outside: { ...spa, timings: { ...spa.timings, totalMs: 6_000 } },
    outsideVariants: { again: spa, sibling: spa, 'sibling-above': spa },
    found: ['app/html-reply', 'edge/cold-start:warning'],
  },
]

const publicRefuses: readonly Row[] = [
  { what: 'nginx denies', outside: nginx403, inside: ack, found: ['edge/waf-block~'] },
  { what: 'a 403 without marks', outside: reply({ status: 403, body: '' }), inside: ack, found: ['edge/waf-block~'] },
  { what: 'a 401 without marks', outside: reply({ status: 401, body: '' }), inside: ack, found: ['edge/login-wall~'] },
  { what: 'ModSecurity', outside: edge('modsecurity', 'status-406'), inside: ack, found: ['edge/waf-block~'] },
  { what: 'a gateway although the app answers', outside: nginx502, inside: ack, found: ['edge/bad-gateway'] },
  { what: 'a 503 without marks', outside: reply({ status: 503, body: '' }), inside: ack, found: ['edge/bad-gateway~'] },
  { what: 'a login page', outside: app('flask-production-auth-redirect'), inside: ack, found: ['edge/login-wall~'] },
  {
    what: 'a redirect',
    outside: leadingTo(withSlash, edge('nginx', 'location-slash')),
    inside: ack,
    found: ['edge/redirect'],
  },
  { what: 'silence', outside: silent, inside: ack, found: ['edge/timeout'] },
  { what: 'hanging up', outside: closed, inside: ack, found: ['edge/connection-closed'] },
  { what: "another app's 404", outside: django404, inside: ack, found: ['edge/not-your-app~'] },
  {
    what: "another app's 404 through a tunnel",
    outside: flask404,
    inside: ack,
    host: ngrok,
    found: ['edge/not-your-app~'],
  },
  { what: "another app's 405", outside: app('flask-production-get-only'), inside: ack, found: ['edge/not-your-app~'] },
  { what: 'a 404 of nginx, once', outside: nginx404, inside: ack, found: ['edge/not-your-app~'] },
  {
    what: 'a 404 of nginx for every path',
    outside: nginx404,
    inside: ack,
    outsideVariants: { sibling: nginx404 },
    found: ['edge/default-page~'],
  },
  {
    what: 'a 405 of nginx for every path',
    outside: nginx405,
    inside: ack,
    outsideVariants: { sibling: nginx405 },
    found: ['edge/default-page~'],
  },
  {
    what: 'a front end for every path',
    outside: spa,
    inside: ack,
    outsideVariants: { sibling: spa, 'sibling-above': spa },
    found: ['edge/default-page'],
  },
  { what: 'a front end, once', outside: spa, inside: ack, found: ['edge/not-your-app~'] },
  {
    what: 'a crash of what is deployed',
    outside: app('django-production-crash'),
    inside: ack,
    found: ['edge/not-your-app~'],
  },
  {
    what: 'another acknowledgement through a tunnel',
    outside: acceptedElsewise,
    inside: ack,
    host: ngrok,
    found: ['edge/not-your-app~'],
  },
  {
    what: 'another acknowledgement of a deployed app',
    outside: acceptedElsewise,
    inside: ack,
    found: ['edge/not-your-app:warning?'],
  },
  {
    what: 'a guessed app that takes callbacks',
    outside: nginx403,
    inside: ack,
    origin: guess,
    found: ['edge/waf-block~'],
  },
  {
    what: 'a guessed program that takes anything',
    outside: reply({ status: 404, body: '' }),
    inside: acceptedElsewise,
    origin: guess,
    found: ['app/route-not-found~'],
  },
]

const appIsDown: readonly Row[] = [
  {
    what: 'behind ngrok',
    outside: appDown,
    inside: down,
    host: ngrok,
    found: ['tunnel/app-down', 'app/not-listening'],
  },
  { what: 'behind nginx', outside: nginx502, inside: down, found: ['edge/bad-gateway', 'app/not-listening'] },
  {
    what: 'behind nginx, by the env file',
    outside: nginx502,
    inside: down,
    origin: port,
    found: ['edge/bad-gateway', 'app/not-listening~'],
  },
  {
    what: 'behind nginx, by a guess',
    outside: nginx502,
    inside: down,
    origin: guess,
    found: ['edge/bad-gateway', 'app/not-listening?'],
  },
  { what: 'and the URL is silent', outside: silent, inside: down, found: ['edge/timeout~', 'app/not-listening'] },
  {
    what: 'and the URL is silent, by a guess',
    outside: silent,
    inside: down,
    origin: guess,
    found: ['edge/timeout~', 'app/not-listening:info'],
  },
  {
    what: 'and the tunnel is offline',
    outside: offline,
    inside: down,
    host: ngrok,
    found: ['tunnel/offline', 'app/not-listening'],
  },
  {
    what: 'and a deployed app takes callbacks',
    outside: ack,
    inside: down,
    origin: port,
    found: ['app/not-listening:info'],
  },
  {
    what: 'and a deployed app is behind a challenge',
    outside: challenge,
    inside: down,
    origin: port,
    found: ['edge/challenge', 'app/not-listening:info'],
  },
  {
    what: 'and a deployed app has no route',
    outside: django404,
    inside: down,
    origin: port,
    found: ['app/route-not-found~', 'app/not-listening:info'],
  },
  {
    what: 'and something else answers through the tunnel',
    outside: flask404,
    inside: down,
    host: ngrok,
    found: ['edge/not-your-app~', 'app/not-listening'],
  },
]

const bothFail: readonly Row[] = [
  {
    what: 'no route in Flask',
    outside: flask404,
    inside: flask404,
    insideVariants: { sibling: flask404 },
    found: ['app/route-not-found'],
  },
  {
    what: 'no route in Flask, through ngrok',
    outside: flask404,
    inside: flask404,
    host: ngrok,
    found: ['app/route-not-found~'],
  },
  {
    what: 'a crash',
    outside: app('express-production-crash'),
    inside: app('express-production-crash'),
    found: ['app/server-error'],
  },
  {
    what: "Django's form protection",
    outside: app('django-production-csrf'),
    inside: app('django-production-csrf'),
    found: ['app/csrf-rejected'],
  },
  {
    what: 'a guessed app with the same fault',
    outside: flask404,
    inside: flask404,
    origin: guess,
    insideVariants: { sibling: flask404 },
    found: ['app/route-not-found'],
  },
  { what: 'silence', outside: silent, inside: silent, found: ['app/slow-ack'] },
  {
    what: 'silence, and a gateway that gave up',
    outside: edge('nginx', 'slow-upstream'),
    inside: silent,
    found: ['edge/bad-gateway', 'app/slow-ack'],
  },
  {
    what: 'hanging up, and a gateway',
    outside: edge('nginx', 'closing-upstream'),
    inside: closed,
    found: ['edge/bad-gateway', 'app/server-error~'],
  },
  {
    what: 'a slash',
    outside: nextSlash,
    inside: nextSlash,
    found: ['edge/redirect'],
  },
  {
    what: 'a challenge before a crash',
    outside: challenge,
    inside: app('django-production-crash'),
    found: ['edge/challenge', 'app/server-error'],
  },
  {
    what: 'an offline tunnel before no route',
    outside: offline,
    inside: express404,
    host: ngrok,
    found: ['tunnel/offline', 'app/route-not-found~'],
  },
  {
    what: 'two refusals that do not agree',
    outside: django404,
    inside: app('express-production-crash'),
    found: ['edge/not-your-app?', 'app/server-error'],
  },
  {
    what: 'a refusal, and a guessed port of another program',
    outside: django404,
    inside: app('express-production-crash'),
    origin: guess,
    found: ['app/route-not-found~'],
  },
  {
    what: 'a deployed app that takes it, and a named one that crashes',
    outside: ack,
    inside: app('flask-production-crash'),
    found: ['app/server-error'],
  },
  {
    what: 'a deployed app that takes it, and one of the env file that crashes',
    outside: ack,
    inside: app('flask-production-crash'),
    origin: port,
    found: ['app/server-error:info'],
  },
  {
    what: 'a tunnel that takes what the app refuses',
    outside: ack,
    inside: flask404,
    host: ngrok,
    found: ['edge/not-your-app~'],
  },
  {
    what: 'a tunnel to an app that was slow at first',
    outside: ack,
    inside: silent,
    host: ngrok,
    found: ['app/slow-ack:warning?'],
  },
]

describe('the judgement of a run', () => {
  it('is made once for the same observations, and anew for others', () => {
    const seen = hintsOf({ outside: ack, inside: ack })
    const first = diagnoseReplies(seen)
    expect(diagnoseReplies({ ...seen })).toBe(first)
    expect(readSituation({ ...seen })).toBe(readSituation(seen))
    const other = diagnoseReplies({ ...seen, publicReply: hintsOf({ outside: nginx502 }).publicReply })
    expect(other.map(({ code }) => code)).toEqual(['edge/bad-gateway'])
    expect(diagnoseReplies(seen)).toEqual(first)
  })

  it('says what would settle a doubt, and what a difference is', () => {
    const [alone] = diagnose({ outside: reply({ status: 500, body: 'oops' }) })
    expect(alone).toMatchObject({ confidence: 'likely', why: expect.stringContaining('`--app-url`') })
    const [different] = diagnose({ outside: django404, inside: ack })
    expect(different?.why).toMatch(/answers 404 Not Found .* answers 200 OK/)
  })
})

function foundIn(scene: Scene): readonly string[] {
  const signs = { certain: '', likely: '~', possible: '?' } as const
  return diagnose(scene).map(
    ({ code, severity, confidence }) =>
      `${code}${severity === 'error' ? '' : `:${severity}`}${severity === 'warning' && confidence === 'certain' ? '' : signs[confidence]}`,
  )
}

describe.each([
  ['nothing is wrong', healthy],
  ['only the public URL was seen', publicOnly],
  ['only the app was seen', appOnly],
  ['every path gets the same', everyPath],
  ['the app is late', lateness],
  ['further requests tell more', lookedCloser],
  ['the app takes what the public URL refuses', publicRefuses],
  ['the app does not run', appIsDown],
  ['both fail, or the app', bothFail],
] as const)('where %s', (_, rows) => {
  it.each(rows.map((row) => [row.what, row] as const))('%s', (_what, { found, what, ...scene }) => {
    expect(foundIn(scene)).toEqual(found)
  })
})
