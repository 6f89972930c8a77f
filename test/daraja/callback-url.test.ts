import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inspectCallbackUrl } from '../../src/daraja/callback-url.ts'
import { findTestHost, tunnelProviderOf } from '../../src/daraja/test-hosts.ts'
import type { UrlContext } from '../../src/daraja/url-problem.ts'

const sandbox: UrlContext = { environment: 'sandbox', api: 'stk' }
const production: UrlContext = { environment: 'production', api: 'stk' }
const unknown: UrlContext = { environment: 'unknown', api: 'stk' }
const c2b: UrlContext = { environment: 'sandbox', api: 'c2b' }

const inspect = (raw: string, context = sandbox) =>
  inspectCallbackUrl(raw, context).map(({ code, severity }) => `${code.slice(4)} ${severity}`)
const first = (raw: string, context = sandbox) => inspectCallbackUrl(raw, context)[0]

describe('a URL that Safaricom can use', () => {
  it.each([
    'https://shop.co.ke/api/pay/callback',
    'https://shop.co.ke',
    'https://shop.co.ke:443/cb',
    'https://shop.co.ke/cb?token=abc%3D&x=1;y=2',
    'https://shop.co.ke/cb;v=1/x,y',
    'HTTPS://shop.co.ke/Path',
    'https://xn--mnchen-3ya.de/cb',
    'https://münchen.de/cb',
    'https://my-app.onrender.com/cb',
    'https://static.1.2.3.4.clients.your-server.de/cb',
    'https://latest.co.ke/contest',
  ])('has no problem: %s', (raw) => {
    expect(inspect(raw, production)).toEqual([])
  })
})

describe('url/malformed', () => {
  it.each([
    ['', 'empty', 0, undefined],
    [' \t', 'empty', 2, undefined],
    ['/api/callback', 'relative', 0, undefined],
    ['api/callback', 'no-scheme', 0, undefined],
    ['shop.co.ke/cb', 'no-scheme', 0, 'https://shop.co.ke/cb'],
    ['//shop.co.ke/cb', 'no-scheme', 0, 'https://shop.co.ke/cb'],
    ['localhost:3000/cb', 'no-scheme', 0, undefined],
    ['https//shop.co.ke/cb', 'no-scheme', 0, undefined],
    ['ftp://shop.co.ke/cb', 'scheme', 0, undefined],
    ['htps://shop.co.ke/cb', 'scheme', 0, undefined],
    ['https:/shop.co.ke/cb', 'slashes', 6, 'https://shop.co.ke/cb'],
    ['https:shop.co.ke/cb', 'slashes', 6, 'https://shop.co.ke/cb'],
    ['https:///shop.co.ke/cb', 'slashes', 6, 'https://shop.co.ke/cb'],
    ['https:\\\\shop.co.ke\\cb', 'slashes', 6, 'https://shop.co.ke/cb'],
    ['https://shop.co.ke\\cb', 'backslash', 18, 'https://shop.co.ke/cb'],
    ['https://https://shop.co.ke/cb', 'two-schemes', 8, 'https://shop.co.ke/cb'],
    ['https://http//shop.co.ke/cb', 'two-schemes', 8, 'http://shop.co.ke/cb'],
    ['https://my_app.herokuapp.com/cb', 'underscore', 10, undefined],
    [`https://\${HOST}/cb`, 'template', 8, undefined],
    ['https://{{host}}/cb', 'template', 8, undefined],
    ['https://', 'no-host', 8, undefined],
    ['https://?a=b', 'no-host', 8, undefined],
    ['https://user@/cb', 'no-host', 8, undefined],
    ['https://shop.co.ke:99999/cb', 'port', 18, undefined],
    ['https://shop.co.ke:/cb', 'port', 18, undefined],
    ['https://shop.co.ke:0/cb', 'port', 18, undefined],
    ['https://shop.co.ke:port/cb', 'host-character', 8, undefined],
    ['https://shop..co.ke/cb', 'label', 8, undefined],
    ['https://-shop.co.ke/cb', 'label', 8, undefined],
    [`https://${'a'.repeat(64)}.co.ke/cb`, 'label', 8, undefined],
    ["https://o'neil.co.ke/cb", 'host-character', 8, undefined],
    ['https://[::1/cb', 'unparsable', 8, undefined],
    ['https://1.2.3.999/cb', 'unparsable', 8, undefined],
  ])('%j: %s', (raw, reason, offset, cleaned) => {
    const problems = inspectCallbackUrl(raw, sandbox)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ code: 'url/malformed', severity: 'error', evidence: { reason }, offset })
    expect(problems[0]?.cleaned).toBe(cleaned)
  })
})

