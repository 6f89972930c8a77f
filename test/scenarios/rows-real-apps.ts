import { startDjango } from '../helpers/real-servers-django.ts'
import { startFlask } from '../helpers/real-servers-flask.ts'
import type { PhpScript } from '../helpers/real-servers-php.ts'
import { startPhp } from '../helpers/real-servers-php.ts'
import { runNginx } from '../helpers/real-servers-proxies.ts'
import type { Healthy, Scenario } from '../helpers/scenario.ts'
import type { Kit, Setup } from '../helpers/scenario-kit.ts'
import { closedPort, reservePort } from '../helpers/scenario-ports.ts'

type Mode = Parameters<typeof startDjango>[1]

const django =
  (path: string, mode: Mode = 'production') =>
  async (kit: Kit): Promise<Setup> =>
    (await kit.publish(await startDjango(kit, mode), { path })).withApp()

/** As a visitor of another name than those that the settings allow. */
const djangoAs =
  (domain: string, mode: Mode, beside: boolean) =>
  async (kit: Kit): Promise<Setup> => {
    const site = await kit.publish(await startDjango(kit, mode), { path: '/api/good', domain })
    return beside ? { argv: [...site.argv, '--app-url', `http://127.0.0.1:${site.port}`] } : site
  }

const flask =
  (path: string, mode: Parameters<typeof startFlask>[1] = 'production') =>
  async (kit: Kit): Promise<Setup> =>
    (await kit.publish(await startFlask(kit, mode), { path })).withApp()

const php =
  (script: PhpScript | 'missing.php', errors: Parameters<typeof startPhp>[1] = 'logged') =>
  async (kit: Kit): Promise<Setup> =>
    (await kit.publish(await startPhp(kit, errors), { path: `/${script}` })).withApp()

const row =
  (name: string, needs: Scenario['needs'], good: NonNullable<Scenario['twin']>) =>
  (code: string, what: string, fault: Scenario['fault'], more: Partial<Scenario> = {}): Scenario => ({
    code,
    name: `${name}, ${what}`,
    source: 'server',
    ...(needs && { needs }),
    fault,
    twin: good,
    ...more,
  })

const inDjango = row('Django', ['django'], django('/api/good'))
const inFlask = row('Flask', ['flask'], flask('/api/good'))
const inPhp = row('PHP', ['php'], php('good.php'))
const trace = { also: ['app/stack-trace-exposed'] }

