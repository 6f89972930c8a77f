import type { Scenario } from '../helpers/scenario.ts'
import type { Kit, Setup } from '../helpers/scenario-kit.ts'
import type { Answer, Asked, Reply } from '../helpers/scenario-replies.ts'
import { accepted, at, html, json, text } from '../helpers/scenario-replies.ts'

const path = '/api/payments/callback'

/** The app is asked through the public URL, and a second time itself. */
const app =
  (answer: Answer) =>
  async (kit: Kit): Promise<Setup> =>
    (await kit.publish(answer)).withApp()

const goodApp = app(accepted)

const row =
  (source: Scenario['source']) =>
  (code: string, name: string, fault: Answer, twin: Answer = accepted, more: Partial<Scenario> = {}): Scenario => ({
    code,
    name,
    source,
    fault: app(fault),
    twin: twin === accepted ? goodApp : app(twin),
    ...more,
  })

/** The reply of a framework that is documented so. */
const documented = row('reply')
/** An app on node:http that behaves so. */
const real = row('server')

const express = { 'x-powered-by': 'Express' }
const laravel = {
  'set-cookie': 'laravel_session=eyJpdiI6ImludmVudGVk; path=/; httponly; samesite=lax',
  'cache-control': 'no-cache, private',
}
const cannotPost = (asked: Asked): Reply =>
  html(
    `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot ${asked.method} ${asked.path}</pre>\n</body>\n</html>\n`,
    404,
    express,
  )
const expressError = (stack: string): Reply =>
  html(
    `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${stack}</pre>\n</body>\n</html>\n`,
    500,
    express,
  )

const bodyOf = (asked: Asked): { Body?: { stkCallback?: Record<string, unknown> } } => {
  try {
    return JSON.parse(asked.body)
  } catch {
    return {}
  }
}
const hasMetadata = (asked: Asked): boolean => bodyOf(asked).Body?.stkCallback?.CallbackMetadata !== undefined
const isForm = ({ headers }: Asked): boolean => String(headers['content-type']).startsWith('application/x-www-form')
const isBareJson = ({ headers }: Asked): boolean => headers['content-type'] === 'application/json'

const throttled = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0', 'retry-after': '42' }

