import { describe, expect, it } from 'vitest'
import { errorLineOf, excerptOf } from '../../../src/checks/replies/body-excerpt.ts'
import { readReply } from '../../../src/checks/replies/reply-facts.ts'
import { factsOf } from './recorded-apps.ts'
import { reply } from './reply-builders.ts'

/** What is printed of each recorded error. */
const recorded: readonly (readonly [name: string, line: string])[] = [
  ['django-debug-crash', 'RuntimeError: relation orders does not exist'],
  ['django-debug-csrf', 'CSRF verification failed. Request aborted.'],
  ['django-debug-form', "MultiValueDictKeyError: 'Body'"],
  ['django-debug-metadata', "KeyError: 'CallbackMetadata'"],
  ['django-debug-no-route', 'Page not found at /mpesa/no-route'],
  [
    'django-debug-slash',
    "RuntimeError: You called this URL via POST, but the URL doesn't end in a slash and you have APPEND_SLASH set. Django can't redirect to the slash URL while main…",
  ],
  [
    'django-hosts-debug-json',
    "DisallowedHost: Invalid HTTP_HOST header: 'ab12.ngrok-free.app'. You may need to add 'ab12.ngrok-free.app' to ALLOWED_HOSTS.",
  ],
  ['django-hosts-json', 'Bad Request (400)'],
  ['django-production-crash', 'Server Error (500)'],
  ['django-production-csrf', 'CSRF verification failed. Request aborted.'],
  ['django-production-form', 'Server Error (500)'],
  ['django-production-get-only', ''],
  ['django-production-metadata', 'Server Error (500)'],
  ['django-production-no-route', 'Not Found'],
  ['django-production-rest-auth', 'Authentication credentials were not provided.'],
  ['django-production-rest-form', 'Unsupported media type "application/json;charset=UTF-8" in request.'],
  ['django-production-rest-get-only', 'Method "POST" not allowed.'],
  ['django-production-rest-limited', 'Request was throttled. Expected available in 86400 seconds.'],
  ['django-production-rest-validated', '{"CallbackMetadata":["This field is required."]}'],
  ['express-debug-auth', 'No token provided'],
  ['express-debug-crash', 'Error: relation "orders" does not exist'],
  ['express-debug-csrf-csrf', 'ForbiddenError: invalid csrf token'],
  ['express-debug-csurf', 'ForbiddenError: invalid csrf token'],
  ['express-debug-form-parser', "TypeError: Cannot read properties of undefined (reading 'Body')"],
  ['express-debug-get-only', 'Error: Cannot POST /mpesa/get-only'],
  ['express-debug-metadata', "TypeError: Cannot read properties of undefined (reading 'Item')"],
  ['express-debug-no-parser', "TypeError: Cannot read properties of undefined (reading 'Body')"],
  ['express-debug-no-route', 'Error: Cannot POST /mpesa/no-route'],
  ['express-debug-small-body', 'PayloadTooLargeError: request entity too large'],
  ['express-debug-validated', 'Body.stkCallback.CallbackMetadata: Invalid value'],
  ['express-limits-limited-legacy', 'Too many requests, please try again later.'],
  ['express-limits-limited', 'Too many requests, please try again later.'],
  ['express-production-crash', 'Internal Server Error'],
  ['express-production-csurf', 'Error: Forbidden'],
  ['express-production-no-parser', 'Internal Server Error'],
  ['express-production-no-route', 'Error: Cannot POST /mpesa/no-route'],
  ['fastapi-debug-crash', 'RuntimeError: relation orders does not exist'],
  ['fastapi-debug-key-error', "KeyError: 'Body'"],
  ['fastapi-debug-metadata', "KeyError: 'CallbackMetadata'"],
  ['fastapi-hosts-json', 'Invalid host header'],
  ['fastapi-production-auth', 'Not authenticated'],
  ['fastapi-production-crash', 'Internal Server Error'],
  ['fastapi-production-get-only', 'Method Not Allowed'],
  ['fastapi-production-key-error', 'Internal Server Error'],
  ['fastapi-production-metadata', 'Internal Server Error'],
  ['fastapi-production-no-route', 'Not Found'],
  ['fastapi-production-unauthorized', 'Not authenticated'],
  ['fastapi-production-validated', 'body.CallbackMetadata: field required'],
  ['fastify-limits-limited', 'Rate limit exceeded, retry in 1 minute'],
  ['fastify-production-auth', 'Unauthorized'],
  ['fastify-production-body', "Cannot read properties of undefined (reading 'stkCallback')"],
  ['fastify-production-crash', 'relation "orders" does not exist'],
  ['fastify-production-csrf', 'Missing csrf secret'],
  ['fastify-production-get-only', 'Route POST:/mpesa/get-only not found'],
  ['fastify-production-metadata', "Cannot read properties of undefined (reading 'Item')"],
  ['fastify-production-no-parser', 'Unsupported Media Type'],
  ['fastify-production-no-route', 'Route POST:/mpesa/no-route not found'],
  ['fastify-production-validated', "body/Body/stkCallback must have required property 'CallbackMetadata'"],
  ['flask-debug-crash', 'RuntimeError: relation orders does not exist'],
  ['flask-debug-csrf', 'The CSRF token is missing.'],
  [
    'flask-debug-form',
    "werkzeug.exceptions.BadRequestKeyError: 400 Bad Request: The browser (or proxy) sent a request that this server could not understand. KeyError: 'Body'",
  ],
  ['flask-debug-key-error', "KeyError: 'Body'"],
  ['flask-debug-metadata', "KeyError: 'CallbackMetadata'"],
  ['flask-debug-no-route', '404 Not Found'],
  ['flask-production-auth', '401 Unauthorized'],
  ['flask-production-crash', '500 Internal Server Error'],
  ['flask-production-csrf', 'The CSRF token is missing.'],
  ['flask-production-forbidden', '403 Forbidden'],
  ['flask-production-form', '400 Bad Request'],
  ['flask-production-get-only', '405 Method Not Allowed'],
  ['flask-production-key-error', '500 Internal Server Error'],
  ['flask-production-limited', '0 per 1 minute'],
  ['flask-production-metadata', '500 Internal Server Error'],
  ['flask-production-no-route', '404 Not Found'],
  ['hapi-production-crash', 'An internal server error occurred'],
  ['hapi-production-form', 'Unsupported Media Type'],
  ['hapi-production-get-only', 'Not Found'],
  ['hapi-production-no-route', 'Not Found'],
  ['koa-production-body', 'Internal Server Error'],
  ['koa-production-get-only', 'Method Not Allowed'],
  ['koa-production-no-route', 'Not Found'],
  ['nest-limits-limited', 'ThrottlerException: Too Many Requests'],
  ['nest-no-parser-no-parser', 'Internal server error'],
  ['nest-production-crash', 'Internal server error'],
  ['nest-production-forbidden', 'Forbidden'],
  ['nest-production-get-only', 'Cannot POST /mpesa/get-only'],
  ['nest-production-guarded', 'Forbidden resource'],
  ['nest-production-metadata', 'Internal server error'],
  ['nest-production-no-route', 'Cannot POST /mpesa/no-route'],
  ['nest-production-unauthorized', 'Unauthorized'],
  ['nest-production-validated', 'property Body should not exist; CallbackMetadata must be an object'],
  ['next-debug-body', ''],
  ['next-debug-crash', ''],
  ['next-debug-get-only', ''],
  ['next-debug-metadata', ''],
  ['next-debug-no-route', '404: This page could not be found.'],
  ['next-production-body', ''],
  ['next-production-crash', ''],
  ['next-production-get-only', ''],
  ['next-production-metadata', ''],
  ['next-production-no-route', '404: This page could not be found.'],
  ['next-production-page', 'Method Not Allowed'],
  ['php-debug-crash', 'RuntimeException: relation orders does not exist'],
  ['php-debug-html-crash', 'RuntimeException: relation orders does not exist'],
  ['php-debug-html-warning', 'Warning : Undefined array key "Body" in /srv/duka/php_router.php on line 15'],
  ['php-debug-missing-function', 'Error: Call to undefined function settle_payment()'],
  ['php-debug-null', 'Warning: Attempt to read property "Body" on null in /srv/duka/php_router.php on line 20'],
  ['php-production-untitled', 'Asante kwa kununua'],
  ['php-debug-warning', 'Warning: Undefined array key "Body" in /srv/duka/php_router.php on line 15'],
  ['php-production-crash', ''],
  ['php-production-no-route', '404 Not Found'],
  ['rails-debug-crash', 'RuntimeError: relation orders does not exist'],
  ['rails-debug-csrf', 'ActionController::InvalidAuthenticityToken'],
  ['rails-debug-metadata', "NoMethodError: undefined method `[]' for nil:NilClass"],
  ['rails-debug-nil', "NoMethodError: undefined method `[]' for nil:NilClass"],
  ['rails-debug-no-route', 'Routing Error: No route matches [POST] "/mpesa/no-route"'],
  ['rails-debug-required', 'ActionController::ParameterMissing: param is missing or the value is empty: Callback'],
  [
    'rails-hosts-json',
    'Blocked host: ab12.ngrok-free.app: To allow requests to ab12.ngrok-free.app make sure it is a valid hostname (containing only numbers, letters, dashes and dots…',
  ],
  ['rails-production-auth', ''],
  ['rails-production-crash', "We're sorry, but something went wrong (500)"],
  ['rails-production-csrf', 'The change you wanted was rejected (422)'],
  ['rails-production-get-only', "The page you were looking for doesn't exist (404)"],
  ['rails-production-metadata', "We're sorry, but something went wrong (500)"],
  ['rails-production-nil', "We're sorry, but something went wrong (500)"],
  ['rails-production-no-route', "The page you were looking for doesn't exist (404)"],
  ['rails-production-required', ''],
  ['symfony-debug-crash', 'relation orders does not exist'],
  [
    'symfony-debug-get-only',
    'No route found for "POST http://127.0.0.1:5000/mpesa/get-only": Method Not Allowed (Allow: GET)',
  ],
  ['symfony-debug-metadata', 'Warning: Undefined array key "CallbackMetadata"'],
  ['symfony-debug-no-route', 'No route found for "POST http://127.0.0.1:5000/mpesa/no-route"'],
  ['symfony-hosts-json', 'An Error Occurred: Bad Request: Oops! An Error Occurred'],
  ['symfony-production-crash', 'An Error Occurred: Internal Server Error: Oops! An Error Occurred'],
  ['symfony-production-forbidden', 'An Error Occurred: Forbidden: Oops! An Error Occurred'],
  ['symfony-production-get-only', 'An Error Occurred: Method Not Allowed: Oops! An Error Occurred'],
  ['symfony-production-no-route', 'An Error Occurred: Not Found: Oops! An Error Occurred'],
  ['symfony-production-slash', 'An Error Occurred: Not Found: Oops! An Error Occurred'],
  ['vite-hosts-json', 'Blocked request. This host ("ab12.ngrok-free.app") is not allowed.'],
  ['wordpress-production-auth', 'Sorry, you are not allowed to do that.'],
  [
    'wordpress-production-crash',
    'There has been a critical error on this website. Learn more about troubleshooting WordPress.',
  ],
  ['wordpress-production-get-only', 'No route was found matching the URL and request method.'],
  ['wordpress-production-no-route', 'No route was found matching the URL and request method.'],
  ['wordpress-production-page', ''],
  ['wordpress-production-validated', 'Missing parameter(s): CallbackMetadata'],
]