export const appServerScenarios: readonly Scenario[] = [
  inDjango('app/csrf-rejected', 'production', django('/api/csrf'), { fix: /csrf_exempt/ }),
  inDjango('app/csrf-rejected', 'debug', django('/api/csrf', 'debug'), { ...trace, fix: /csrf_exempt/ }),
  inDjango('edge/host-rejected', 'debug', djangoAs('other.co.ke', 'debug', false), { ...trace, fix: /ALLOWED_HOSTS/ }),
  inDjango(
    'edge/host-rejected',
    'production, where only localhost is let in',
    djangoAs('other.co.ke', 'production', true),
    {
      fix: /ALLOWED_HOSTS/,
    },
  ),
  inDjango('edge/redirect', 'APPEND_SLASH in production', django('/api/slash'), {
    fix: /api\/slash\//,
    twin: django('/api/slash/'),
  }),
  inDjango('app/route-not-found', 'APPEND_SLASH in debug, which crashes instead', django('/api/slash', 'debug'), {
    ...trace,
    fix: /slash/,
    twin: django('/api/slash/', 'debug'),
  }),
  inDjango('app/route-not-found', 'production', django('/api/nothing')),
  inDjango('app/route-not-found', 'debug', django('/api/nothing', 'debug'), trace),
  inDjango('app/method-not-allowed', 'require_GET', django('/api/get-only'), { evidence: { status: 405 } }),
  inDjango('app/auth-required', 'login_required', django('/api/login'), { evidence: { status: 302 } }),
  inDjango('app/server-error', 'production', django('/api/crash'), { evidence: { status: 500 } }),
  inDjango('app/server-error', 'debug', django('/api/crash', 'debug'), trace),
  inDjango('handler/crashes', 'metadata of a failure, production', django('/api/metadata')),
  inDjango('handler/crashes', 'metadata of a failure, debug', django('/api/metadata', 'debug'), trace),
  // The page for all crashes does not tell what was missing.
  inDjango('app/server-error', 'request.POST, production', django('/api/form')),
  inDjango('app/body-not-parsed', 'request.POST, debug', django('/api/form', 'debug'), {
    ...trace,
    fix: /request\.body/,
  }),
  inDjango('handler/crashes', 'validation that asks for metadata', django('/api/validated')),
  inDjango('app/html-reply', 'a page', django('/api/page'), { severity: 'warning' }),
  inDjango('edge/ip-allowlist', 'only Safaricom, by X-Forwarded-For', async (kit) => {
    const { argv, appUrl = '' } = await django('/api/allowlist')(kit)
    return { argv: [...argv, '--app-url', appUrl] }
  }),
  inFlask('app/method-not-allowed', 'GET only', flask('/api/get-only'), {
    evidence: { status: 405 },
    fix: /methods|app\.post/,
  }),
  inFlask('app/route-not-found', 'no such route', flask('/api/nothing')),
  inFlask('app/route-not-found', 'a prefix too much', flask('/api/payments/callback'), {
    fix: /`\/payments\/callback`/,
  }),
  inFlask('edge/redirect', 'strict slashes (308)', flask('/api/slash'), {
    fix: /api\/slash\//,
    twin: flask('/api/slash/'),
  }),
  inFlask('app/server-error', 'a KeyError, production', flask('/api/crash')),
  inFlask('app/server-error', 'a KeyError, debugger', flask('/api/crash', 'debug'), trace),
  inFlask('app/stack-trace-exposed', 'the debugger, seen by the public', flask('/api/crash', 'debug'), {
    // A crash is the cause; that its page is shown is told besides.
    severity: 'warning',
    fault: async (kit) => withOnly(await flask('/api/crash', 'debug')(kit), 'app/stack-trace-exposed'),
  }),
  inFlask('app/body-not-parsed', 'only forms are read', flask('/api/form')),
  // Flask says the same of every request that it cannot use; metadata made no difference.
  inFlask('app/body-not-parsed', 'request.form["Body"]', flask('/api/keyerror'), { fix: /get_json/ }),
  inFlask('app/body-not-parsed', 'a content type compared word for word', flask('/api/strict-type')),
  inFlask('handler/crashes', 'metadata of a failure', flask('/api/metadata')),
  inFlask('app/auth-required', 'a login page', flask('/api/login')),
  inFlask('app/auth-required', 'a token', flask('/api/token'), { evidence: { status: 401 } }),
  inFlask('app/slow-ack', '3.2 s', (kit) => alone(flask('/api/slow')(kit)), {
    severity: 'warning',
    isSlow: true,
    twin: flask('/api/slow?s=0.5'),
  }),
  inFlask('app/negative-ack', 'ResultCode 1', flask('/api/refuse'), { severity: 'warning', twin: flask('/api/zero') }),
  inFlask('app/html-reply', 'a page', flask('/api/page'), { severity: 'warning' }),
  inFlask('app/maintenance', '503 in its own words', flask('/api/maintenance')),
  inFlask('app/rate-limited', 'Flask-Limiter', flask('/api/throttled')),
  inFlask('edge/ip-allowlist', 'the app names the address', flask('/api/allowlist')),
  inPhp('app/noisy-reply', 'a warning before the JSON', php('warning.php', 'shown'), {
    severity: 'warning',
    ...trace,
    twin: php('good.php', 'shown'),
  }),
  inPhp('app/server-error', 'a fatal error, shown', php('fatal.php', 'shown'), trace),
  inPhp('app/server-error', 'a fatal error, logged', php('fatal.php')),
  inPhp('app/server-error', 'an exception that nobody catches', php('throws.php', 'shown'), trace),
  inPhp('app/body-not-parsed', '$_POST', php('form.php')),
  inPhp('handler/crashes', 'metadata of a failure, read and missed', php('metadata.php', 'shown'), trace),
  inPhp('app/body-not-parsed', '$_POST, a warning before the JSON', php('posted.php', 'shown'), {
    ...trace,
    fix: /php:\/\/input/,
    twin: php('good.php', 'shown'),
  }),
  inPhp('handler/crashes', 'metadata of a failure, counted', php('count.php', 'shown'), {
    also: ['app/stack-trace-exposed', 'app/noisy-reply'],
  }),
  inPhp('handler/crashes', 'metadata of a failure, counted, errors logged', php('count.php')),
  inPhp('app/body-not-parsed', '$_POST, errors shown', php('post.php', 'shown'), {
    also: ['app/stack-trace-exposed', 'app/noisy-reply'],
  }),
  inPhp('app/method-not-allowed', 'GET only', php('get.php')),
  inPhp('app/route-not-found', 'no such script', php('missing.php')),
  inPhp('app/not-listening', 'nothing on this machine, nobody behind nginx', nginxOfNobody, {
    needs: ['nginx', 'php'],
  }),
]