describe('url/stray-characters', () => {
  const clean = 'https://shop.co.ke/cb'

  it.each([
    [` ${clean}`, 0, 'U+0020'],
    [`${clean} `, 21, 'U+0020'],
    [`${clean}\r`, 21, 'U+000D'],
    [`${clean}\n\n`, 21, 'U+000A'],
    [`"${clean}"`, 0, 'U+0022'],
    [`'${clean}'`, 0, 'U+0027'],
    [`“${clean}”`, 0, 'U+201C'],
    [`\`${clean}\``, 0, 'U+0060'],
    [`<${clean}>`, 0, 'U+003C'],
    [`=${clean}`, 0, 'U+003D'],
    [`${clean};`, 21, 'U+003B'],
    [`${clean}',`, 21, 'U+0027'],
    [`${clean}";`, 21, 'U+0022'],
    [`${clean}\\n`, 21, 'U+005C'],
    [`${clean}\\r\\n`, 21, 'U+005C'],
    [`${clean}\\`, 21, 'U+005C'],
    [`${clean} # production`, 21, 'U+0020'],
    [`${clean}\t// production`, 21, 'U+0009'],
    ['https://shop\u200b.co.ke/cb', 12, 'U+200B'],
    ['https://shop.co.ke/\u00a0cb', 19, 'U+00A0'],
    ['\ufeffhttps://shop.co.ke/cb', 0, 'U+FEFF'],
    ['https://shop.co.ke/\u202ecb', 19, 'U+202E'],
    ['https://shop.co.ke/\u{E0020}cb', 19, 'U+E0020'],
    ['https: //shop.co.ke/cb', 6, 'U+0020'],
    ['https://shop .co.ke /cb', 12, 'U+0020'],
    ['https://shop.co.ke/ cb', 19, 'U+0020'],
  ])('%j', (raw, offset, character) => {
    const problems = inspectCallbackUrl(raw, production)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({
      code: 'url/stray-characters',
      severity: 'error',
      offset,
      cleaned: clean,
      evidence: { character, column: offset + 1 },
    })
  })

  it('encodes a blank between two words of the path, since a folder may be called so', () => {
    const problems = inspectCallbackUrl('https://shop.co.ke/Wifi Billing/cb', sandbox)
    expect(problems[0]?.cleaned).toBe('https://shop.co.ke/Wifi%20Billing/cb')
    expect(problems.map(({ code, offset }) => [code, offset])).toEqual([
      ['url/stray-characters', 23],
      ['url/odd-path', 23],
    ])
  })

  it.each([
    ['a blank in the query', 'https://shop.co.ke/cb?token=abc def', 31],
    ['a blank that is none', 'https://shop.co.ke/cb?token=abc\u00a0def', 31],
    ['a line break', 'https://shop.co.ke/call\nback', 23],
    ['a blank in the host', 'https://my shop.co.ke/cb', 10],
    ['two blanks in the path', 'https://shop.co.ke/Wifi  Billing/cb', 23],
    ['quotes and a blank', 'https://shop.co.ke/cb?a=b" "c', 25],
    ['a quote', 'https://shop.co.ke/cb?a=b"c', 25],
    ['a blank among other strays', ' https://shop.co.ke/cb?token=abc def ', 0],
  ])('offers no value where %s may be meant, or what is around it are two values', (_, raw, offset) => {
    const [problem, ...others] = inspectCallbackUrl(raw, production)
    expect(problem).toMatchObject({ code: 'url/stray-characters', offset })
    expect(problem?.cleaned).toBeUndefined()
    expect(problem?.detail).toContain('`%20`')
    expect(others).toEqual([])
  })

  it('offers no value by another problem either', () => {
    const problems = inspectCallbackUrl('https://Shop.co.ke/cb?token=abc def#x', production)
    expect(problems.map(({ code }) => code)).toEqual(['url/stray-characters', 'url/uppercase-host', 'url/fragment'])
    expect(problems.map(({ cleaned }) => cleaned)).toEqual([undefined, undefined, undefined])
  })

  it.each([
    ['https://shop.co.ke/cb?a=1 &b= 2', 'https://shop.co.ke/cb?a=1&b=2'],
    ['https://shop.co.ke/cb ?a=1', 'https://shop.co.ke/cb?a=1'],
    ['https://shop.co.ke :8443/cb', 'https://shop.co.ke:8443/cb'],
    ['https://shop.co.ke/cb?token=a\u200bb', 'https://shop.co.ke/cb?token=ab'],
    ['https://shop.co.ke/cb?a="b"', 'https://shop.co.ke/cb?a=b'],
  ])('drops what stands beside a sign of the URL: %j', (raw, cleaned) => {
    expect(first(raw)?.cleaned).toBe(cleaned)
  })

  it('goes on with the cleaned value, offsets counting in the raw one', () => {
    const raw = ' "http://Shop.co.ke:8080/mpesa#x" '
    const found = inspectCallbackUrl(raw, sandbox).map(({ code, offset = -1 }) => [code, raw.slice(offset, offset + 4)])
    expect(found).toEqual([
      ['url/stray-characters', ' "ht'],
      ['url/not-https', 'http'],
      ['url/unusual-port', '8080'],
      ['url/uppercase-host', 'Shop'],
      ['url/forbidden-word', 'mpes'],
      ['url/fragment', '#x" '],
    ])
  })

  it('is reported beside what stays malformed', () => {
    expect(inspect(' shop_a.co.ke ')).toEqual(['stray-characters error', 'malformed error'])
  })
})

