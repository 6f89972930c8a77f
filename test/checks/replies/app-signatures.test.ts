import { describe, expect, it } from 'vitest'
import { appSignatures } from '../../../src/checks/replies/app-signatures.ts'
import { classifyReply } from '../../../src/checks/replies/classify-reply.ts'
import { readReply } from '../../../src/checks/replies/reply-facts.ts'
import { matchSignature } from '../../../src/checks/replies/signature.ts'
import { factsOf, recordedNames } from './recorded-apps.ts'
import { reply } from './reply-builders.ts'

/** What each recorded fault means by itself. */
const faults: Readonly<Record<string, readonly string[]>> = {
  'app/auth-required': [
    'django-production-auth',
    'django-production-rest-auth',
    'express-debug-auth',
    'express-debug-auth-redirect',
    'express4-debug-auth',
    'express4-debug-auth-redirect',
    'fastapi-production-auth',
    'fastapi-production-unauthorized',
    'fastify-production-auth',
    'flask-production-auth',
    'flask-production-auth-redirect',
    'flask-production-forbidden',
    'nest-production-forbidden',
    'nest-production-guarded',
    'nest-production-unauthorized',
    'next-debug-auth-redirect',
    'next-production-auth-redirect',
    'php-production-login',
    'rails-production-auth',
    'rails-production-auth-redirect',
    'symfony-production-forbidden',
    'wordpress-production-auth',
  ],
  'app/body-not-parsed': [
    'django-debug-form',
    'django-production-rest-form',
    'express-debug-form-parser',
    'express-debug-no-parser',
    'express-debug-small-body',
    'express4-debug-form-parser',
    'express4-debug-no-parser',
    'express4-debug-small-body',
    'fastapi-debug-key-error',
    'fastify-production-body',
    'fastify-production-no-parser',
    'flask-debug-form',
    'flask-debug-key-error',
    'hapi-production-form',
  ],
  'app/csrf-rejected': [
    'django-debug-csrf',
    'django-production-csrf',
    'express-debug-csrf-csrf',
    'express-debug-csurf',
    'express-production-csurf',
    'express4-debug-csrf-csrf',
    'express4-debug-csurf',
    'express4-production-csurf',
    'fastify-production-csrf',
    'flask-debug-csrf',
    'flask-production-csrf',
    'rails-debug-csrf',
    'rails-production-csrf',
  ],
  'app/method-not-allowed': [
    'django-production-get-only',
    'django-production-rest-get-only',
    'fastapi-production-get-only',
    'flask-production-get-only',
    'koa-production-get-only',
    'next-debug-get-only',
    'next-production-get-only',
    'next-production-page',
    'symfony-debug-get-only',
    'symfony-production-get-only',
  ],
  'app/payload-rejected': [
    'django-production-rest-validated',
    'express-debug-validated',
    'express4-debug-validated',
    'fastapi-production-validated',
    'fastify-production-validated',
    'flask-production-form',
    'nest-production-validated',
    'rails-debug-required',
    'rails-production-required',
    'symfony-hosts-json',
    'wordpress-production-validated',
  ],
  'app/rate-limited': [
    'django-production-rest-limited',
    'express-limits-limited',
    'express-limits-limited-legacy',
    'express4-limits-limited',
    'express4-limits-limited-legacy',
    'fastify-limits-limited',
    'flask-production-limited',
    'nest-limits-limited',
  ],
  'app/route-not-found': [
    'django-debug-no-route',
    'django-debug-slash',
    'django-production-no-route',
    'express-debug-get-only',
    'express-debug-no-route',
    'express-production-no-route',
    'express4-debug-get-only',
    'express4-debug-no-route',
    'express4-production-no-route',
    'fastapi-production-no-route',
    'fastify-production-get-only',
    'fastify-production-no-route',
    'flask-debug-no-route',
    'flask-production-no-route',
    'hapi-production-get-only',
    'hapi-production-no-route',
    'koa-production-no-route',
    'nest-production-get-only',
    'nest-production-no-route',
    'next-debug-no-route',
    'next-production-no-route',
    'php-production-no-route',
    'rails-debug-no-route',
    'rails-production-get-only',
    'rails-production-no-route',
    'symfony-debug-no-route',
    'symfony-production-no-route',
    'symfony-production-slash',
    'wordpress-production-get-only',
    'wordpress-production-no-route',
    'wordpress-production-page',
  ],
  'app/server-error': [
    'django-debug-crash',
    'django-production-crash',
    'django-production-form',
    'django-production-metadata',
    'express-debug-crash',
    'express-production-crash',
    'express-production-no-parser',
    'express4-debug-crash',
    'express4-production-crash',
    'express4-production-no-parser',
    'fastapi-debug-crash',
    'fastapi-production-crash',
    'fastapi-production-key-error',
    'fastapi-production-metadata',
    'fastify-production-crash',
    'flask-debug-crash',
    'flask-production-crash',
    'flask-production-key-error',
    'flask-production-metadata',
    'hapi-production-crash',
    'koa-production-body',
    'nest-no-parser-no-parser',
    'nest-production-crash',
    'nest-production-metadata',
    'next-debug-body',
    'next-debug-crash',
    'next-debug-metadata',
    'next-production-body',
    'next-production-crash',
    'next-production-metadata',
    'php-debug-crash',
    'php-debug-html-crash',
    'php-debug-missing-function',
    'php-production-crash',
    'rails-debug-crash',
    'rails-debug-metadata',
    'rails-debug-nil',
    'rails-production-crash',
    'rails-production-metadata',
    'rails-production-nil',
    'symfony-debug-crash',
    'symfony-production-crash',
    'wordpress-production-crash',
  ],
  'edge/host-rejected': [
    'django-hosts-debug-json',
    'django-hosts-json',
    'fastapi-hosts-json',
    'rails-hosts-json',
    'vite-hosts-json',
  ],
  'edge/redirect': [
    'django-production-slash',
    'fastapi-production-slash',
    'flask-debug-slash',
    'flask-production-slash',
    'next-debug-slash',
    'next-production-slash',
  ],
  'handler/crashes': [
    'django-debug-metadata',
    'express-debug-metadata',
    'express4-debug-metadata',
    'fastapi-debug-metadata',
    'fastify-production-metadata',
    'flask-debug-metadata',
    'symfony-debug-metadata',
  ],
}

