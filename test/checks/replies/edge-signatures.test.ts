import { describe, expect, it } from 'vitest'
import { whoAnswered } from '../../../src/checks/replies/answerers.ts'
import { appSignatures } from '../../../src/checks/replies/app-signatures.ts'
import { classifyReply } from '../../../src/checks/replies/classify-reply.ts'
import { edgeSignatures, namedEdgeSignatures } from '../../../src/checks/replies/edge-signatures.ts'
import type { ReplyFacts } from '../../../src/checks/replies/reply-facts.ts'
import { matchSignature } from '../../../src/checks/replies/signature.ts'
import { generalSignatures } from '../../../src/checks/replies/signatures/general.ts'
import { tunnelGatewaySignatures, tunnelSignatures } from '../../../src/checks/replies/tunnel-signatures.ts'
import { edgeFixtures, factsOf } from './edge-fixtures.ts'
import { factsOf as appFacts, recordedNames } from './recorded-apps.ts'

const tunnels = [...tunnelSignatures, ...tunnelGatewaySignatures]
const table = [
  ...tunnelSignatures,
  ...namedEdgeSignatures,
  ...appSignatures,
  ...tunnelGatewaySignatures,
  ...generalSignatures,
]
const inFront = [...tunnels, ...edgeSignatures]
const recorded = edgeFixtures.filter(({ isRecorded }) => isRecorded)
const documented = edgeFixtures.filter(({ isRecorded }) => !isRecorded)
const json = { 'content-type': 'application/json', server: 'nginx/1.22.1' }
const html = { 'content-type': 'text/html', server: 'nginx/1.22.1' }

