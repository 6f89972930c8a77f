import type { FixesOf } from './framework-fixes-of.ts'
import { take } from './framework-fixes-of.ts'
import type { Place } from './place.ts'
import { withoutLastSlash } from './place.ts'

const mapPost = ({ path }: Place) => take('Map POST', `@PostMapping("${path}")`)
const openInSpring = ({ path }: Place) =>
  take(
    'Open the path in the `SecurityFilterChain`, for CSRF and for logins',
    `http.csrf(csrf -> csrf.ignoringRequestMatchers("${path}"))`,
    `    .authorizeHttpRequests(requests -> requests.requestMatchers("${path}").permitAll()`,
    '        .anyRequest().authenticated());',
  )

/** Spring Boot 3 and later. */
export const springFixes: FixesOf = {
  'app/route-not-found': mapPost,
  'app/method-not-allowed': mapPost,
  'app/csrf-rejected': openInSpring,
  'app/auth-required': openInSpring,
  'app/body-not-parsed': () =>
    take('Take the JSON as it comes', 'public Map<String, Object> callback(@RequestBody JsonNode body) {'),
  'app/payload-rejected': () =>
    take(
      'Take the JSON as it comes: failures have no `CallbackMetadata`',
      'public Map<String, Object> callback(@RequestBody JsonNode body) {',
    ),
  'app/stack-trace-exposed': () =>
    take('Keep traces out of replies (in `application.properties`)', 'server.error.include-stacktrace=never'),
}

const mapInDotnet = ({ path }: Place) =>
  take(
    'Map POST',
    `app.MapPost("${path}", (JsonElement body) => Results.Ok(new { ResultCode = 0, ResultDesc = "Accepted" }));`,
  )

/** ASP.NET Core 8 and later. */
export const aspnetFixes: FixesOf = {
  'app/route-not-found': mapInDotnet,
  'app/method-not-allowed': mapInDotnet,
  'app/csrf-rejected': () =>
    take('Put this above the action (minimal APIs: `.DisableAntiforgery()`)', '[IgnoreAntiforgeryToken]'),
  'app/auth-required': () => take('Put this above the action (minimal APIs: `.AllowAnonymous()`)', '[AllowAnonymous]'),
  'app/body-not-parsed': () =>
    take('Take the JSON as it comes', 'public IActionResult Callback([FromBody] JsonElement body)'),
  'app/payload-rejected': () =>
    take(
      'Failures have no `CallbackMetadata`: let the property be null',
      'public CallbackMetadata? CallbackMetadata { get; set; }',
    ),
  'app/rate-limited': () =>
    take('Put this above the action (minimal APIs: `.DisableRateLimiting()`)', '[DisableRateLimiting]'),
  'app/stack-trace-exposed': () => take('Run in production mode', 'ASPNETCORE_ENVIRONMENT=Production'),
  'edge/host-rejected': ({ host }) =>
    take('Allow the host in `appsettings.json`', `"AllowedHosts": "${host};localhost"`),
}

/** The development server of many front ends. */
export const viteFixes: FixesOf = {
  'edge/host-rejected': ({ host }) =>
    take('Allow the host in `vite.config.ts` (`preview` takes the same)', `server: { allowedHosts: ['${host}'] },`),
}

export const webpackFixes: FixesOf = {
  'edge/host-rejected': ({ host }) =>
    take('Allow the host in the webpack configuration', `devServer: { allowedHosts: ['${host}'] },`),
}

export const hapiFixes: FixesOf = {
  'app/route-not-found': ({ path }) =>
    take('Register the route for POST', `server.route({ method: 'POST', path: '${path}', handler: handleCallback })`),
  'app/auth-required': () => take('Leave the login out: this goes into the options of the route', 'auth: false,'),
}

export const sveltekitFixes: FixesOf = {
  'app/route-not-found': ({ path }) =>
    take(
      `Export POST from \`src/routes${withoutLastSlash(path).replace(/^\/$/, '')}/+server.ts\``,
      'export async function POST({ request }) {',
      '  const { Body } = await request.json()',
      "  return Response.json({ ResultCode: 0, ResultDesc: 'Accepted' })",
      '}',
    ),
}

export const codeigniterFixes: FixesOf = {
  'app/csrf-rejected': ({ path }) =>
    take(
      'Exempt the path in `app/Config/Filters.php` (CodeIgniter 3: `csrf_exclude_uris` in `config.php`)',
      `public array $globals = ['before' => ['csrf' => ['except' => ['${path.replace(/^\//, '')}']]]];`,
    ),
}
