import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor, plainRedactor } from '../../src/core/redact.ts'
import { asciiGlyphs, unicodeGlyphs } from '../../src/reporters/glyphs.ts'
import { reporters } from '../../src/reporters/index.ts'
import { mostBodyCharacters } from '../../src/reporters/json-network.ts'
import { renderNetwork } from '../../src/reporters/network.ts'
import { plainPaint } from '../../src/reporters/paint.ts'
import { renderPretty } from '../../src/reporters/pretty.ts'
import type { PrettyContext } from '../../src/reporters/pretty-context.ts'
import { sampleContext, sampleDefinitions, sampleReport } from '../helpers/sample-report.ts'
import { hostileNetwork, sampleNetwork, sampleReply, sampleRequest } from './sample-network.ts'

const pretty: PrettyContext = {
  paint: plainPaint,
  glyphs: unicodeGlyphs,
  width: 80,
  verbose: true,
  definitions: sampleDefinitions,
  renderNetwork,
}

function document(network = sampleNetwork(), context = sampleContext()) {
  return JSON.parse(reporters.json.render(sampleReport({ network }), context)).network
}

function requestWith(headers: readonly (readonly [string, string])[], body = '', context = sampleContext()) {
  return document(sampleNetwork({ requests: [sampleReply(headers, body)] }), context).requests[0]
}

describe('the network in the JSON report', () => {
  it('has what was seen, with times to a tenth of a millisecond', () => {
    const { dns, connections, tls, requests } = document()
    expect(dns).toMatchObject({ host: 'shop.example.co.ke', ms: 12 })
    expect(connections.map(({ connected }: { connected: boolean }) => connected)).toEqual([true, false])
    expect(tls).toMatchObject({ protocol: 'TLSv1.3', alpn: 'http/1.1', chain: [{ fingerprint256: 'AB:CD' }, {}] })
    expect(requests[1]).toEqual({
      to: 'public',
      purpose: 'callback',
      method: 'POST',
      url: 'https://shop.example.co.ke/api/payments/mpesa/callback',
      address: '203.0.113.7',
      port: 443,
      timings: { connectMs: 30, tlsMs: 41, firstByteMs: 80, totalMs: 162.3 },
      status: 200,
      statusText: 'OK',
      headers: [
        { name: 'content-type', value: 'application/json' },
        { name: 'server', value: 'nginx' },
      ],
      bodyBytes: 16,
      bodyEnd: 'complete',
      body: '{"ResultCode":0}',
    })
    expect(requests[3]).toMatchObject({ failure: { phase: 'reply', code: 'timed-out' } })
    expect(requests[3]).not.toHaveProperty('status')
  })

  it('is not there where nothing of it was looked at', () => {
    expect(JSON.parse(reporters.json.render(sampleReport(), sampleContext()))).not.toHaveProperty('network')
  })

  it('keeps repeated headers in their order', () => {
    const headers = [
      ['via', '1.1 a'],
      ['server', 'x'],
      ['via', '1.1 b'],
    ] as const
    expect(requestWith(headers).headers.map(({ value }: { value: string }) => value)).toEqual(['1.1 a', 'x', '1.1 b'])
  })

  it.each([
    [
      'set-cookie',
      'laravel_session=eyJpdiI6ImludmVudGVk; Path=/; HttpOnly',
      'laravel_session=********; Path=/; HttpOnly',
    ],
    ['set-cookie', 'invented-cookie-value', '********'],
    ['Set-Cookie', 'a=b=c', 'a=********'],
    ['authorization', 'Digest invented-credential', '********'],
    ['x-csrf-token', 'invented-token', '********'],
    ['x-api-key', 'invented-key', '********'],
    ['x-amz-security-token', 'invented', '********'],
    ['location', 'https://duka.co.ke/login?token=invented', 'https://duka.co.ke/login?token=********'],
    ['x-customer', '254712345678', '254712***678'],
    ['server', 'nginx', 'nginx'],
    ['www-authenticate', 'Basic realm="duka"', 'Basic realm="duka"'],
    ['cf-ray', '8f1invented-NBO', '8f1invented-NBO'],
    ['content-type', 'text/html; charset=utf-8', 'text/html; charset=utf-8'],
  ])('shows of the header %s: %s what is no secret', (name, value, shown) => {
    expect(requestWith([[name, value]]).headers[0].value).toBe(shown)
  })

  it.each([
    ['{"access_token":"invented-token","expires_in":"3599"}', 'expires_in'],
    ["'DB_PASSWORD' => 'invented-pw', 'DB_HOST' => '127.0.0.1'", 'DB_HOST'],
    ['MPESA_CONSUMER_SECRET=invented-secret\nAPP_NAME=Duka', 'APP_NAME=Duka'],
    ['<input type="hidden" name="csrfmiddlewaretoken" value="inventedvalue"><p>Shop</p>', '<p>Shop</p>'],
    ['paid by 254712345678 for ws_CO_23112026101530123712345678', 'paid by 254712***678'],
  ])('shows of the body %s no secret', (body, kept) => {
    const shown: string = requestWith([], body).body
    expect(shown).not.toMatch(/invented|712345678/)
    expect(shown).toContain(kept)
  })

  it('leaves an ordinary body as it is', () => {
    const body = '{"ResultCode":1,"ResultDesc":"CSRF token: missing or incorrect; session = over","key":"x"}'
    expect(requestWith([], body).body).toBe(body)
  })

  it('hides a secret that the end of the excerpt goes through', () => {
    const redact = createRedactor()
    redact.add('invented-passkey-of-the-shop')
    const body = `${'x'.repeat(mostBodyCharacters - 8)}invented-passkey-of-the-shop`
    const shown: string = requestWith([], body, sampleContext({ redact })).body
    expect(shown).toHaveLength(mostBodyCharacters)
    expect(shown).not.toContain('inv')
  })

  it('shows everything where the user asked for it', () => {
    const shown = requestWith(
      [['set-cookie', 'a=b']],
      '"token":"c"',
      sampleContext({ redact: plainRedactor, showSecrets: true }),
    )
    expect(shown).toMatchObject({ headers: [{ value: 'a=b' }], body: '"token":"c"' })
  })

  it('keeps its own words when a secret is one of them', () => {
    const redact = createRedactor()
    redact.add('complete', 'timed-out', 'callback-x')
    const { requests } = document(sampleNetwork(), sampleContext({ redact }))
    expect(requests[0].bodyEnd).toBe('complete')
    expect(requests[3].failure.code).toBe('timed-out')
  })

  it('is redacted in little time, whatever a server sends', () => {
    const startedMs = performance.now()
    for (const piece of [
      'token',
      '"token":"',
      'name=',
      "name='token' ",
      'pass',
      'a.',
      '&=',
      'Set-Cookie: token=',
      '254',
    ])
      requestWith([['x', piece.repeat(8_000)]], piece.repeat(Math.ceil(65_536 / piece.length)))
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })
})