/** What the recorded faults mean: code and, if a mark says so, who. */
const expected: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nginx: {
    'dead-upstream': 'edge/bad-gateway nginx',
    'slow-upstream': 'edge/bad-gateway nginx',
    'closing-upstream': 'edge/bad-gateway nginx',
    'dead-fastcgi': 'edge/bad-gateway nginx',
    'no-such-file': 'app/route-not-found nginx',
    'static-post': 'edge/not-your-app nginx',
    'folder-slash': 'edge/redirect',
    'location-slash': 'edge/redirect',
    unreadable: 'edge/waf-block nginx',
    deny: 'edge/waf-block nginx',
    'get-only': 'edge/waf-block nginx',
    password: 'edge/login-wall nginx',
    'too-large': 'edge/body-rejected nginx',
    'rate-limit': 'edge/bad-gateway nginx',
    'rate-limit-429': 'edge/rate-limited nginx',
    'to-https': 'edge/redirect',
    maintenance: 'edge/bad-gateway nginx',
    'rewrite-loop': 'app/server-error nginx',
    'header-too-large': 'edge/body-rejected nginx',
    'default-site': 'edge/default-page nginx',
    'default-site-post': 'edge/default-page nginx',
    'client-certificate': 'edge/login-wall nginx',
    'http-to-https-port': 'edge/bad-gateway nginx',
  },
  Apache: {
    'dead-upstream': 'edge/bad-gateway Apache',
    'slow-upstream': 'edge/bad-gateway Apache',
    'garbage-upstream': 'edge/bad-gateway the proxy',
    'closing-upstream': 'edge/bad-gateway Apache',
    'no-such-file': 'app/route-not-found Apache',
    'folder-slash': 'edge/redirect',
    'folder-listing': 'edge/default-page a web server',
    'folder-without-index': 'app/route-not-found Apache',
    'broken-htaccess': 'app/server-error Apache',
    deny: 'edge/waf-block Apache',
    'allowed-addresses': 'edge/waf-block Apache',
    'get-only': 'edge/waf-block Apache',
    password: 'edge/login-wall Apache',
    'to-https': 'edge/redirect',
    maintenance: 'edge/bad-gateway Apache',
    gone: 'app/route-not-found',
    'bad-method': 'app/method-not-allowed',
    'header-too-large': 'edge/body-rejected Apache',
    'default-site': 'edge/default-page Apache',
  },
  'Apache with ModSecurity and the OWASP Core Rule Set': {
    // The rules as they come let a callback through; these two are healthy.
    'callback-without-agent': 'nothing',
    'callback-to-address': 'nothing',
    'injection-in-body': 'edge/waf-block Apache',
    'status-406': 'edge/waf-block ModSecurity',
    'too-large': 'edge/body-rejected Apache',
  },
  lighttpd: {
    'dead-upstream': 'edge/bad-gateway lighttpd',
    'closing-upstream': 'app/server-error',
    'no-such-file': 'app/route-not-found',
    // lighttpd gives a file to a POST, too: only another path shows that no app is there.
    'static-post': 'nothing',
    'script-post': 'edge/not-your-app a web server',
    'folder-slash': 'edge/redirect',
    deny: 'edge/waf-block lighttpd',
    password: 'edge/login-wall lighttpd',
    'to-https': 'edge/redirect',
    'too-large': 'edge/body-rejected lighttpd',
  },
  HAProxy: {
    'dead-upstream': 'edge/bad-gateway HAProxy',
    'slow-upstream': 'edge/bad-gateway HAProxy',
    'garbage-upstream': 'edge/bad-gateway HAProxy',
    'closing-upstream': 'edge/bad-gateway HAProxy',
    'checked-out': 'edge/bad-gateway HAProxy',
    'no-backend': 'edge/bad-gateway HAProxy',
    deny: 'edge/waf-block HAProxy',
    'rate-limit': 'edge/rate-limited HAProxy',
    password: 'edge/login-wall HAProxy',
    'to-https': 'edge/redirect',
  },
  Varnish: {
    'dead-upstream': 'edge/bad-gateway Varnish',
    'slow-upstream': 'edge/bad-gateway Varnish',
    'garbage-upstream': 'edge/bad-gateway Varnish',
    deny: 'edge/waf-block Varnish',
    'not-allowed': 'edge/waf-block Varnish',
  },
  Caddy: {
    'dead-upstream': 'edge/bad-gateway Caddy',
    'slow-upstream': 'edge/bad-gateway Caddy',
    'garbage-upstream': 'edge/bad-gateway Caddy',
    // Caddy answers an empty 200 where it has nothing to say, as an app may: only another path shows it.
    'no-route': 'nothing',
    'no-such-host': 'nothing',
    'no-such-file': 'app/route-not-found',
    'static-post': 'nothing',
    deny: 'app/auth-required',
    password: 'edge/login-wall a proxy',
    'too-large': 'edge/bad-gateway Caddy',
    'to-https': 'edge/redirect',
  },
  Squid: {
    'dead-upstream': 'edge/bad-gateway Squid',
    'garbage-upstream': 'edge/bad-gateway the proxy',
    'closing-upstream': 'edge/bad-gateway Squid',
    deny: 'edge/waf-block Squid',
  },
  'Vite, the development server': {
    'dead-upstream': 'edge/bad-gateway the proxy',
    'other-host': 'edge/host-rejected Vite',
    'no-route': 'app/route-not-found',
    // The page of the front end; that it comes for every path is for the acknowledgement to judge.
    fallback: 'nothing',
  },
  'http-proxy-middleware in Express': {
    'dead-upstream': 'edge/bad-gateway the proxy of a development server',
  },
  serve: { fallback: 'nothing' },
  'http-server': { 'no-such-file': 'app/method-not-allowed', 'static-post': 'app/method-not-allowed' },
}

const describeClassified = (fixture: (typeof edgeFixtures)[number]) => {
  const classified = classifyReply(factsOf(fixture), fixture.provider)
  return classified === undefined ? 'nothing' : `${classified.code} ${classified.by ?? ''}`.trim()
}

