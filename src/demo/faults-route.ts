import type { Fault } from './fault.ts'
import { callbackPath, htmlReply, jsonReply, type ShopReply, type ShopRequest, textReply } from './shop-behaviour.ts'
import type { TrustedBody } from './shop-callback.ts'
import { csrfPage, singlePageApp } from './shop-pages.ts'

/** Faults of the app before its handler has anything to decide. */
export const routeFaults: readonly Fault[] = [
  {
    name: 'app-down',
    summary: 'The app crashed or was never started; the proxy in front of it runs',
    expect: 'app/not-listening',
    severity: 'error',
    shopDown: true,
  },
  {
    name: 'wrong-prefix',
    summary: 'The router is mounted without `/api`, the callback URL has it',
    expect: 'app/route-not-found',
    severity: 'error',
    shop: { callbackPath: callbackPath.replace('/api', '') },
  },
  {
    name: 'spa-fallback',
    summary: "The callback route was never deployed; every unknown path is answered with the front end's page",
    expect: 'app/html-reply',
    severity: 'error',
    shop: { callbackPath: null, notFound: () => htmlReply(200, singlePageApp()) },
  },
  {
    name: 'get-only',
    summary: 'The handler was registered for GET, as it was tried in a browser',
    expect: 'app/method-not-allowed',
    severity: 'error',
    shop: { callbackMethod: 'GET' },
  },
  {
    name: 'csrf',
    summary: 'The form protection of the framework covers the callback route, too',
    expect: 'app/csrf-rejected',
    severity: 'error',
    shop: { guard: requireCsrfToken },
  },
  {
    name: 'auth-required',
    summary: 'The login stands before every route under `/api`',
    expect: 'app/auth-required',
    severity: 'error',
    shop: { guard: requireLogin },
  },
  {
    name: 'rate-limited',
    summary: "The limit per address counts the proxy's address, which all requests share",
    expect: 'app/rate-limited',
    severity: 'error',
    shop: { guard: tooManyRequests },
  },
  {
    name: 'body-not-parsed',
    summary: 'Express without `express.json()`: the handler finds no body',
    expect: 'app/body-not-parsed',
    severity: 'error',
    shop: { parseBody: parseFormsOnly, readCallback: trustRequestBody },
  },
  {
    name: 'server-error',
    summary: 'A migration was not run on this database, and every callback ends in its error',
    expect: 'app/server-error',
    severity: 'error',
    shop: { readCallback: failOnMissingTable },
  },
  {
    name: 'slow-answer',
    summary: 'The handler sends the receipt by mail and makes a PDF before it answers',
    expect: 'app/slow-ack',
    severity: 'error',
    shop: { answerDelayMs: 12_000 },
  },
  {
    name: 'negative-ack',
    summary: 'The handler answers `ResultCode` 1 for payments that it does not know',
    expect: 'app/negative-ack',
    severity: 'warning',
    shop: {
      acknowledge: (settlement) =>
        settlement === 'unknown'
          ? jsonReply(200, { ResultCode: 1, ResultDesc: 'Transaction not found' })
          : jsonReply(200, { ResultCode: 0, ResultDesc: 'Accepted' }),
    },
  },
]

function isCallback(request: ShopRequest): boolean {
  return request.path === callbackPath
}

/** As Django's middleware does it, before any view runs. */
function requireCsrfToken(request: ShopRequest): ShopReply | null {
  if (request.method === 'GET' || request.method === 'HEAD' || request.headers['x-csrftoken'] !== undefined) return null
  return htmlReply(403, csrfPage(), { vary: 'Cookie', 'x-frame-options': 'DENY' })
}

function requireLogin(request: ShopRequest): ShopReply | null {
  if (!isCallback(request)) return null
  return textReply(302, 'Found. Redirecting to /login', { location: '/login', vary: 'Accept' })
}

/** The words and headers of the rate limiter that most Express apps use. */
function tooManyRequests(request: ShopRequest): ShopReply | null {
  if (!isCallback(request)) return null
  return htmlReply(429, 'Too many requests, please try again later.', {
    'retry-after': '600',
    'ratelimit-policy': '100;w=900',
    'ratelimit-limit': '100',
    'ratelimit-remaining': '0',
  })
}

/** Express with `express.urlencoded()` alone. */
function parseFormsOnly(request: ShopRequest): unknown {
  const type = String(request.headers['content-type'] ?? '')
  if (!type.startsWith('application/x-www-form-urlencoded')) return undefined
  return Object.fromEntries(new URLSearchParams(request.body))
}

function trustRequestBody(body: unknown): null {
  // Throws for want of a body; a form has one, in which the handler then finds no callback.
  void (body as Partial<TrustedBody>).Body?.stkCallback
  return null
}

function failOnMissingTable(): never {
  throw Object.assign(new Error('relation "mpesa_transactions" does not exist'), { name: 'error', code: '42P01' })
}