/** Replies that a callback may have; what is wrong with some of them is judged elsewhere. */
const accepted: readonly string[] = [
  'django-production-empty',
  'django-production-json',
  'django-production-rest-json',
  'django-production-text',
  'express-debug-empty',
  'express-debug-json',
  'express-debug-text',
  'express4-debug-empty',
  'express4-debug-json',
  'express4-debug-text',
  'fastapi-production-empty',
  'fastapi-production-json',
  'fastapi-production-text',
  'fastify-production-empty',
  'fastify-production-json',
  'fastify-production-text',
  'flask-production-empty',
  'flask-production-json',
  'flask-production-page',
  'flask-production-text',
  'hapi-production-json',
  'koa-production-json',
  'nest-production-empty',
  'nest-production-json',
  'nest-production-text',
  'next-debug-empty',
  'next-debug-json',
  'next-debug-page',
  'next-production-empty',
  'next-production-json',
  'php-debug-html-warning',
  'php-debug-null',
  'php-debug-warning',
  'php-production-empty',
  'php-production-json',
  'php-production-text',
  'php-production-warning',
  'rails-production-empty',
  'rails-production-json',
  'rails-production-text',
  'symfony-production-empty',
  'symfony-production-form',
  'symfony-production-json',
  'symfony-production-metadata',
  'symfony-production-text',
  'wordpress-production-empty',
  'wordpress-production-json',
  'wordpress-production-warning',
]