const certainKind = (facts: ReplyFacts) => {
  const answerer = whoAnswered(facts)
  return answerer?.confidence === 'certain' ? answerer.kind : undefined
}

describe('the signatures of what stands in front of an app', () => {
  it('say where each mark is known from', () => {
    for (const row of inFront) expect(row.source, `${row.by}: ${row.code}`).toMatch(/\S{3}/)
  })

  it('are each hit by a recorded or documented reply', () => {
    const hit = new Set(edgeFixtures.map((fixture) => matchSignature(table, factsOf(fixture), fixture.provider)))
    const missed = inFront.filter((row) => !hit.has(row)).map((row) => `${row.by}: ${row.code} (${row.source})`)
    expect(missed).toEqual([])
  })

  it.each(documented)('$server, $name: the documented reply is recognised', (fixture) => {
    expect(describeClassified(fixture)).toBe(`${fixture.means?.code} ${fixture.means?.by}`)
  })

  it.each(recorded.filter(({ name }) => !/^(?:healthy|app-refuses)-/.test(name)))(
    '$server, $name: the recorded reply is recognised',
    (fixture) => {
      expect(describeClassified(fixture)).toBe(expected[fixture.server]?.[fixture.name])
    },
  )

  it.each(recorded.filter(({ name }) => name.startsWith('healthy-')))(
    '$server, $name: an acknowledgement is left alone',
    (fixture) => {
      expect(classifyReply(factsOf(fixture), undefined)).toBeUndefined()
      for (const provider of ['ngrok', 'cloudflare', 'localtunnel', 'pinggy', 'zrok', 'dev-tunnels', 'codespaces'])
        expect(classifyReply(factsOf(fixture), provider)).toBeUndefined()
    },
  )
})

describe("refusals of the app's own", () => {
  const codes: Readonly<Record<number, string>> = {
    401: 'app/auth-required',
    403: 'app/auth-required',
    404: 'app/route-not-found',
    422: 'app/payload-rejected',
    500: 'app/server-error',
    503: 'app/server-error',
  }

  it.each(recorded.filter(({ name }) => name.startsWith('app-refuses-')))(
    '$server, $name: is not put down to the server that passes it on',
    (fixture) => {
      expect(describeClassified(fixture)).toBe(codes[fixture.status])
      if (whoAnswered(factsOf(fixture))?.kind === 'server')
        expect(whoAnswered(factsOf(fixture))?.confidence).toBe('possible')
    },
  )

  it.each(recordedNames())('%s: a framework is not taken for what stands before it', (name) => {
    expect(matchSignature([...tunnels, ...namedEdgeSignatures], appFacts(name), undefined)?.by).toBeUndefined()
    expect(['server', 'firewall', 'cdn', 'tunnel']).not.toContain(certainKind(appFacts(name)))
  })
})

