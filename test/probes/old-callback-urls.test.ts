import { describe, expect, it } from 'vitest'
import { judgeOldUrl, oldUrlPattern } from '../../src/probes/old-callback-urls.ts'
import { isCommentLine, isOfOtherEnvironment, isSettingsFile, placeOf } from '../../src/probes/source-places.ts'

const marks = { path: '/api/mpesa/callback', currentHosts: new Set(['duka.co.ke']) }
const pattern = (): RegExp => new RegExp(oldUrlPattern(marks), 'gi')

describe('the pattern of old callback URLs', () => {
  it.each([
    ['x = "https://a-b.ngrok-free.app/hook",', ['https://a-b.ngrok-free.app/hook']],
    ['HTTPS://A.NGROK.IO', ['HTTPS://A.NGROK.IO']],
    ["'https://a.loca.lt:8443/x?y=1'", ['https://a.loca.lt:8443/x?y=1']],
    ['(https://a.serveo.net/x)', ['https://a.serveo.net/x']],
    ['https://other.co.ke/api/mpesa/callback/', ['https://other.co.ke/api/mpesa/callback/']],
    ['https://other.co.ke/api/mpesa/callback-log', []],
    ['https://other.co.ke/v2/api/mpesa/callback', []],
    ['https://a.ngrok.io.evil.co.ke/x', []],
    ['https://notngrok.com/x https://ngrok.com/docs', []],
    ['https://a.ngrok.io https://b.ngrok.io', ['https://a.ngrok.io', 'https://b.ngrok.io']],
  ])('finds in %j', (text, found) => {
    expect(text.match(pattern()) ?? []).toEqual(found)
  })

  it.each([
    ['schemes', 'https://'.repeat(131_072)],
    ['labels', `https://${'a.'.repeat(524_288)}`],
    ['one label', `https://${'a'.repeat(1_048_576)}`],
    ['dashes', `https://${'-'.repeat(1_048_576)}`],
    ['hosts that nearly are', 'https://a.ngrok.iox/'.repeat(50_000)],
    ['paths that nearly are', 'https://a.co.ke/api/mpesa/callbacks '.repeat(30_000)],
  ])('takes no time over a megabyte of %s', (_, text) => {
    const started = performance.now()
    expect(text.match(pattern())).toBeNull()
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('means every path where the callback is the root of its host', () => {
    const found = new RegExp(oldUrlPattern({ path: undefined, currentHosts: new Set() }), 'gi')
    expect('https://a.ngrok.io/x https://b.co.ke/x'.match(found)).toEqual(['https://a.ngrok.io/x'])
  })
})

describe('a URL', () => {
  it.each([
    ['https://a.ngrok.io/api/mpesa/callback', 'x', true],
    ['https://a.ngrok.io/hook', 'MPESA_CALLBACK_URL=', true],
    ['https://a.ngrok.io/hook', 'webhook:', false],
    ['https://a.ngrok.io/callback', 'url:', true],
    ['https://a.ngrok.io/callback', 'GITHUB_URL=', false],
    ['https://b.co.ke/api/mpesa/callback', 'url:', true],
    ['https://duka.co.ke/api/mpesa/callback', 'url:', false],
    ['https://b.co.ke/hook', 'MPESA_CALLBACK_URL=', false],
    ['https://a.ngrok.io', 'ALLOWED_HOSTS for mpesa', false],
    ['https://example.com/api/mpesa/callback', 'url:', false],
    ['https://127.0.0.1/api/mpesa/callback', 'url:', false],
    ['https://[::1]/api/mpesa/callback', 'url:', false],
    ['https://web/api/mpesa/callback', 'url:', false],
    ['https://%zz/api/mpesa/callback', 'url:', false],
  ])('%s after %j is an old one: %s', (url, context, expected) => {
    expect(judgeOldUrl(url, `${context} ${url}`, marks) !== undefined).toBe(expected)
  })

  it('with a path that many have needs to be named', () => {
    const common = { path: '/callback', currentHosts: new Set<string>() }
    const url = 'https://b.co.ke/callback'
    expect(judgeOldUrl(url, `redirect: ${url}`, common)).toBeUndefined()
    expect(judgeOldUrl(url, `CallBackURL: ${url}`, common)?.host).toBe('b.co.ke')
  })
})

describe('a file', () => {
  it.each([
    ['src/app.js', 'source'],
    ['config/mpesa.php', 'source'],
    ['.env', 'env-file'],
    ['apps/web/.env.local', 'env-file'],
    ['prod.env', 'env-file'],
    ['.env.example', 'none'],
    ['.env.local.example', 'none'],
    ['.env.bak', 'none'],
    ['.env~', 'none'],
    ['README.md', 'none'],
    ['docs/index.html', 'none'],
    ['src/__tests__/a.ts', 'none'],
    ['app/tests.py', 'none'],
    ['a.spec.ts', 'none'],
    ['test_a.py', 'none'],
    ['PaymentTest.php', 'none'],
    ['contest/latest.ts', 'source'],
  ])('%s is of the kind %s', (path, kind) => {
    expect(placeOf(path)).toBe(kind)
  })

  it('is known by its path', () => {
    expect(['deploy/a.yml', 'config/production.py', 'k8s/x.yaml'].every(isOfOtherEnvironment)).toBe(true)
    expect(['src/products.js', 'src/app.js', 'alive/x.js'].some(isOfOtherEnvironment)).toBe(false)
    expect(
      ['duka/settings.py', 'config/mpesa.php', 'src/config.ts', 'appsettings.Development.json'].every(isSettingsFile),
    ).toBe(true)
    expect(['src/app.js', 'pay/views.py'].some(isSettingsFile)).toBe(false)
  })
})

it.each([
  ['  # x', true],
  ['// x', true],
  [' * x', true],
  ['<!-- x', true],
  ['-- x', true],
  ['x // y', false],
  ['#[route("/x")]', false],
  ['url = 1', false],
])('%j is a comment: %s', (line, expected) => {
  expect(isCommentLine(line)).toBe(expected)
})
