import type { Signature } from '../signature.ts'

/** Hosts that a framework does not answer for. */
export const hostSignatures: readonly Signature[] = [
  {
    code: 'edge/host-rejected',
    by: 'Django',
    source: 'recorded: Django 3.2, DEBUG on',
    status: [400],
    body: /DisallowedHost|Invalid HTTP_HOST header|ALLOWED_HOSTS/,
  },
  {
    code: 'edge/host-rejected',
    by: 'Django',
    source: 'recorded: Django 3.2, DEBUG off',
    status: [400],
    body: /^\s{0,9}<!doctype html>\s{1,9}<html lang="en">\s{1,9}<head>\s{1,9}<title>Bad Request \(400\)<\/title>/i,
    confidence: 'likely',
    why: 'Django answers with this page, and without a reason, to hosts that are not in `ALLOWED_HOSTS`; its log names the host.',
  },
  {
    code: 'edge/host-rejected',
    by: 'Rails',
    source: 'recorded: Rails 6.1, action_dispatch/middleware/host_authorization.rb',
    status: [403],
    body: /Blocked hosts?:|HostAuthorization|config\.hosts/,
  },
  {
    code: 'edge/host-rejected',
    by: 'Vite',
    source: 'recorded: Vite 8.3',
    status: [403],
    body: /Blocked request\. This host|server\.allowedHosts|preview\.allowedHosts/,
  },
  {
    code: 'edge/host-rejected',
    by: 'webpack-dev-server',
    source: 'webpack-dev-server, lib/Server.js',
    body: /^\s{0,9}Invalid Host(?:\/Origin)? header/,
  },
  {
    code: 'edge/host-rejected',
    by: 'FastAPI',
    source: 'recorded: Starlette in FastAPI 0.92',
    status: [400],
    body: /^\s{0,9}Invalid host header\s{0,9}$/,
  },
  {
    code: 'edge/host-rejected',
    by: 'Flask',
    source: 'Werkzeug, sansio/utils.py: get_host',
    status: [400],
    body: /Host .{1,200} is not trusted/i,
  },
  {
    code: 'edge/host-rejected',
    by: 'Symfony',
    source: 'Symfony, HttpFoundation/Request.php: getHost; Laravel uses it',
    status: [400, 404],
    body: /Untrusted Host (?:"|\\"|&quot;)/,
  },
  {
    code: 'edge/host-rejected',
    by: 'WordPress',
    source: 'WordPress, ms-load.php: unknown hosts of a network',
    status: [301, 302],
    headers: { location: /wp-signup\.php/ },
  },
  {
    code: 'edge/host-rejected',
    by: 'ASP.NET Core',
    source: 'ASP.NET Core, HostFilteringMiddleware',
    status: [400],
    body: /<h2>Bad Request - Invalid Hostname<\/h2>/i,
  },
]
