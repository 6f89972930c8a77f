import { describe, expect, it } from 'vitest'
import { diagnoseReplies, readSituation } from '../../../src/checks/replies/diagnose-replies.ts'
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
  { what: 'a slash that nginx adds', outside: edge('nginx', 'folder-slash'), found: ['edge/redirect'] },
  { what: 'https that Apache wants', outside: edge('apache', 'to-https'), found: ['edge/redirect'] },
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
  { what: 'silence', outside: silent, found: ['edge/timeout'] },
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
  { what: 'a slash that Next.js wants', inside: app('next-production-slash'), found: ['edge/redirect'] },
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
    found: ['app/route-not-found'],
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
  { what: 'a path that takes GET', outside: route404, outsideVariants: { get: ack }, found: ['app/route-not-found~'] },
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
  { what: 'a redirect', outside: edge('nginx', 'location-slash'), inside: ack, found: ['edge/redirect'] },
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
  { what: 'and the URL is silent', outside: silent, inside: down, found: ['edge/timeout', 'app/not-listening'] },
  {
    what: 'and the URL is silent, by a guess',
    outside: silent,
    inside: down,
    origin: guess,
    found: ['edge/timeout', 'app/not-listening:info'],
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
    outside: app('next-production-slash'),
    inside: app('next-production-slash'),
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
  ['further requests tell more', lookedCloser],
  ['the app takes what the public URL refuses', publicRefuses],
  ['the app does not run', appIsDown],
  ['both fail, or the app', bothFail],
] as const)('where %s', (_, rows) => {
  it.each(rows.map((row) => [row.what, row] as const))('%s', (_what, { found, what, ...scene }) => {
    expect(foundIn(scene)).toEqual(found)
  })
})
