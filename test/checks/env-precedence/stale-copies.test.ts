import { describe, expect, it } from 'vitest'
import { noStaleCopies } from '../../../src/checks/env/no-stale-copies.ts'
import type { CheckResult } from '../../../src/core/report.ts'
import { envText, outline, runCheckOn } from './run-env-checks.ts'

const path = '/api/payments/callback'
const url = `https://duka.co.ke${path}`
const tunnel = 'https://old-duka.ngrok-free.app'

async function judge(files: Readonly<Record<string, string>>, env = envText()): Promise<CheckResult> {
  return runCheckOn(noStaleCopies, {
    files: { '.env': env, ...files },
    settings: env.includes(url) ? { callbackUrl: url } : {},
  })
}

function places({ findings }: CheckResult): readonly string[] {
  return findings.flatMap(({ severity, evidence }) =>
    (evidence.places as readonly string[]).map((place) => `${severity} ${place}`),
  )
}

describe('no copy of the callback URL', () => {
  it.each<[string, string, string]>([
    ['the same URL', 'config/mpesa.php', `'callback' => '${url}',`],
    ['the variable', 'app.js', 'CallBackURL: process.env.MPESA_CALLBACK_URL'],
    ['a list of hosts that may call', 'settings.py', `CORS_ALLOWED_ORIGINS = ['${tunnel}']`],
    [
      'a list of trusted hosts with a remark',
      'settings.py',
      `CSRF_TRUSTED_ORIGINS = ['${tunnel}']  # for the mpesa callback`,
    ],
    ['a tunnel for something else', 'app.js', `const base = '${tunnel}/'`],
    ['a tunnel in a comment', 'app.js', `// run it behind ${tunnel} first`],
    ['a callback of a login', 'auth.js', `redirectUri: '${tunnel}/auth/google/callback'`],
    ['a callback of another provider', 'pay.py', `PAYSTACK_CALLBACK_URL = '${tunnel}/paystack/callback'`],
    ['the path on this machine', 'seed.js', `post('http://localhost:5000${path}')`],
    ['the path on a private address', 'seed.js', `post('http://192.168.1.4:5000${path}')`],
    ['the path of an example', 'app.js', `const example = 'https://example.com${path}'`],
    ['the path of a stand-in', 'app.js', `const hint = 'https://your-domain.ngrok-free.app${path}'`],
    ['the path with a variable host', 'app.js', `const u = \`https://\${host}${path}\``],
    ['another path for another variable', 'app.js', `const STRIPE_CALLBACK_URL = 'https://old-duka.co.ke/mp/cb'`],
    ['a longer path', 'app.js', `const u = 'https://other.co.ke${path}-log/all'`],
    ["Safaricom's own", 'app.js', "const mpesa = 'https://sandbox.safaricom.co.ke/mpesa/stkpush/v1/processrequest'"],
    ['documentation', 'docs/setup.md', `MPESA_CALLBACK_URL=${tunnel}${path}`],
    ['a readme', 'README.md', `MPESA_CALLBACK_URL=${tunnel}${path}`],
    ['a test', 'tests/test_pay.py', `CALLBACK = '${tunnel}${path}'`],
    ['a test by its name', 'src/pay.test.ts', `const callback = '${tunnel}${path}'`],
    ['a fixture', 'src/fixtures/stk.json', `{"CallBackURL": "${tunnel}${path}"}`],
    ['an example of the env file', '.env.example', `MPESA_CALLBACK_URL=${tunnel}${path}`],
    ['a copy of the env file', '.env.bak', `MPESA_CALLBACK_URL=${tunnel}${path}`],
    ['the address of production', '.env.production', `MPESA_CALLBACK_URL=https://live-duka.co.ke${path}`],
    ['the address of another deployment', 'deploy/values.yaml', `callback: https://live-duka.co.ke${path}`],
    ['a lock file', 'package-lock.json', `"mpesa": "${tunnel}${path}"`],
    ['what a compose file sets', 'docker-compose.yml', `      MPESA_CALLBACK_URL: ${tunnel}${path}`],
    ['what is ignored', 'cache/x.js', `CallBackURL: '${tunnel}${path}'`],
    ['our own config', 'mpesa-doctor.config.json', `{"callbackUrl": "${tunnel}${path}"}`],
  ])('is %s', async (_, file, text) => {
    const result = await judge({ [file]: `${text}\n`, '.gitignore': 'cache/\n' })
    expect(outline(result)).toBe('pass')
  })

  it('is a host that the env file names for something else', async () => {
    const env = envText({ APP_URL: tunnel })
    expect(outline(await judge({ 'app.js': `CallBackURL: '${tunnel}${path}'` }, env))).toBe('pass')
  })

  it('is looked for without an env file or a variable of ours', async () => {
    const result = await runCheckOn(noStaleCopies, { files: { 'app.js': tunnel }, envFiles: [] })
    expect(outline(result)).toBe('skip blocked')
  })
})