describe('the network for people', () => {
  it('fits 80 columns and says what was seen and sent', () => {
    const text = renderNetwork(sampleNetwork(), pretty)
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(text).toContain('203.0.113.7 · 2001:db8::7')
    expect(text).toContain('[2001:db8::7]:443 · refused (ECONNREFUSED) · 2 ms')
    expect(text).toContain('TLSv1.1 no')
    expect(text).toContain('shop.example.co.ke ← Invented R11, until 2027-01-03')
    expect(text).toContain('Invented R11 ← Invented Root X1, expired 2026-01-03')
    expect(text).toContain('dns 12 ms · connect 30 ms · tls 41 ms · first byte 80 ms')
    expect(text).toContain('total 174 ms')
    expect(text).toContain('4 requests were sent')
    expect(text).toMatch(/^ {2}3 {2}public {2}405 +162 ms {2}options +OPTIONS \/api\/payments\/mpesa\/callback$/m)
    expect(text).toContain('timed out')
  })

  it('shows what each name server said', () => {
    const { dns } = sampleNetwork()
    const failed = {
      resolver: '1.1.1.1',
      ms: 8,
      addresses: [],
      failure: { code: 'not-found', systemCode: 'ENOTFOUND' },
    }
    const answers = [...(dns?.answers ?? []), failed]
    const text = renderNetwork(sampleNetwork({ dns: dns === null ? null : { ...dns, answers } }), pretty)
    expect(text).toContain('12 ms, this machine\n            not found (ENOTFOUND) · 8 ms, 1.1.1.1\n')
  })

  it('never wraps the path of a request', () => {
    const url = `https://shop.example.co.ke/${'long-'.repeat(30)}`
    const text = renderNetwork(sampleNetwork({ requests: [sampleRequest({ url })] }), pretty)
    expect(text).toContain(`POST ${new URL(url).pathname}`)
    expect(text).toContain('One request was sent')
  })

  it.each([unicodeGlyphs, asciiGlyphs])('shows of a long query what fits, and no half of a secret', (glyphs) => {
    const url = `https://shop.example.co.ke/cb?order=DUKA-1042&token=invented-secret-of-the-shop-that-is-long&a=b`
    const redact = (text: string) => text.replaceAll(/invented-secret[\w-]*/g, '********')
    const requests = [sampleRequest({ url: `${url}&more=${'x'.repeat(200)}` }), sampleRequest({ url: `${url}` })]
    const text = renderNetwork(sampleNetwork({ requests }), { ...pretty, redact, glyphs })
    expect(text).toContain('POST /cb?order=DUKA-1042&')
    expect(text).not.toContain('invented')
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(text).toMatch(/(…|\.\.\.)\n/)
    const short = renderNetwork(sampleNetwork({ requests: [sampleRequest({ url: 'https://x.co.ke/a?b=c' })] }), pretty)
    expect(short).toMatch(/ POST \/a\?b=c$/m)
  })

  it('needs nothing but ASCII if that is wanted', () => {
    expect(renderNetwork(sampleNetwork(), { ...pretty, glyphs: asciiGlyphs })).toMatch(/^[\n -~]+$/)
  })

  it('is empty where nothing was seen', () => {
    expect(renderNetwork({ dns: null, connections: [], tls: null, requests: [] }, pretty)).toBe('')
  })

  it('tells a failed handshake in a line', () => {
    const { tls } = sampleNetwork()
    const failure = { code: 'not-tls', systemCode: 'EPROTO', detail: 'wrong version', banner: 'SSH-2.0' }
    const text = renderNetwork(sampleNetwork({ tls: tls === null ? null : { ...tls, failure } }), pretty)
    expect(text).toContain('not tls (EPROTO) · 41 ms · wrong version · SSH-2.0')
  })
})

describe('a hostile server', () => {
  it('moves nothing on the terminal and opens no line of its own', () => {
    fc.assert(
      fc.property(hostileNetwork, (network) => {
        const text = renderPretty(sampleReport({ network }), pretty)
        expect(text).not.toMatch(/(?![\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
        const requests = renderNetwork(network, pretty).split('\n\n').at(-1) ?? ''
        expect(requests.split('\n')).toHaveLength(1 + network.requests.length)
      }),
    )
  })

  it('makes no format invalid', () => {
    fc.assert(
      fc.property(hostileNetwork, (network) => {
        for (const reporter of Object.values(reporters)) {
          const text = reporter.render(sampleReport({ network }), sampleContext())
          expect(text).not.toMatch(/(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
        }
        expect(document(network).requests).toHaveLength(network.requests.length)
      }),
    )
  })
})
