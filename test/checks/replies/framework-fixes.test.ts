import { describe, expect, it } from 'vitest'
import { diagnoseReplies } from '../../../src/checks/replies/diagnose-replies.ts'
import { placeOf, unnamedHost, unnamedPath } from '../../../src/checks/replies/fixes/place.ts'
import { frameworkFix } from '../../../src/checks/replies/framework-fixes.ts'
import type { Framework } from '../../../src/checks/replies/frameworks.ts'
import type { ReplyCode } from '../../../src/checks/replies/reply-codes.ts'
import { replyCodes } from '../../../src/checks/replies/reply-codes.ts'
import { observed } from '../../../src/core/probe.ts'
import { exchangeOf, readRecorded } from './recorded-apps.ts'
import { diagnose, hintsOf, path, reply } from './reply-builders.ts'

const frameworks: readonly Framework[] = [
  'Flask',
  'FastAPI',
  'Django',
  'Django REST framework',
  'Laravel',
  'Symfony',
  'CodeIgniter',
  'WordPress',
  'PHP',
  'Rails',
  'Next.js',
  'NestJS',
  'Fastify',
  'hapi',
  'Express',
  'SvelteKit',
  'Vite',
  'webpack-dev-server',
  'Spring',
  'ASP.NET Core',
]
const codes = Object.keys(replyCodes) as readonly ReplyCode[]
const shop = placeOf(new URL('https://shop.example/pay/cb'))
const all = frameworks.flatMap((framework) => codes.map((code) => [framework, code] as const))