describe('words that firewalls use, too', () => {
  const words = [
    'customer is blocked',
    'number not in the whitelist',
    'csrf check skipped',
    'maintenance window at 02:00',
    'captcha not needed',
    'forwarded by Wordfence and imunify360',
    'tunnel not found, using ERR_NGROK_3200 as note',
    'error code: 1015',
    'this domain is for sale',
    'Your IP address is not allowed to pay twice',
    'ModSecurity off',
  ]

  it.each(words)('are left alone in an acknowledgement: %s', (text) => {
    for (const status of [200, 201, 202]) {
      for (const body of [JSON.stringify({ ResultCode: 0, ResultDesc: text }), text])
        expect(classifyReply(factsOf({ status, headers: json, body }), undefined)).toBeUndefined()
    }
  })

  it.each([
    [403, { error: 'This customer is blocked' }, 'app/auth-required'],
    [403, { error: 'user is not whitelisted' }, 'app/auth-required'],
    [403, { error: 'request blocked: duplicate' }, 'app/auth-required'],
    [403, { error: 'shipping address not allowed' }, 'app/auth-required'],
    [400, { error: 'captcha required' }, 'app/payload-rejected'],
    [422, { message: 'phone is not in the allowlist of test numbers' }, 'app/payload-rejected'],
    [404, { error: 'tunnel not found' }, 'app/route-not-found'],
    [404, { error: 'Site not found' }, 'app/route-not-found'],
    [400, { error: 'amount 1015 is wrong' }, 'app/payload-rejected'],
    [500, { error: 'connect ECONNREFUSED 127.0.0.1:5432' }, 'app/server-error'],
    [503, { error: 'no connection to the database' }, 'app/server-error'],
    [403, { error: 'Access denied', by: 'ModSecurity' }, 'app/auth-required'],
  ])("are the app's own in its refusal: %i %o", (status, body, code) => {
    const classified = classifyReply(factsOf({ status, headers: json, body: JSON.stringify(body) }), undefined)
    expect(classified?.code).toBe(code)
    expect(classified?.by).toBeUndefined()
  })

  it.each([
    [200, '<!doctype html><title>Pay</title><div class="g-recaptcha"></div>'],
    [
      200,
      '<!doctype html><title>Pay</title><script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>',
    ],
    [200, '<!doctype html><title>How Wordfence works</title><p>Your IP was blocked by the firewall</p>'],
    [200, '<!doctype html><title>Shop</title><p>Welcome to nginx users</p>'],
  ])("are the app's own in its page: %i %s", (status, body) => {
    expect(classifyReply(factsOf({ status, headers: html, body }), undefined)).toBeUndefined()
  })

  it('are no challenge on a refusal that embeds Turnstile', () => {
    const body =
      '<!doctype html><title>Login</title><script src="https://challenges.cloudflare.com/turnstile/v0/api.js">'
    expect(classifyReply(factsOf({ status: 403, headers: html, body }), undefined)?.code).toBe('app/auth-required')
  })

  it('are not called certain where any product may use them', () => {
    for (const row of generalSignatures) {
      const isCertain = row.confidence === undefined
      // Only exact greetings and error texts of programs may be certain without a name.
      if (isCertain) expect(row.body?.source ?? row.page, row.code).toMatch(/^\^|<title>/)
    }
  })
})

describe('hostile bodies', () => {
  const bytes = 64 * 1024
  const bodiesFor = ({ source }: RegExp) => {
    const literal = source.replaceAll(/\\[sdwbSDWB]/g, ' ').replaceAll(/\{\d+,\d*\}/g, ' ')
    const pieces = new Set(literal.split(/[()|[\]?*+^$]+/).map((piece) => piece.replaceAll('\\', '')))
    return [...pieces, ' ', '\n', '<', '<title>', 'ip ', '"', '\u0000']
      .filter((piece) => piece !== '')
      .flatMap((piece) => [
        piece.repeat(Math.ceil(bytes / piece.length)).slice(0, bytes),
        `${piece} `.repeat(Math.ceil(bytes / (piece.length + 1))).slice(0, bytes),
      ])
  }

  it.each(inFront.filter(({ body }) => body !== undefined))('cost no time: $by, $code, $body', ({ body }) => {
    for (const text of bodiesFor(body ?? /x/)) {
      const spent = () => {
        const startedAt = performance.now()
        body?.test(text)
        return performance.now() - startedAt
      }
      // The best of three: what the machine does beside is not the expression's.
      expect(Math.min(spent(), spent(), spent()), JSON.stringify(text.slice(0, 40))).toBeLessThan(15)
    }
  })

  it('cost no time for the tables together', () => {
    const body = '<html><title>x</title>ip Error <span>Access Denied Reference #</span>'.repeat(1_000)
    const startedAt = performance.now()
    for (const status of [200, 403, 502]) classifyReply(factsOf({ status, headers: html, body }), 'ngrok')
    expect(performance.now() - startedAt).toBeLessThan(300)
  })
})