describe('an older callback URL', () => {
  it.each<[string, string, string]>([
    ['in a source', 'src/app.js', `  CallBackURL: '${tunnel}${path}',`],
    ['with another path', 'src/app.js', `  CallBackURL: '${tunnel}/old/hook',`],
    ['whose path says it', 'src/app.js', `  post('${tunnel}/mpesa/hook')`],
    ['on another host', 'src/app.js', `  url = "https://old-duka.co.ke${path}"`],
    ['on another host, with a slash', 'src/app.js', `  url = "https://old-duka.co.ke${path}/"`],
    [
      'on another host and path, as the field of the request',
      'src/app.js',
      `  {"CallBackURL": "https://old-duka.co.ke/mp/cb"}`,
    ],
    [
      'on another host and path, for the variable',
      'Procfile',
      `web: MPESA_CALLBACK_URL=https://old-duka.co.ke/mp/cb node a.js`,
    ],
    ['on a public address', 'src/app.js', `  url = "http://41.90.1.2:8080${path}"`],
    ['with a query', 'src/app.js', `  url = "${tunnel}${path}?key=1"`],
    ['as a default', 'settings.py', `MPESA_CALLBACK_URL = os.environ.get('MPESA_CALLBACK_URL', '${tunnel}${path}')`],
    ['in another env file', '.env.staging', `MPESA_CALLBACK_URL=${tunnel}${path}`],
    ['in an env file that is ignored', '.env.local', `MPESA_CALLBACK_URL=https://abc.trycloudflare.com${path}`],
    ['in a workflow', '.github/workflows/ci.yml', `  MPESA_CALLBACK_URL: ${tunnel}${path}`],
    ['at an inspector', 'config/mpesa.php', "'callback' => 'https://webhook.site/0d0f7a3e-mpesa',"],
    ['of a tunnel among origins', 'settings.py', `CORS_ORIGINS = ['${tunnel}${path}']`],
  ])('is found %s', async (_, file, text) => {
    const result = await judge({ [file]: `\n${text}\n`, '.gitignore': '.env*\n' })
    expect(places(result)).toEqual([`warning ${file}:2`])
    expect(result.findings[0]?.message).toContain(`${file}:2`)
  })

  it('is listed with all its places, in one finding', async () => {
    const line = `const CallBackURL = '${tunnel}${path}'\n`
    const result = await judge({ 'src/a.js': line, 'src/b/c.js': `\n${line}${line}` })
    expect(places(result)).toEqual(['warning src/a.js:1', 'warning src/b/c.js:2', 'warning src/b/c.js:3'])
    expect(result.findings).toHaveLength(1)
    expect(result.findings[0]).toMatchObject({
      code: 'env/stale-copy',
      location: { file: 'src/a.js', line: 1, column: 22 },
      evidence: { inUse: 'duka.co.ke', complete: true },
    })
  })

  it('is what the app uses if nothing sets the variable', async () => {
    const files = {
      'src/app.js': `CallBackURL: '${tunnel}${path}'\n`,
      '.env.staging': `MPESA_CALLBACK_URL=${tunnel}${path}\n`,
    }
    const result = await judge(files, 'MPESA_SHORTCODE=174379\n')
    expect(places(result)).toEqual(['error src/app.js:1', 'warning .env.staging:1'])
  })

  it('is what the app uses if the settings name it and nothing reads the variable', async () => {
    const settings = `MPESA_CALLBACK_URL = '${tunnel}${path}'\n`
    const use = 'from django.conf import settings\nbody = {"CallBackURL": settings.MPESA_CALLBACK_URL}\n'
    expect(places(await judge({ 'duka/settings.py': settings, 'pay.py': use }))).toEqual(['error duka/settings.py:1'])
    const read = 'MPESA_CALLBACK_URL = os.getenv("MPESA_CALLBACK_URL")\n'
    expect(places(await judge({ 'duka/settings.py': settings, 'duka/local.py': read }))).toEqual([
      'warning duka/settings.py:1',
    ])
  })

  it.each<[string, readonly string[], RegExp, RegExp]>([
    ['a source', ['app.js'], /MPESA_CALLBACK_URL/, /delete/],
    ['settings that are a program', ['duka/settings.py'], /MPESA_CALLBACK_URL/, /delete/],
    ['another env file', ['.env.local'], /delete that line/, /MPESA_CALLBACK_URL/],
    ['an ini file', ['settings.ini'], /delete that line/, /MPESA_CALLBACK_URL/],
    ['a config file', ['config/app.json', 'config/app.yaml'], /those lines/, /MPESA_CALLBACK_URL/],
    ['both', ['app.js', 'settings.ini'], /MPESA_CALLBACK_URL.*settings\.ini/, /app\.js/],
  ])('is to be mended as it can be in %s', async (_, names, said, unsaid) => {
    const files = Object.fromEntries(names.map((file) => [file, `callback_url = "${tunnel}${path}"\n`]))
    const summary = (await judge(files)).findings[0]?.fix?.summary
    expect(summary).toMatch(said)
    expect(summary).not.toMatch(unsaid)
  })

  it('in a comment is information only', async () => {
    const result = await judge({ 'src/app.js': `  // CallBackURL: '${tunnel}${path}',\n` })
    expect(outline(result)).toBe('pass info env/stale-copy')
  })

  it('is shown without what it may carry besides', async () => {
    const result = await judge({ 'src/app.js': `CallBackURL = 'https://user:hunter2@old.ngrok.io${path}?token=abc'` })
    expect(places(result)).toEqual(['warning src/app.js:1'])
    expect(JSON.stringify(result.findings)).not.toMatch(/hunter2|token=abc/)
  })

  it('is not looked for to the end where there is no time', async () => {
    const sources = { search: async () => ({ hits: [], filesSearched: 12, complete: false }) }
    const result = await runCheckOn(noStaleCopies, { files: { '.env': envText() }, ports: { sources } })
    expect(result).toMatchObject({ status: 'pass', detail: expect.stringContaining('no time') })
  })
})