const lineOf = (status: number, body: string): string => {
  const facts = readReply(reply({ status, body }))
  return errorLineOf(facts) ?? excerptOf(facts)
}

/** Of frameworks that cannot be recorded here, after their source. */
const written: readonly (readonly [status: number, body: string, line: string])[] = [
  [
    500,
    '{"message":"SQLSTATE[42S02]: no such table","exception":"Illuminate\\\\Database\\\\QueryException","file":"/x","line":1,"trace":[]}',
    'QueryException: SQLSTATE[42S02]: no such table',
  ],
  [
    422,
    '{"message":"The x field is required.","errors":{"Body.x":["The x field is required."]}}',
    'Body.x: The x field is required.',
  ],
  [500, '{"timestamp":1,"status":500,"error":"Internal Server Error","path":"/x"}', 'Internal Server Error'],
  [
    500,
    '{"timestamp":1,"status":500,"trace":"java.lang.NullPointerException: order is null\\n\\tat com.x"}',
    'java.lang.NullPointerException: order is null',
  ],
  [
    400,
    '{"type":"x","title":"One or more validation errors occurred.","status":400,"errors":{"Body":["The Body field is required."]}}',
    'Body: The Body field is required.',
  ],
  [400, '{"error":{"code":1,"message":"bad order"}}', 'bad order'],
  [404, 'Not here\nand not there', 'Not here'],
  [500, '', ''],
]