describe('url/not-https', () => {
  it('is an error in production only', () => {
    expect(inspect('http://shop.co.ke/cb', production)).toEqual(['not-https error'])
    expect(inspect('http://shop.co.ke:80/cb', sandbox)).toEqual(['not-https warning'])
    expect(inspect('http://shop.co.ke/cb', unknown)).toEqual(['not-https warning'])
  })
})

describe('url/local-address', () => {
  it.each([
    'http://localhost:3000/cb',
    'https://localhost./cb',
    'https://LOCALHOST/cb',
    'https://%6cocalhost/cb',
    'https://api.localhost/cb',
    'https://localhost.localdomain/cb',
    'http://127.0.0.1:5000/cb',
    'https://127.8.9.1/cb',
    'https://127.1/cb',
    'https://0x7f000001/cb',
    'https://0177.0.0.1/cb',
    'https://2130706433/cb',
    'https://127。0。0。1/cb',
    'https://[::1]/cb',
    'https://[0:0:0:0:0:0:0:1]:8443/cb',
    'https://[::ffff:127.0.0.1]/cb',
    'http://0.0.0.0:8000/cb',
    'http://0/cb',
    'https://[::]/cb',
    'https://macbook.local/cb',
    'http://host.docker.internal:3000/cb',
    'https://api.svc.cluster.local/cb',
    'http://web:8000/cb',
    'http://backend/cb',
    'https://app.localtest.me/cb',
    'https://127.0.0.1.nip.io/cb',
    'https://shop.lan/cb',
  ])('%s, and neither scheme, port nor case is a second one', (raw) => {
    expect(inspect(raw, production)).toEqual(['local-address error'])
  })

  it('shows the address behind an unusual spelling', () => {
    expect(first('https://0x7f.1/cb')?.evidence).toEqual({ address: '127.0.0.1', kind: 'loopback', written: '0x7f.1' })
  })
})

describe('url/private-address', () => {
  it.each([
    'https://10.0.0.5/cb',
    'http://192.168.1.20:8000/cb',
    'https://172.31.0.1/cb',
    'https://169.254.169.254/cb',
    'https://100.64.0.1/cb',
    'https://192.0.2.1/cb',
    'https://203.0.113.9/cb',
    'https://0xa000001/cb',
    'https://[fd00::1]/cb',
    'https://[fe80::1]/cb',
    'https://[2001:db8::1]/cb',
    'https://[::ffff:10.0.0.1]/cb',
    'https://app.192-168-1-7.sslip.io/cb',
  ])('%s, and not a bare address as well', (raw) => {
    expect(inspect(raw, production)).toEqual(['private-address error'])
  })
})

describe('url/bare-ip', () => {
  it('is an error with https, where a certificate is needed, else a warning', () => {
    expect(inspect('https://41.90.1.2/cb')).toEqual(['bare-ip error'])
    expect(inspect('https://[2C0F:FE38::1]/cb')).toEqual(['bare-ip error'])
    expect(inspect('http://41.90.1.2/cb')).toEqual(['bare-ip warning', 'not-https warning'])
  })
})

