import type { Signature } from './signature.ts'
import { present } from './signature.ts'

/** Replies of frameworks, by the words and headers that they use. The first match counts. */
export const appSignatures: readonly Signature[] = [
  // Hosts that the framework does not answer for.
  {
    code: 'edge/host-rejected',
    by: 'Django',
    status: [400],
    body: /DisallowedHost|Invalid HTTP_HOST header|ALLOWED_HOSTS/,
  },
  {
    code: 'edge/host-rejected',
    by: 'Rails',
    status: [403],
    body: /Blocked hosts?:|HostAuthorization|config\.hosts/,
  },
  {
    code: 'edge/host-rejected',
    by: 'Vite',
    status: [403],
    body: /Blocked request\. This host|server\.allowedHosts|preview\.allowedHosts/,
  },
  { code: 'edge/host-rejected', by: 'webpack-dev-server', body: /^\s*Invalid Host(?:\/Origin)? header/i },
  { code: 'edge/host-rejected', by: 'Next.js', status: [403, 400], body: /allowedDevOrigins/ },
  { code: 'edge/host-rejected', by: 'FastAPI', status: [400], body: /^\s*Invalid host header\s*$/i },
  { code: 'edge/host-rejected', by: 'Flask', status: [400], body: /Host .{1,200} is not trusted/i },
  { code: 'edge/host-rejected', by: 'WordPress', status: [301, 302], headers: { location: /wp-signup\.php/ } },
  { code: 'edge/host-rejected', by: 'ASP.NET Core', status: [400], body: /<h2>Bad Request - Invalid Hostname<\/h2>/i },
  // Form protection.
  { code: 'app/csrf-rejected', by: 'Laravel', status: [419] },
  { code: 'app/csrf-rejected', by: 'Laravel', body: /CSRF token mismatch|TokenMismatchException/ },
  {
    code: 'app/csrf-rejected',
    by: 'Django',
    status: [403],
    body: /CSRF (?:verification failed|Failed|cookie not set|token missing)/i,
  },
  {
    code: 'app/csrf-rejected',
    by: 'Rails',
    body: /InvalidAuthenticityToken|Can&#39;t verify CSRF|Can't verify CSRF token authenticity|The change you wanted was rejected/,
  },
  { code: 'app/csrf-rejected', by: 'Express', body: /EBADCSRFTOKEN|invalid csrf token|ForbiddenError: invalid csrf/i },
  {
    code: 'app/csrf-rejected',
    by: 'Flask',
    status: [400],
    body: /The CSRF (?:token|session token) is (?:missing|invalid|expired)/i,
  },
  {
    code: 'app/csrf-rejected',
    by: 'CodeIgniter',
    status: [403],
    body: /The action you (?:have )?requested is not allowed/i,
  },
  {
    code: 'app/csrf-rejected',
    by: 'SvelteKit',
    status: [403],
    body: /Cross-site POST form submissions are forbidden/i,
  },
  { code: 'app/csrf-rejected', by: 'Symfony', status: [400, 403, 422], body: /The CSRF token is invalid/i },
  {
    code: 'app/csrf-rejected',
    by: 'the app',
    status: [400, 403, 419, 422],
    body: /\b(?:csrf|xsrf)\b/i,
    confidence: 'likely',
  },
  // Maintenance.
  {
    code: 'app/maintenance',
    by: 'Laravel',
    status: [503],
    body: /Be right back|"message":\s*"Service Unavailable"|<title>Service Unavailable<\/title>[\s\S]*(?:laravel|tailwind)/i,
    fix: { summary: 'Bring the app up again', command: 'php artisan up' },
  },
  { code: 'app/maintenance', by: 'Laravel', status: [503], headers: { 'set-cookie': /laravel_/ } },
  {
    code: 'app/maintenance',
    by: 'WordPress',
    status: [503, 500],
    body: /Briefly unavailable for scheduled maintenance/i,
    fix: { summary: 'Remove the `.maintenance` file if no update is running' },
  },
  { code: 'app/maintenance', by: 'the app', status: [503], body: /maintenance/i, confidence: 'likely' },
  // Rate limits of the app.
  { code: 'app/rate-limited', by: 'Laravel', status: [429], body: /Too Many Attempts|ThrottleRequestsException/i },
  { code: 'app/rate-limited', by: 'Django', status: [429], body: /Request was throttled/i },
  { code: 'app/rate-limited', by: 'Express', status: [429], headers: { 'ratelimit-policy': present } },
  {
    code: 'app/rate-limited',
    by: 'the app',
    status: [429],
    headers: { 'ratelimit-limit': present },
    confidence: 'likely',
  },
  {
    code: 'app/rate-limited',
    by: 'the app',
    status: [429],
    headers: { 'x-ratelimit-limit': present },
    confidence: 'likely',
  },
  { code: 'app/rate-limited', by: 'Flask', status: [429], body: /\d+ per \d+ (?:second|minute|hour|day)/i },
  // Bodies that could not be read, and handlers that found nothing in them.
  {
    code: 'app/body-not-parsed',
    by: 'the app',
    status: [400, 415, 422, 500],
    body: /(?:reading|property|key|attribute|index|offset)[^\n<]{0,20}['"‘&;#\w]*\b(?:Body|stkCallback)\b|KeyError: (?:'|&#x27;|&#39;|&quot;)(?:Body|stkCallback)|Undefined (?:array key|index|property)[^\n<]{0,30}(?:Body|stkCallback)|undefined method [^\n<]{0,30}for nil[^\n<]{0,80}(?:Body|stkCallback)/,
  },
  {
    code: 'app/body-not-parsed',
    by: 'the app',
    status: [400, 415, 422, 500],
    body: /(?:req|request)\.body is (?:undefined|null|empty)|Unsupported Media Type|Content-Type (?:was|header)? ?(?:not|must be|is not) |unsupported (?:content|media) type|(?:missing|empty|no) (?:json |request )?body/i,
    confidence: 'likely',
  },
  { code: 'app/body-not-parsed', by: 'the app', status: [415], confidence: 'likely' },
  // Handlers that read what failures do not have.
  {
    code: 'handler/crashes',
    by: 'the handler',
    why: 'Failed payments come without `CallbackMetadata`; the handler reads it before it looks at `ResultCode`.',
    fix: { summary: 'Look at `ResultCode` before reading `CallbackMetadata`' },
    status: [400, 422, 500],
    body: /(?:reading|property|key|attribute|index)[^\n<]{0,20}['"‘&;#\w]*\b(?:CallbackMetadata|Item|Items)\b|KeyError: (?:'|&#x27;|&#39;|&quot;)(?:CallbackMetadata|Item)|Undefined (?:array key|index|property)[^\n<]{0,30}(?:CallbackMetadata|Item)/,
  },
  // PHP dies with 200 if something was printed before.
  { code: 'app/server-error', by: 'PHP', body: /(?:Fatal|Parse) error(?:<\/b>)?:\s/ },
  { code: 'app/server-error', by: 'Vercel', headers: { 'x-vercel-error': /FUNCTION_INVOCATION|INTERNAL_/ } },
  { code: 'app/route-not-found', by: 'API Gateway', status: [403], body: /Missing Authentication Token/ },
]