/** Marks that name the one who answered. */
const named: readonly (readonly [name: string, code: string, by: string, confidence: string])[] = [
  ['django-debug-csrf', 'app/csrf-rejected', 'Django', 'certain'],
  ['django-debug-slash', 'app/route-not-found', 'Django', 'certain'],
  ['django-hosts-debug-json', 'edge/host-rejected', 'Django', 'certain'],
  ['django-hosts-json', 'edge/host-rejected', 'Django', 'likely'],
  ['django-production-csrf', 'app/csrf-rejected', 'Django', 'certain'],
  ['django-production-rest-form', 'app/body-not-parsed', 'Django REST framework', 'certain'],
  ['django-production-rest-limited', 'app/rate-limited', 'Django REST framework', 'certain'],
  ['express-debug-csrf-csrf', 'app/csrf-rejected', 'Express', 'certain'],
  ['express-debug-csurf', 'app/csrf-rejected', 'Express', 'certain'],
  ['express-debug-small-body', 'app/body-not-parsed', 'Express', 'certain'],
  ['express-limits-limited-legacy', 'app/rate-limited', 'Express', 'certain'],
  ['express-limits-limited', 'app/rate-limited', 'Express', 'certain'],
  ['express-production-csurf', 'app/csrf-rejected', 'Express', 'likely'],
  ['express4-debug-csrf-csrf', 'app/csrf-rejected', 'Express', 'certain'],
  ['express4-debug-csurf', 'app/csrf-rejected', 'Express', 'certain'],
  ['express4-debug-small-body', 'app/body-not-parsed', 'Express', 'certain'],
  ['express4-limits-limited-legacy', 'app/rate-limited', 'Express', 'certain'],
  ['express4-limits-limited', 'app/rate-limited', 'Express', 'certain'],
  ['express4-production-csurf', 'app/csrf-rejected', 'Express', 'likely'],
  ['fastapi-hosts-json', 'edge/host-rejected', 'FastAPI', 'certain'],
  ['fastify-limits-limited', 'app/rate-limited', 'Fastify', 'certain'],
  ['fastify-production-csrf', 'app/csrf-rejected', 'Fastify', 'certain'],
  ['fastify-production-no-parser', 'app/body-not-parsed', 'Fastify', 'certain'],
  ['flask-debug-csrf', 'app/csrf-rejected', 'Flask', 'certain'],
  ['flask-production-csrf', 'app/csrf-rejected', 'Flask', 'certain'],
  ['flask-production-limited', 'app/rate-limited', 'Flask', 'certain'],
  ['nest-limits-limited', 'app/rate-limited', 'NestJS', 'certain'],
  ['php-debug-crash', 'app/server-error', 'PHP', 'certain'],
  ['php-debug-html-crash', 'app/server-error', 'PHP', 'certain'],
  ['php-debug-missing-function', 'app/server-error', 'PHP', 'certain'],
  ['rails-debug-csrf', 'app/csrf-rejected', 'Rails', 'certain'],
  ['rails-hosts-json', 'edge/host-rejected', 'Rails', 'certain'],
  ['rails-production-csrf', 'app/csrf-rejected', 'Rails', 'likely'],
  ['vite-hosts-json', 'edge/host-rejected', 'Vite', 'certain'],
  ['wordpress-production-auth', 'app/auth-required', 'WordPress', 'certain'],
  ['wordpress-production-crash', 'app/server-error', 'WordPress', 'certain'],
  ['wordpress-production-get-only', 'app/route-not-found', 'WordPress', 'certain'],
  ['wordpress-production-no-route', 'app/route-not-found', 'WordPress', 'certain'],
  ['wordpress-production-validated', 'app/payload-rejected', 'WordPress', 'certain'],
]

const rows = Object.entries(faults).flatMap(([code, names]) => names.map((name) => [name, code] as const))

describe('a recorded reply', () => {
  it('is in one of the tables', () => {
    expect([...rows.map(([name]) => name), ...accepted].toSorted()).toEqual(recordedNames().toSorted())
  })

  it.each(rows)('%s means %s', (name, code) => {
    expect(classifyReply(factsOf(name), undefined)?.code).toBe(code)
  })

  it.each(accepted)('%s is accepted', (name) => {
    expect(classifyReply(factsOf(name), undefined)).toBeUndefined()
    expect(matchSignature(appSignatures, factsOf(name), undefined)).toBeUndefined()
  })

  it.each(named)('%s means %s, says %s, %s', (name, code, by, confidence) => {
    const row = matchSignature(appSignatures, factsOf(name), undefined)
    expect({ code: row?.code, by: row?.by, confidence: row?.confidence ?? 'certain' }).toEqual({ code, by, confidence })
  })
})