describe('url/example-host', () => {
  it.each([
    'https://example.com/cb',
    'https://api.example.org/cb',
    'https://yourdomain.com/cb',
    'https://your-domain.co.ke/cb',
    'https://YourDomain.com/cb',
    'https://mydomain.com/cb',
    'https://yourdomain/cb',
    'https://your-app.ngrok-free.app/cb',
    'https://your-ngrok-url.ngrok.io/cb',
    'https://xxxx.ngrok.io/cb',
    'https://shop.test/cb',
    'https://shop.invalid/cb',
    'https://<your-domain>/cb',
    'https://changeme.com/cb',
  ])('%s', (raw) => {
    expect(inspect(raw, production)).toEqual(['example-host error'])
  })

  it('still reports plain http, which a new host does not cure', () => {
    expect(inspect('http://yourdomain.com/cb', production)).toEqual(['example-host error', 'not-https error'])
  })
})

describe('url/unusual-port', () => {
  it.each(['https://shop.co.ke:8443/cb', 'https://shop.co.ke:80/cb'])('%s', (raw) => {
    expect(inspect(raw)).toEqual(['unusual-port warning'])
  })

  it('wants port 80 for http', () => {
    expect(inspect('http://shop.co.ke:443/cb')).toEqual(['not-https warning', 'unusual-port warning'])
  })
})

describe('url/userinfo', () => {
  it('names the real host and never the password', () => {
    const problem = first('https://shop.co.ke:invented-password@evil.co/cb')
    expect(problem).toMatchObject({
      code: 'url/userinfo',
      severity: 'error',
      evidence: { host: 'evil.co', hasPassword: true },
      offset: 8,
      cleaned: 'https://evil.co/cb',
    })
    expect(JSON.stringify(problem)).not.toContain('invented-password')
    expect(inspect('https://@shop.co.ke/cb')).toEqual(['userinfo error'])
    expect(inspect('https://shop.co.ke/@user')).toEqual([])
  })
})

describe('url/fragment', () => {
  it('is found even when it is empty', () => {
    expect(first('https://shop.co.ke/cb#')).toMatchObject({
      code: 'url/fragment',
      severity: 'error',
      offset: 21,
      cleaned: 'https://shop.co.ke/cb',
    })
    expect(inspect('https://shop.co.ke/#/cb')).toEqual(['fragment error'])
  })
})

describe('url/uppercase-host', () => {
  it('looks at the host only', () => {
    expect(first('https://shop.Co.ke/CB')).toMatchObject({
      code: 'url/uppercase-host',
      severity: 'warning',
      offset: 13,
      cleaned: 'https://shop.co.ke/CB',
    })
  })
})

describe('url/forbidden-word', () => {
  it.each([
    ['https://shop.co.ke/mpesa/cb', 'mpesa', 'path', 19],
    ['https://shop.co.ke/M-Pesa', 'm-pesa', 'path', 19],
    ['https://mysql.shop.co.ke/cb', 'sql', 'host', 10],
    ['https://shop.co.ke/execute', 'exec', 'path', 19],
    ['https://shop.co.ke/setup.exe', 'exe', 'path', 25],
    ['https://shop.co.ke/cb?query=cmd', 'query, cmd', 'path', 22],
    ['https://safaricom.shop.co.ke/mpesa/MPESA', 'safaricom, mpesa', 'host', 8],
  ])('%s', (raw, words, where, offset) => {
    expect(first(raw, c2b)).toMatchObject({
      code: 'url/forbidden-word',
      severity: 'error',
      evidence: { words, where },
      offset,
    })
    expect(inspect(raw, production)).toEqual(['forbidden-word info'])
  })
})

describe('url/test-host', () => {
  it('is an error in production and information elsewhere', () => {
    const raw = 'https://a1b2.ngrok-free.app/cb'
    expect(inspect(raw, production)).toEqual(['test-host error'])
    expect(inspect(raw, sandbox)).toEqual(['test-host info'])
    expect(inspect(raw, unknown)).toEqual(['test-host info'])
  })

  it.each([
    ['a1b2.ngrok-free.app', 'ngrok'],
    ['A1B2.NGROK.IO', 'ngrok'],
    ['x.ngrok-free.dev.', 'ngrok'],
    ['some-words-here.trycloudflare.com', 'cloudflare'],
    ['abc.loca.lt', 'localtunnel'],
    ['abc.lhr.life', 'localhost.run'],
    ['abc.a.free.pinggy.link', 'pinggy'],
    ['abc.serveo.net', 'serveo'],
    ['webhook.site', undefined],
    ['notngrok.io', undefined],
    ['ngrok.io.evil.co', undefined],
    ['shop.co.ke', undefined],
    ['', undefined],
  ])('%s is a tunnel of %s', (host, provider) => expect(tunnelProviderOf(host)).toBe(provider))

  it('tells inspectors from tunnels', () => {
    for (const host of [
      'webhook.site',
      'abc.m.pipedream.net',
      'shop.free.beeceptor.com',
      'mockbin.org',
      'x.requestbin.net',
    ]) {
      expect(findTestHost(host)?.kind).toBe('inspector')
    }
  })
})

