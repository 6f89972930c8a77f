import type { Fix } from '../../core/finding.ts'
import type { Framework } from './frameworks.ts'
import type { ReplyCode } from './reply-codes.ts'

interface FixContext {
  readonly path: string
  readonly host: string
}

type FixRow = Partial<Readonly<Record<Framework, (context: FixContext) => Fix>>>

const take = (summary: string, code: string): Fix => ({ summary, code })

const registerForPost = {
  Flask: ({ path }) => take('Register the route for POST', `@app.post("${path}")`),
  FastAPI: ({ path }) => take('Register the route for POST', `@app.post("${path}")`),
  Django: () => take('Let the view take POST', '@csrf_exempt\n@require_POST\ndef mpesa_callback(request): ...'),
  Laravel: ({ path }) =>
    take(
      'Register the route for POST in `routes/api.php` (its paths start with `/api`)',
      `Route::post('${path.replace(/^\/api/, '')}', [MpesaController::class, 'callback']);`,
    ),
  Express: ({ path }) => take('Register the route for POST', `app.post('${path}', express.json(), handleCallback)`),
  NestJS: () => take('Register the handler for POST', '@Post()\n@HttpCode(200)\ncallback(@Body() body: unknown) { … }'),
  'Next.js': ({ path }) =>
    take(
      `Export POST from \`app${path.replace(/\/$/, '')}/route.ts\``,
      'export async function POST(request: Request) { … }',
    ),
  WordPress: () =>
    take(
      'Register the REST route for POST',
      "register_rest_route('shop/v1', '/callback', ['methods' => 'POST', 'callback' => 'handle_callback', 'permission_callback' => '__return_true']);",
    ),
  Rails: ({ path }) => take('Route POST to the action', `post "${path}", to: "mpesa#callback"`),
  Spring: ({ path }) => take('Map POST', `@PostMapping("${path}")`),
  'ASP.NET Core': ({ path }) => take('Map POST', `app.MapPost("${path}", HandleCallback);`),
  PHP: () => take('Answer POST in the script', "$callback = json_decode(file_get_contents('php://input'), true);"),
} satisfies FixRow

/** The exact lines for a fault in a framework. Where a framework is missing the code's general fix is printed. */
const fixes: Partial<Readonly<Record<ReplyCode, FixRow>>> = {
  'app/method-not-allowed': registerForPost,
  'app/route-not-found': {
    ...registerForPost,
    WordPress: () => ({ summary: 'Save the permalinks once (Settings → Permalinks), then look at the route again' }),
  },
  'app/csrf-rejected': {
    Django: () =>
      take(
        'Exempt the view',
        'from django.views.decorators.csrf import csrf_exempt\n\n@csrf_exempt\ndef mpesa_callback(request): ...',
      ),
    Laravel: ({ path }) =>
      take(
        'Exempt the path in `bootstrap/app.php` (up to Laravel 10: `VerifyCsrfToken::$except`), or move the route to `routes/api.php`',
        `->withMiddleware(fn (Middleware $middleware) => $middleware->validateCsrfTokens(except: ['${path.replace(/^\//, '')}']))`,
      ),
    Rails: () => take('Exempt the action', 'skip_forgery_protection only: :callback'),
    Express: () =>
      take('Mount the callback route before the CSRF middleware', 'app.use(callbackRouter)\napp.use(csrf())'),
    Flask: () => take('Exempt the view', '@csrf.exempt'),
    Spring: ({ path }) => take('Exempt the path', `http.csrf(csrf -> csrf.ignoringRequestMatchers("${path}"));`),
  },
  'app/auth-required': {
    Django: () =>
      take('Allow anyone (Django REST framework)', '@authentication_classes([])\n@permission_classes([AllowAny])'),
    Laravel: ({ path }) =>
      take(
        'Take the route out of the `auth` group',
        `Route::post('${path.replace(/^\/api/, '')}', …)->withoutMiddleware('auth:sanctum');`,
      ),
    Rails: () => take('Leave the login out for this action', 'skip_before_action :authenticate_user!, only: :callback'),
    Express: ({ path }) =>
      take('Mount the route before the login', `app.post('${path}', handleCallback)\napp.use(requireLogin)`),
    'Next.js': ({ path }) =>
      take(
        'Leave the path out of the middleware',
        `if (request.nextUrl.pathname === '${path}') return NextResponse.next()`,
      ),
    WordPress: () => take('Let everyone call the route', "'permission_callback' => '__return_true'"),
    NestJS: () => take('Exempt the handler from the guard', '@Public()'),
    Spring: ({ path }) => take('Permit the path', `.requestMatchers("${path}").permitAll()`),
    FastAPI: () => ({ summary: 'Remove the `Depends(…)` of the login from this route' }),
    Flask: () => ({ summary: 'Remove `@login_required` or the `before_request` check from this route' }),
  },
  'app/body-not-parsed': {
    Express: () => take('Parse JSON before the routes', 'app.use(express.json())'),
    Flask: () => take('Read JSON, not the form', 'callback = request.get_json(force=True)["Body"]["stkCallback"]'),
    Django: () =>
      take('Read the body, not `request.POST`', 'callback = json.loads(request.body)["Body"]["stkCallback"]'),
    PHP: () =>
      take(
        'Read the body, not `$_POST`',
        "$callback = json_decode(file_get_contents('php://input'), true)['Body']['stkCallback'];",
      ),
    Laravel: () => take('Read the JSON', "$callback = $request->json('Body.stkCallback');"),
    NestJS: () => ({ summary: 'Leave the body parser of NestJS on, or parse JSON on the callback route' }),
  },
  'edge/host-rejected': {
    Django: ({ host }) =>
      take('Allow the host in `settings.py`', `ALLOWED_HOSTS = ["${host}", "localhost", "127.0.0.1"]`),
    Rails: ({ host }) => take('Allow the host', `config.hosts << "${host}"`),
    'Next.js': ({ host }) => take('Allow the host in `next.config.js`', `allowedDevOrigins: ['${host}']`),
    FastAPI: ({ host }) => take('Allow the host', `TrustedHostMiddleware(app, allowed_hosts=["${host}", "localhost"])`),
  },
  'app/slow-ack': {
    'Next.js': () =>
      take('Answer first, work afterwards', 'after(() => settle(callback))\nreturn Response.json({ ResultCode: 0 })'),
    Laravel: () => take('Hand the work to the queue', 'ProcessCallback::dispatch($request->all());'),
    Django: () => take('Hand the work to a worker', 'process_callback.delay(payload)'),
    Rails: () => take('Hand the work to a job', 'ProcessCallbackJob.perform_later(payload)'),
  },
  'app/maintenance': {
    Laravel: () => ({ summary: 'Bring the app up again', command: 'php artisan up' }),
  },
  'app/stack-trace-exposed': {
    Laravel: () => take('Turn debug mode off', 'APP_DEBUG=false'),
    Django: () => take('Turn debug mode off', 'DEBUG = False'),
    Flask: () => ({ summary: 'Run without `--debug` and without `app.run(debug=True)`' }),
    Express: () => take('Run in production mode', 'NODE_ENV=production'),
  },
}

/** The fix in the words of the framework; undefined if none is known. */
export function frameworkFix(code: ReplyCode, framework: Framework | undefined, context: FixContext): Fix | undefined {
  return framework === undefined ? undefined : fixes[code]?.[framework]?.(context)
}
