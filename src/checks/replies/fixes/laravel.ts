import type { Fix } from '../../../core/finding.ts'
import type { FixesOf } from './framework-fixes-of.ts'
import { take } from './framework-fixes-of.ts'
import type { Place } from './place.ts'
import { hostPattern, withoutFirstSlash } from './place.ts'

const isApi = (path: string): boolean => path.startsWith('/api/')
const routePath = (path: string): string => (isApi(path) ? path.slice('/api'.length) : path)
const action = "[MpesaController::class, 'callback']"
const acknowledge = "return response()->json(['ResultCode' => 0, 'ResultDesc' => 'Accepted']);"

/** Routes that are cached do not change with their file. */
function register({ path }: Place): Fix {
  const where = isApi(path)
    ? 'Register the route for POST in `routes/api.php` (its paths start with `/api`; `php artisan install:api` makes the file)'
    : 'Register the route for POST in `routes/web.php`, and exempt it from CSRF protection'
  return { ...take(where, `Route::post('${routePath(path)}', ${action});`), command: 'php artisan route:clear' }
}

/** Laravel 11 and later; up to 10 the middleware is set in `app/Http`. */
export const laravelFixes: FixesOf = {
  'app/route-not-found': register,
  'app/method-not-allowed': register,
  'app/csrf-rejected': ({ path }) =>
    take(
      'Exempt the path in `withMiddleware` of `bootstrap/app.php` (up to Laravel 10: `$except` of `VerifyCsrfToken`)',
      `$middleware->validateCsrfTokens(except: ['${withoutFirstSlash(path)}']);`,
    ),
  'app/auth-required': ({ path }) =>
    take(
      'Take the route out of the `auth` group, or the login off the route',
      `Route::post('${routePath(path)}', ${action})->withoutMiddleware(['auth', 'auth:sanctum', 'auth:api']);`,
    ),
  'app/body-not-parsed': () => take('Read the JSON', "$callback = $request->json('Body.stkCallback');"),
  'app/payload-rejected': () =>
    take(
      'Failures have no `CallbackMetadata`: relax its rule (without `Accept: application/json` Laravel answers 302)',
      "'Body.stkCallback.CallbackMetadata' => 'nullable|array',",
    ),
  'app/html-reply': ({ path }) => ({
    ...take(
      'Give the callback a route and a method of its own, which answers with JSON',
      `// ${isApi(path) ? 'routes/api.php' : 'routes/web.php'}, above any catch-all`,
      `Route::post('${routePath(path)}', ${action});`,
      '// the method of the controller',
      acknowledge,
    ),
    command: 'php artisan route:clear',
  }),
  'app/slow-ack': () =>
    take('Hand the work to the queue, and answer', 'ProcessCallback::dispatch($request->all());', acknowledge),
  'app/maintenance': () => ({ summary: 'Bring the app up again', command: 'php artisan up' }),
  'app/rate-limited': ({ path }) =>
    take(
      'Leave throttling out for the route',
      `Route::post('${routePath(path)}', ${action})->withoutMiddleware('throttle:api');`,
    ),
  'app/server-error': () => ({
    summary: "Look up the error in the app's log",
    command: 'tail -n 50 storage/logs/laravel.log',
  }),
  'app/stack-trace-exposed': () => ({
    ...take('Turn debug mode off in `.env`', 'APP_DEBUG=false'),
    command: 'php artisan config:clear',
  }),
  'edge/host-rejected': ({ host }) =>
    take(
      'Trust the host in `withMiddleware` of `bootstrap/app.php`',
      `$middleware->trustHosts(at: ['${hostPattern(host)}']);`,
    ),
}
