import type { Signature } from '../signature.ts'

/** Routes, logins and crashes that a framework describes in words of its own. */
export const routeSignatures: readonly Signature[] = [
  {
    code: 'app/route-not-found',
    by: 'Django',
    source: 'recorded: Django 3.2, CommonMiddleware',
    status: [500],
    body: /you have APPEND_SLASH set/,
    why: 'The route ends in a slash and the callback URL does not. With `DEBUG` off Django answers with a redirect, which Safaricom does not follow.',
    fix: { summary: 'End the callback URL with a slash, as the route does' },
  },
  {
    code: 'app/auth-required',
    by: 'Laravel',
    source: 'Laravel, Auth/Middleware/Authenticate: the page to which guests are sent',
    status: [500],
    body: /Route \[login\] not defined/,
    why: 'The `auth` middleware sends guests to a page named `login`, which this app does not have.',
  },
  {
    code: 'app/payload-rejected',
    by: 'Laravel',
    source: 'Laravel, Foundation/Exceptions/Handler: invalid, with no page to go back to',
    status: [302],
    headers: { location: /^https?:\/\/[^/]{1,253}\/?$/, 'set-cookie': /laravel[_-]session=|XSRF-TOKEN=eyJ/ },
    confidence: 'likely',
    why: 'Laravel answers a failed validation with a redirect to the page before, unless the client asks for JSON. Safaricom does not.',
  },
  {
    code: 'app/auth-required',
    by: 'WordPress',
    source: 'recorded: WordPress 6.1',
    status: [401, 403],
    body: /"code":"rest_(?:forbidden|not_logged_in|cannot_\w{1,30})"/,
  },
  {
    code: 'app/route-not-found',
    by: 'WordPress',
    source: 'recorded: WordPress 6.1',
    status: [404],
    body: /"code":"rest_no_route"/,
    why: 'WordPress answers 404 both to paths and to methods that no REST route has.',
  },
  {
    code: 'app/payload-rejected',
    by: 'WordPress',
    source: 'recorded: WordPress 6.1',
    status: [400],
    body: /"code":"rest_(?:missing_callback_param|invalid_param|invalid_json)"/,
  },
  {
    code: 'app/server-error',
    by: 'WordPress',
    source: 'recorded: WordPress 6.1',
    status: [500],
    body: /There has been a critical error on this website/,
  },
  {
    code: 'app/server-error',
    by: 'PHP',
    source: 'recorded: PHP 8.2, display_errors on: the status stays 200',
    body: /(?:^|\n|>)(?:PHP )?(?:Fatal|Parse) error(?:<\/b>)?:\s/,
  },
  {
    code: 'app/server-error',
    by: 'Vercel',
    source: 'vercel.com/docs/errors',
    headers: { 'x-vercel-error': /FUNCTION_INVOCATION|INTERNAL_/ },
  },
  {
    code: 'app/route-not-found',
    by: 'API Gateway',
    source: 'Amazon API Gateway, gateway responses: MISSING_AUTHENTICATION_TOKEN',
    status: [403],
    body: /Missing Authentication Token/,
  },
]