describe('the fix for a framework', () => {
  it.each<[Framework, readonly ReplyCode[]]>([
    [
      'Flask',
      [
        'app/csrf-rejected',
        'edge/host-rejected',
        'edge/redirect',
        'app/method-not-allowed',
        'app/body-not-parsed',
        'app/auth-required',
        'app/stack-trace-exposed',
      ],
    ],
    [
      'Django',
      [
        'app/csrf-rejected',
        'edge/host-rejected',
        'edge/redirect',
        'app/method-not-allowed',
        'app/body-not-parsed',
        'app/auth-required',
        'app/stack-trace-exposed',
      ],
    ],
    [
      'Laravel',
      [
        'app/csrf-rejected',
        'edge/host-rejected',
        'app/method-not-allowed',
        'app/body-not-parsed',
        'app/auth-required',
        'app/stack-trace-exposed',
        'app/maintenance',
      ],
    ],
    [
      'Express',
      [
        'app/csrf-rejected',
        'app/method-not-allowed',
        'app/body-not-parsed',
        'app/auth-required',
        'app/stack-trace-exposed',
      ],
    ],
    [
      'Next.js',
      [
        'edge/redirect',
        'app/method-not-allowed',
        'app/body-not-parsed',
        'app/auth-required',
        'app/stack-trace-exposed',
      ],
    ],
    [
      'WordPress',
      [
        'app/csrf-rejected',
        'edge/host-rejected',
        'app/method-not-allowed',
        'app/body-not-parsed',
        'app/auth-required',
        'app/stack-trace-exposed',
        'app/maintenance',
      ],
    ],
    [
      'Rails',
      [
        'app/csrf-rejected',
        'edge/host-rejected',
        'app/method-not-allowed',
        'app/body-not-parsed',
        'app/auth-required',
        'app/stack-trace-exposed',
      ],
    ],
    ['PHP', ['app/method-not-allowed', 'app/body-not-parsed', 'app/noisy-reply', 'app/stack-trace-exposed']],
  ])('exists in %s for its usual faults', (framework, usual) => {
    const place = placeOf(new URL('https://shop.example/api/mpesa/callback'))
    const missing = usual.filter((code) => frameworkFix(code, framework, place) === undefined)
    expect(missing).toEqual([])
  })

  it.each<[Framework, ReplyCode, string, string]>([
    ['Flask', 'app/method-not-allowed', '/pay/cb', '@app.post("/pay/cb")'],
    ['Flask', 'edge/redirect', '/pay/cb', '@app.post("/pay/cb/", strict_slashes=False)'],
    ['Flask', 'edge/redirect', '/pay/cb/', '@app.post("/pay/cb/", strict_slashes=False)'],
    ['Django', 'app/route-not-found', '/pay/cb', 'path("pay/cb", views.mpesa_callback),'],
    ['Django', 'app/route-not-found', '/', 'path("", views.mpesa_callback),'],
    ['Laravel', 'app/csrf-rejected', '/pay/cb', "$middleware->validateCsrfTokens(except: ['pay/cb']);"],
    ['Laravel', 'app/route-not-found', '/api/pay/cb', "Route::post('/pay/cb', [MpesaController::class, 'callback']);"],
    [
      'Laravel',
      'app/route-not-found',
      '/apiary/cb',
      "Route::post('/apiary/cb', [MpesaController::class, 'callback']);",
    ],
    ['Laravel', 'edge/host-rejected', '/cb', String.raw`$middleware->trustHosts(at: ['^shop\.example$']);`],
    ['Symfony', 'app/auth-required', '/pay/cb', "- { path: '^/pay/cb$', roles: PUBLIC_ACCESS }"],
    ['Rails', 'app/route-not-found', '/pay/cb', 'post "/pay/cb", to: "mpesa#callback"'],
    ['Rails', 'edge/host-rejected', '/pay/cb', 'config.hosts << "shop.example"'],
    ['Express', 'app/route-not-found', '/pay/cb', "app.post('/pay/cb', express.json(), handleCallback)"],
    ['ASP.NET Core', 'edge/host-rejected', '/pay/cb', '"AllowedHosts": "shop.example;localhost"'],
  ])('of %s for %s at %s', (framework, code, where, line) => {
    expect(frameworkFix(code, framework, placeOf(new URL(where, 'https://shop.example')))?.code).toBe(line)
  })

  it('names the file of a Next.js route', () => {
    const fix = frameworkFix('app/route-not-found', 'Next.js', placeOf(new URL('https://shop.example/api/pay/cb/')))
    expect(fix?.summary).toContain('`app/api/pay/cb/route.ts`')
    expect(
      frameworkFix('app/route-not-found', 'Next.js', placeOf(new URL('https://shop.example/')))?.summary,
    ).toContain('`app/route.ts`')
  })

  it.each(frameworks.filter((framework) => frameworkFix('app/html-reply', framework, shop) !== undefined))(
    'of %s for a page registers the route, so that a catch-all alone is never told to acknowledge',
    (framework) => {
      const fix = frameworkFix('app/html-reply', framework, shop)
      expect(`${fix?.summary}\n${fix?.code}`).toMatch(/pay\/cb|shop\/v1', '\/callback/)
    },
  )

  it('of Django and Rails for a login asks for nothing that may be missing', () => {
    expect(frameworkFix('app/auth-required', 'Django', shop)?.code).toBeUndefined()
    const rails = frameworkFix('app/auth-required', 'Rails', shop)
    expect(rails?.code).toContain('raise: false')
    expect(rails?.summary).toContain('config.hosts << "shop.example"')
  })

  it('of Django for a view with GET only takes the place of the decorator that is there', () => {
    expect(frameworkFix('app/method-not-allowed', 'Django', shop)?.summary).toContain('in place of `@require_GET`')
  })

  it.each<[Framework, ReplyCode, string]>([
    ['Flask', 'app/slow-ack', 'import threading'],
    ['Django', 'app/body-not-parsed', 'import json'],
    ['Django', 'app/payload-rejected', 'import json'],
  ])('of %s for %s brings its import along', (framework, code, line) => {
    expect(frameworkFix(code, framework, shop)?.code).toContain(line)
  })

  it('takes the namespace of a WordPress route from its path', () => {
    const of = (where: string) =>
      frameworkFix('app/route-not-found', 'WordPress', placeOf(new URL(where, 'https://shop.example')))
    expect(of('/wp-json/shop/v1/mpesa/callback')?.code).toContain("register_rest_route('shop/v1', '/mpesa/callback', [")
    expect(of('/mpesa/callback')?.code).toBeUndefined()
    expect(of('/mpesa/callback')?.command).toBe('wp rewrite flush')
  })
})