/** Of frameworks that cannot be recorded here, after their source. */
const written: readonly (readonly [
  what: string,
  status: number,
  headers: Record<string, string>,
  body: string,
  code: string,
])[] = [
  ['Laravel, in JSON', 419, {}, '{"message": "CSRF token mismatch."}', 'app/csrf-rejected'],
  ['Laravel, a page', 419, {}, '<title>Page Expired</title>', 'app/csrf-rejected'],
  ['Laravel without a login page', 500, {}, 'Route [login] not defined.', 'app/auth-required'],
  [
    'Laravel, a failed validation',
    302,
    { location: 'https://shop.example', 'set-cookie': 'laravel_session=eyJpdiI6; path=/' },
    '',
    'app/payload-rejected',
  ],
  ['Laravel, maintenance in JSON', 503, {}, '{"message": "Service Unavailable"}', 'app/maintenance'],
  ['Laravel, a limit', 429, {}, '{"message":"Too Many Attempts."}', 'app/rate-limited'],
  ['Laravel, a host', 400, {}, '{"message":"Untrusted Host \\"x.example\\"."}', 'edge/host-rejected'],
  ['Spring Security', 403, {}, '{"status":403,"message":"Invalid CSRF Token \'null\' was found"}', 'app/csrf-rejected'],
  ['ASP.NET Core, a form', 400, {}, 'AntiforgeryValidationException: x', 'app/csrf-rejected'],
  ['ASP.NET Core, a host', 400, {}, '<h2>Bad Request - Invalid Hostname</h2>', 'edge/host-rejected'],
  ['SvelteKit', 403, {}, 'Cross-site POST form submissions are forbidden', 'app/csrf-rejected'],
  ['CodeIgniter', 403, {}, 'The action you requested is not allowed.', 'app/csrf-rejected'],
  ['WordPress, a nonce', 403, {}, '{"code":"rest_cookie_invalid_nonce","message":"x"}', 'app/csrf-rejected'],
  ['WordPress, an update', 503, {}, 'Briefly unavailable for scheduled maintenance.', 'app/maintenance'],
  ['Flask, a host', 400, {}, "Host 'x.example' is not trusted", 'edge/host-rejected'],
  ['webpack-dev-server', 403, {}, 'Invalid Host header', 'edge/host-rejected'],
  ['rack-attack', 429, {}, 'Retry later\n', 'app/rate-limited'],
  ['slowapi', 429, {}, '{"error":"Rate limit exceeded: 1 per 1 minute"}', 'app/rate-limited'],
  ['body-parser', 415, {}, 'UnsupportedMediaTypeError: unsupported charset "X"', 'app/body-not-parsed'],
]

/** Look like one of the marks, and are none. */
const harmless: readonly (readonly [
  what: string,
  status: number,
  headers: Record<string, string>,
  body: string,
  code: string | undefined,
])[] = [
  [
    'a refusal that carries a token for forms',
    403,
    {},
    '<meta name="csrf-token" content="x">Forbidden',
    'app/auth-required',
  ],
  ['an acknowledgement about CSRF', 200, {}, '{"ok":true,"note":"no csrf token needed"}', undefined],
  ['a redirect of a site without Laravel', 302, { location: 'https://www.shop.example/' }, '', 'edge/redirect'],
  ['Nest that is overloaded', 503, {}, '{"message":"Service Unavailable","statusCode":503}', 'app/server-error'],
  ['an acknowledgement with a word of PHP', 200, {}, '{"ok":true,"note":"no Fatal error: none"}', undefined],
  ['validation that names the field', 422, {}, '{"errors":{"CallbackMetadata":["required"]}}', 'app/payload-rejected'],
]

describe('a reply', () => {
  it.each(written)('of %s (%d)', (_what, status, headers, body, code) => {
    expect(classifyReply(readReply(reply({ status, headers, body })), undefined)?.code).toBe(code)
  })

  it.each(harmless)('that is %s (%d) is nothing more', (_what, status, headers, body, code) => {
    const classified = classifyReply(readReply(reply({ status, headers, body })), undefined)
    expect(classified?.code).toBe(code)
    expect(classified?.by).toBeUndefined()
  })
})

describe('the table of apps', () => {
  it('says of every row where it is known from', () => {
    expect(appSignatures.filter(({ source }) => source === undefined || source.length < 8)).toEqual([])
  })

  it.each([
    ['one letter', 'a'],
    ['opening tags', '<title>'],
    ['the words of marks', 'property key attribute reading '],
    ['more words', 'invalid csrf csrf missing '],
    ['blanks', ' '],
    ['doctypes', '<!doctype html> <html lang="en"> <head> '],
    ['warnings', 'Warning: '],
    ['JSON', '{"message":"'],
  ])('reads 64 KiB of %s in no time', (_what, part) => {
    const facts = readReply(reply({ status: 400, body: part.repeat(65_536 / part.length) }))
    const start = performance.now()
    classifyReply(facts, undefined)
    expect(performance.now() - start).toBeLessThan(500)
  })
})