/** Without the app of this machine beside it. */
async function alone(site: Promise<Setup>): Promise<Setup> {
  return { argv: (await site).argv }
}

function withOnly(setup: Setup, code: string): Setup {
  return { argv: [...setup.argv, '--only', code] }
}

async function nginxOfNobody(kit: Kit): Promise<Setup> {
  const [http, closed] = [await reservePort(), closedPort]
  await runNginx(kit, `server { listen 127.0.0.1:${http}; location / { proxy_pass http://127.0.0.1:${closed}; } }`)
  const { argv } = await kit.publish(http)
  return { argv: [...argv, '--app-url', `http://127.0.0.1:${closed}`] }
}

/** nginx with proxy_pass to a real app. */
const behindNginx =
  (start: (kit: Kit) => Promise<number>, path: string) =>
  async (kit: Kit): Promise<Setup> => {
    const app = await start(kit)
    const http = await reservePort()
    await runNginx(
      kit,
      `server { listen 127.0.0.1:${http}; location / { proxy_pass http://127.0.0.1:${app}; proxy_set_header Host $host; proxy_set_header X-Forwarded-Proto https; proxy_set_header X-Forwarded-For $remote_addr; } }`,
    )
    const { argv } = await kit.publish(http, { path })
    return { argv, appUrl: `http://127.0.0.1:${app}` }
  }

const healthy = (name: string, needs: Healthy['needs'], setup: Healthy['setup']): Healthy => ({
  name,
  ...(needs && { needs }),
  setup,
})

export const appServerHealthy: readonly Healthy[] = [
  healthy('Django, csrf_exempt', ['django'], django('/api/good')),
  healthy('Django, debug', ['django'], django('/api/good', 'debug')),
  healthy('Django, text', ['django'], django('/api/plain')),
  healthy('Django, 204', ['django'], django('/api/empty')),
  healthy('Django, a slash at the end that the URL has, too', ['django'], django('/api/slash/')),
  healthy(
    'Django behind nginx',
    ['django', 'nginx'],
    behindNginx((kit) => startDjango(kit, 'production'), '/api/good'),
  ),
  healthy(
    'Django behind nginx, which asks for https',
    ['django', 'nginx'],
    behindNginx((kit) => startDjango(kit, 'https'), '/api/good'),
  ),
  healthy('Flask, JSON', ['flask'], flask('/api/good')),
  healthy('Flask, debug', ['flask'], flask('/api/good', 'debug')),
  healthy('Flask, 204', ['flask'], flask('/api/empty')),
  healthy('Flask, text', ['flask'], flask('/api/text')),
  healthy('Flask, 201', ['flask'], flask('/api/created')),
  healthy('Flask, ResultCode 0 as text', ['flask'], flask('/api/zero')),
  healthy('Flask, a second', ['flask'], flask('/api/slow?s=1')),
  healthy(
    'Flask behind nginx',
    ['flask', 'nginx'],
    behindNginx((kit) => startFlask(kit, 'production'), '/api/good'),
  ),
  healthy('PHP, JSON', ['php'], php('good.php')),
  healthy('PHP, JSON, errors shown', ['php'], php('good.php', 'shown')),
  healthy('PHP, a session', ['php'], php('session.php')),
  healthy('PHP, JSON called HTML', ['php'], php('untyped.php')),
  healthy('PHP, nothing', ['php'], php('silent.php')),
  healthy(
    'PHP behind nginx',
    ['php', 'nginx'],
    behindNginx((kit) => startPhp(kit, 'logged'), '/good.php'),
  ),
]