export const appScenarios: readonly Scenario[] = [
  documented('app/route-not-found', 'Express', cannotPost, at(path, json({ ResultCode: 0 }, 200, express), cannotPost)),
  documented(
    'app/route-not-found',
    'Laravel',
    json({ message: 'The route api/payments/callback could not be found.' }, 404, laravel),
    json({ ResultCode: 0 }, 200, laravel),
  ),
  real(
    'app/route-not-found',
    'the route has no /api in front of it',
    at('/payments/callback', accepted, json({ error: 'Not Found' }, 404)),
    at(path, accepted, json({ error: 'Not Found' }, 404)),
    { fix: /`\/payments\/callback`/ },
  ),
  real(
    'app/route-not-found',
    'the route has a slash at the end',
    at(`${path}/`, accepted, text('Not Found', 404)),
    at(path, accepted, text('Not Found', 404)),
    { fix: /callback\/`/ },
  ),
  {
    code: 'app/route-not-found',
    name: 'the path differs in its capitals only',
    source: 'server',
    fault: async (kit) =>
      (await kit.publish(at(path, accepted, text('Not Found', 404)), { path: '/api/Payments/Callback' })).withApp(),
    twin: goodApp,
    also: ['url/odd-path'],
    fix: /\/api\/payments\/callback/,
  },
  documented(
    'app/route-not-found',
    'WordPress without the REST route',
    json(
      {
        code: 'rest_no_route',
        message: 'No route was found matching the URL and request method.',
        data: { status: 404 },
      },
      404,
      { link: '<https://duka.co.ke/wp-json/>; rel="https://api.w.org/"' },
    ),
    json({ ResultCode: 0 }, 200, { link: '<https://duka.co.ke/wp-json/>; rel="https://api.w.org/"' }),
  ),
  documented(
    'app/method-not-allowed',
    'Next.js without a POST export',
    { status: 405, headers: { allow: 'GET, HEAD, OPTIONS' } },
    accepted,
    {
      evidence: { status: 405 },
    },
  ),
  documented(
    'app/method-not-allowed',
    'Laravel',
    json(
      {
        message: 'The POST method is not supported for route api/payments/callback. Supported methods: GET, HEAD.',
        exception: 'Symfony\\Component\\HttpKernel\\Exception\\MethodNotAllowedHttpException',
      },
      405,
      { ...laravel, allow: 'GET, HEAD' },
    ),
    json({ ResultCode: 0 }, 200, laravel),
    { also: ['app/stack-trace-exposed'] },
  ),
  documented(
    'app/csrf-rejected',
    'Laravel, page expired',
    html(
      '<!DOCTYPE html><html lang="en"><head><title>Page Expired</title></head><body>419 Page Expired</body></html>',
      419,
      laravel,
    ),
    json({ ResultCode: 0 }, 200, laravel),
    { fix: /validateCsrfTokens/ },
  ),
  documented('app/csrf-rejected', 'Laravel, JSON', json({ message: 'CSRF token mismatch.' }, 419, laravel)),
  documented(
    'app/csrf-rejected',
    'Express with csurf',
    html(
      '<pre>ForbiddenError: invalid csrf token<br> &nbsp; &nbsp;at csrf (/srv/duka/node_modules/csurf/index.js:112:19)</pre>',
      403,
      express,
    ),
    json({ ResultCode: 0 }, 200, express),
    { also: ['app/stack-trace-exposed'] },
  ),
  documented(
    'app/csrf-rejected',
    'Rails',
    html(
      '<!DOCTYPE html><html><head><title>The change you wanted was rejected (422)</title></head><body><h1>The change you wanted was rejected.</h1></body></html>',
      422,
      { 'x-runtime': '0.004512', 'x-request-id': 'c0ffee' },
    ),
    json({ ResultCode: 0 }, 200, { 'x-runtime': '0.004512' }),
    { fix: /forgery/ },
  ),
  documented('app/auth-required', 'Laravel, unauthenticated', json({ message: 'Unauthenticated.' }, 401, laravel)),
  documented('app/auth-required', 'NestJS, a guard', json({ message: 'Unauthorized', statusCode: 401 }, 401, express)),
  real('app/auth-required', 'a redirect to the login page', { status: 302, headers: { location: '/login' } }),
  real('app/auth-required', 'a redirect to an identity provider', {
    status: 302,
    headers: { location: 'https://auth.duka.co.ke/oauth2/authorize?client_id=x' },
  }),
  documented(
    'app/auth-required',
    'WordPress, rest_forbidden',
    json({ code: 'rest_forbidden', message: 'Sorry, you are not allowed to do that.', data: { status: 401 } }, 401),
  ),
  real(
    'app/body-not-parsed',
    'Express without a JSON parser',
    (asked) =>
      asked.method === 'POST'
        ? expressError(
            'TypeError: Cannot read properties of undefined (reading &#39;Body&#39;)<br> &nbsp; &nbsp;at /srv/duka/server.js:14:29',
          )
        : cannotPost(asked),
    json({ ResultCode: 0 }, 200, express),
    { also: ['app/stack-trace-exposed'], fix: /express\.json/ },
  ),
  real(
    'app/body-not-parsed',
    'a content type compared with its charset',
    (asked) => (isBareJson(asked) ? accepted : json({ error: 'Expected application/json' }, 400)),
    accepted,
    { fix: /parameters/ },
  ),
  real('app/body-not-parsed', 'only forms are read', (asked) =>
    isForm(asked) ? accepted : json({ error: 'missing fields' }, 400),
  ),
  documented(
    'app/body-not-parsed',
    'a media type is refused',
    json(
      {
        statusCode: 415,
        code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE',
        error: 'Unsupported Media Type',
        message: 'Unsupported Media Type',
      },
      415,
    ),
  ),
  real(
    'app/payload-rejected',
    'validation asks for what failures do not have',
    json({ errors: { amount: ['The amount field is required.'] } }, 422),
  ),
  documented(
    'app/payload-rejected',
    'FastAPI, a model',
    json({ detail: [{ type: 'missing', loc: ['body', 'TransID'], msg: 'Field required', input: {} }] }, 422, {
      server: 'uvicorn',
    }),
    json({ ResultCode: 0 }, 200, { server: 'uvicorn' }),
  ),
  real(
    'app/payload-rejected',
    'the route refuses an id that it does not know',
    (asked) => json({ error: asked.path === path ? 'order not found' : 'Not Found' }, 404),
    at(path, json({ note: 'order not found, stored for later' }), json({ error: 'Not Found' }, 404)),
    { severity: 'warning' },
  ),
  real(
    'app/method-not-allowed',
    'Express says 404 where the route is there for GET',
    (asked) =>
      asked.path === path && asked.method === 'GET'
        ? json({ ok: true }, 200, express)
        : asked.path === path && asked.method === 'OPTIONS'
          ? { status: 200, headers: { ...express, allow: 'GET,HEAD' }, body: 'GET,HEAD' }
          : cannotPost(asked),
    at(path, json({ ResultCode: 0 }, 200, express), cannotPost),
  ),
  real('app/server-error', 'JSON with 500', json({ error: 'relation "orders" does not exist' }, 500)),
  documented('app/server-error', 'Express, production', html('<pre>Internal Server Error</pre>', 500, express)),
  documented(
    'app/server-error',
    'Laravel, debug page',
    json(
      {
        message: 'SQLSTATE[HY000] [2002] Connection refused',
        exception: 'Illuminate\\Database\\QueryException',
        file: '/srv/duka/vendor/laravel/framework/x.php',
        line: 825,
        trace: [],
      },
      500,
      laravel,
    ),
    json({ ResultCode: 0 }, 200, laravel),
    { also: ['app/stack-trace-exposed'] },
  ),
  real('handler/crashes', 'metadata is read before the result code', (asked) =>
    hasMetadata(asked) ? accepted : json({ error: 'Internal Server Error' }, 500),
  ),
  documented(
    'handler/crashes',
    'the crash names the metadata',
    expressError('TypeError: Cannot read properties of undefined (reading &#39;CallbackMetadata&#39;)'),
    json({ ResultCode: 0 }, 200, express),
  ),
  real(
    'app/html-reply',
    'a thank-you page',
    (asked) =>
      asked.path === path ? html('<!doctype html><html><body>Thank you</body></html>') : text('Not Found', 404),
    accepted,
    {
      severity: 'warning',
    },
  ),
  real(
    'app/html-reply',
    'the same page for every path',
    html('<!doctype html><html><head><title>Duka</title></head><body><div id="app"></div></body></html>'),
  ),
  real('app/negative-ack', 'ResultCode 1', json({ ResultCode: 1, ResultDesc: 'Rejected' }), json({ ResultCode: '0' }), {
    severity: 'warning',
  }),
  real('app/negative-ack', 'C2B00012', json({ ResultCode: 'C2B00012', ResultDesc: 'Rejected' }), accepted, {
    severity: 'warning',
  }),
  {
    code: 'app/slow-ack',
    name: 'every answer takes 3.2 s',
    source: 'server',
    severity: 'warning',
    isSlow: true,
    fault: (kit) => kit.publish(() => ({ ...json({ ResultCode: 0 }), afterMs: 3_200 })),
    twin: (kit) => kit.publish(() => ({ ...json({ ResultCode: 0 }), afterMs: 1_500 })),
  },
  documented(
    'app/maintenance',
    'Laravel, down',
    html(
      '<!DOCTYPE html><html lang="en"><head><title>Service Unavailable</title></head><body>503 Service Unavailable</body></html>',
      503,
      laravel,
    ),
    json({ ResultCode: 0 }, 200, laravel),
    { fix: /artisan up/ },
  ),
  documented(
    'app/maintenance',
    'WordPress, an update',
    html(
      '<html><body><h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1></body></html>',
      503,
    ),
  ),
  documented('app/rate-limited', 'Laravel, throttle', json({ message: 'Too Many Attempts.' }, 429, throttled)),
  documented(
    'app/rate-limited',
    'express-rate-limit',
    text('Too many requests, please try again later.', 429, {
      ...express,
      'ratelimit-policy': '100;w=900',
      'ratelimit-limit': '100',
    }),
  ),
  documented(
    'app/rate-limited',
    'Django REST framework',
    json({ detail: 'Request was throttled. Expected available in 42 seconds.' }, 429),
  ),
  real(
    'app/noisy-reply',
    'a warning before the JSON',
    {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<br />\n<b>Warning</b>:  Undefined variable $x in <b>/srv/duka/callback.php</b> on line <b>7</b><br />\n{"ResultCode":0}',
    },
    accepted,
    {
      severity: 'warning',
      also: ['app/stack-trace-exposed'],
    },
  ),
]