describe('the line that is printed of an error', () => {
  it.each(recorded)('of %s', (name, line) => {
    const facts = factsOf(name)
    expect(errorLineOf(facts) ?? excerptOf(facts)).toBe(line)
  })

  it.each(written)('%d %s', (status, body, line) => {
    expect(lineOf(status, body)).toBe(line)
  })

  it('has no control characters, and none that turn text around', () => {
    const line = lineOf(500, 'TypeError: \u001b[31mred\u0007\u202e\u0000 text')
    expect(line).toBe('TypeError: [31mred text')
  })

  it.each([
    ['a key', '{"message":"bad api_key: sk_live_51Hx0AbCdEfGhIjKlMn"}', 'sk_live_51Hx0AbCdEfGhIjKlMn'],
    ['a password', 'Error: connect failed, password=hunter2hunter2', 'hunter2hunter2'],
    [
      'a long token',
      'Error: token eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9abc refused',
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9abc',
    ],
    ['a passkey', '<pre>Error: passkey => "0123456789abcdef0123456789abcdef"</pre>', '0123456789abcdef'],
  ])('has no secret: %s', (_what, body, secret) => {
    expect(lineOf(500, body)).not.toContain(secret)
    expect(lineOf(500, body)).toContain('********')
  })

  it('keeps the id of a payment', () => {
    expect(lineOf(404, 'No order for ws_CO_170820261404032708374149x')).toContain('ws_CO_170820261404032708374149x')
  })

  it('is short', () => {
    expect(lineOf(500, `TypeError: ${'x y '.repeat(20_000)}`).length).toBeLessThanOrEqual(160)
  })

  it.each([
    'a',
    '<',
    '<p>',
    '<script',
    '<h1>x',
    'Error',
    'Error: ',
    '&',
    '<title>A at ',
    'Fatal error: ',
    '{',
    '<header><h1>',
  ])('is found in 64 KiB of %s in no time', (part) => {
    const facts = readReply(reply({ status: 500, body: part.repeat(65_536 / part.length) }))
    const start = performance.now()
    errorLineOf(facts)
    excerptOf(facts)
    expect(performance.now() - start).toBeLessThan(500)
  })
})