describe('url/odd-path', () => {
  it.each([
    ['https://shop.co.ke//cb', 18],
    ['https://shop.co.ke/api/../cb', 22],
    ['https://shop.co.ke/./cb', 18],
    ['https://shop.co.ke/api/%2e%2E/cb', 22],
    ['https://shop.co.ke/Wifi%20Billing/cb', 23],
    ['https://shop.co.ke/cb%0D', 21],
    ['https://shop.co.ke/a%2Fb', 20],
    ['https://shop.co.ke/100%/cb', 22],
    ['https://shop.co.ke/cb/{id}', 22],
    ['https://shop.co.ke/cb/:id', 21],
  ])('%s', (raw, offset) => {
    expect(first(raw)).toMatchObject({ code: 'url/odd-path', severity: 'warning', offset })
    expect(inspect(raw)).toHaveLength(1)
  })

  it.each(['https://shop.co.ke/cb?next=//x/../y%20z', 'https://shop.co.ke/v1.2/...hidden/.well-known'])(
    '%s is fine',
    (raw) => {
      expect(inspect(raw)).toEqual([])
    },
  )
})

describe('inspectCallbackUrl', () => {
  const contexts = fc.constantFrom(sandbox, production, unknown, c2b)
  const urlish = fc
    .array(
      fc.constantFrom(
        'http',
        'https',
        ':',
        '/',
        '//',
        '\\',
        '@',
        '#',
        '?',
        '[',
        ']',
        '::1',
        '127.0.0.1',
        'shop',
        '.',
        'co.ke',
        ' ',
        '\r',
        '"',
        ';',
        '\u200b',
        '%',
        '%20',
        '_',
        '-',
        'é',
        '{',
        'MPESA',
        '443',
        '..',
        '😀',
        '\ud800',
      ),
      { maxLength: 14 },
    )
    .map((parts) => parts.join(''))
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl(),
    urlish,
    urlish.map((text) => `https://${text}`),
  )

  it('never throws and points into the value', () => {
    fc.assert(
      fc.property(anything, contexts, (raw, context) => {
        const problems = inspectCallbackUrl(raw, context)
        for (const { offset = 0, detail } of problems) {
          expect(offset).toBeGreaterThanOrEqual(0)
          expect(offset).toBeLessThanOrEqual(raw.length)
          expect(detail).toMatch(/^.+\.$/s)
        }
        expect(new Set(problems.map(({ code }) => code)).size).toBe(problems.length)
      }),
      { numRuns: 3000 },
    )
  })

  it('says nothing beyond stray characters about a malformed URL', () => {
    fc.assert(
      fc.property(anything, contexts, (raw, context) => {
        const codes = inspectCallbackUrl(raw, context).map(({ code }) => code)
        if (!codes.includes('url/malformed')) return
        expect(codes.filter((code) => code !== 'url/stray-characters')).toEqual(['url/malformed'])
      }),
      { numRuns: 2000 },
    )
  })

  it('finds nothing stray in what it cleaned, and the same other problems', () => {
    fc.assert(
      fc.property(anything, contexts, (raw, context) => {
        const problems = inspectCallbackUrl(raw, context)
        const stray = problems.find(({ code }) => code === 'url/stray-characters')
        if (stray?.cleaned === undefined) return
        const again = inspectCallbackUrl(stray.cleaned, context).map(({ code }) => code)
        expect(again).toEqual(problems.map(({ code }) => code).filter((code) => code !== 'url/stray-characters'))
      }),
      { numRuns: 2000 },
    )
  })

  it('judges a long value quickly enough to be used on any file', () => {
    const started = performance.now()
    for (const part of [' ', 'a ', '\\n', ';', '#', '/..', '%', 'a.'])
      inspectCallbackUrl(`https://${part.repeat(20_000)}`, sandbox)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})