describe('a hostile path or host', () => {
  const hostile = [
    "/a');system('id');//",
    '/a");import os;os.system("id")#',
    '/$(id)',
    '/a;id',
    '/`id`',
    '/\u0024{process.exit()}',
    '/#{system(1)}',
    '/<int:id>',
    '/{id}',
    '/:id',
    '/a*',
    '/(a|b)+',
    '/a&&id',
    "/it's",
    '/a b',
    '/\u202egnp',
    '/a\\b',
    '//a',
    '/-rf',
    '/a?b',
    `/${'a'.repeat(500)}`,
    '/%27);%20id',
  ]
  const named = /['"`$;|&<>(){}\\*!]/

  it.each(hostile)('%s does not get into any printed line', (where) => {
    const place = placeOf(new URL(`https://shop.example${where}`))
    expect(place.path).not.toMatch(named)
    for (const [framework, code] of all) {
      const given = frameworkFix(code, framework, place)
      // With a path that is as harmless as its length, the lines are the same but for that path.
      const plain = frameworkFix(code, framework, { ...place, path: unnamedPath, otherPath: `${unnamedPath}/` })
      if (place.path === unnamedPath) expect(given).toEqual(plain)
      expect(JSON.stringify(given ?? {})).not.toMatch(/system\(|\$\(id\)|`id`|process\.exit|&&id|int:id|it's/)
    }
  })

  it.each([
    "https://a'b.example/cb",
    'https://a$(id).example/cb',
    'https://a;id.example/cb',
    'https://[::1]/cb',
    'https://a_b.example/cb',
  ])('the host of %s is not printed as it is', (url) => {
    expect(placeOf(new URL(url)).host).toBe(unnamedHost)
  })

  it('no command has anything of the user in it', () => {
    const one = placeOf(new URL('https://shop.example/one'))
    const other = placeOf(new URL('https://other.example/two'))
    for (const [framework, code] of all)
      expect(frameworkFix(code, framework, one)?.command).toBe(frameworkFix(code, framework, other)?.command)
  })
})

describe('the fix of a finding', () => {
  const flask = [{ name: 'Flask', file: 'requirements.txt', because: 'requires flask' }] as const
  const bare = reply({ status: 405, headers: { allow: 'GET' }, body: '' })
  const scene = (code: ReturnType<typeof diagnose>) => code[0]

  it('is for the framework of the reply', () => {
    const found = scene(diagnose({ inside: exchangeOf(readRecorded('flask-production-get-only')) }))
    expect(found?.fix?.code).toBe(`@app.post("${path}")`)
    expect(found?.evidence.framework).toBe('Flask')
    expect(found?.evidence.frameworkFrom).toBeUndefined()
  })

  it('is for the framework of the project where the reply tells nothing, and says so', () => {
    const found = diagnoseReplies({ ...hintsOf({ inside: bare }), stackInUse: observed(flask) })[0]
    expect(found?.fix?.code).toBe(`@app.post("${path}")`)
    expect(found?.fix?.summary).toContain('requirements.txt')
    expect(found?.evidence.frameworkFrom).toBe('requirements.txt')
  })

  it('is the general one where nothing names a framework', () => {
    expect(scene(diagnose({ inside: bare }))?.fix?.code).toBeUndefined()
  })

  it('is not for the framework of the project if it is the edge that refuses', () => {
    const blocked = reply({ status: 403, headers: { 'cf-mitigated': 'challenge' }, body: '' })
    const found = diagnoseReplies({ ...hintsOf({ outside: blocked, inside: reply() }), stackInUse: observed(flask) })[0]
    expect(found?.code).toBe('edge/challenge')
    expect(found?.evidence.framework).toBeUndefined()
  })

  it('names the URL behind a slash redirect, in https even if the app does not know that it is', () => {
    const location = `http://shop.example${path}/`
    const to = reply({ status: 308, headers: { location, server: 'Werkzeug/3.1 Python/3.12' }, body: '' })
    const found = scene(diagnose({ outside: to }))
    expect(found?.fix?.summary).toContain(`https://shop.example${path}/`)
    expect(found?.fix?.code).toBe(`@app.post("${path}/", strict_slashes=False)`)
  })

  it('keeps what this run knows better than the general words', () => {
    const found = scene(diagnose({ outside: exchangeOf(readRecorded('django-debug-slash')) }))
    expect(found?.fix?.summary).toMatch(/slash/)
  })
})
