import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { swapHost, urlWithPath } from '../../src/env-file/swap-host.ts'

const ORIGIN = 'https://new.ngrok-free.dev'

describe('swapHost', () => {
  it.each([
    ['https://old.example/api/mpesa/callback?x=1&y=%20', '/api/mpesa/callback?x=1&y=%20'],
    ['http://localhost:5000/cb', '/cb'],
    ['https://old.example/', '/'],
    ['https://[::1]:8080/cb/', '/cb/'],
    ['HTTPS://OLD.example/Cb//x?u=https://a.b/c', '/Cb//x?u=https://a.b/c'],
    ['https://yourdomain.com/mpesa/callback', '/mpesa/callback'],
    ['https://<your-domain>/mpesa/callback', '/mpesa/callback'],
    ['https://a.b/c#part', '/c#part'],
  ])('keeps the route of %s', (old, rest) => {
    expect(swapHost(old, ORIGIN)).toEqual({ outcome: 'swapped', value: ORIGIN + rest })
  })

  it('keeps any path and query byte for byte', () => {
    const rest = fc.stringMatching(/^\/[A-Za-z0-9/%?&=+.~:@!*,;()[\]{}|^-]{0,40}$/)
    fc.assert(
      fc.property(rest, (route) => {
        if (/^\/path$|\/your[-_]/i.test(route)) return
        expect(swapHost(`http://o.example:81${route}`, `${ORIGIN}:8443/`)).toEqual({
          outcome: 'swapped',
          value: `${ORIGIN}:8443${route}`,
        })
      }),
    )
  })

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['https://old.example', 'no-path'],
    ['https://old.example?x=1', 'no-path'],
    ['your-callback-url', 'placeholder'],
    ['YOUR_CALLBACK_URL', 'placeholder'],
    ['<callback url>', 'placeholder'],
    ['xxx', 'placeholder'],
    ['changeme', 'placeholder'],
    ['https://mydomain.com/path', 'placeholder'],
    ['https://a.dev/your-callback', 'placeholder'],
    ['/api/callback', 'relative'],
    [`$\{BASE_URL}/api/callback`, 'interpolation'],
    ['$BASE/cb', 'interpolation'],
    ['https://user:pw@old.example/cb', 'credentials'],
    ['abc.ngrok.io/cb', 'malformed'],
    ['ftp://old.example/cb', 'malformed'],
    ['https:///cb', 'malformed'],
    ['https://old.example/c b', 'malformed'],
    ['\u200bhttps://old.example/cb', 'malformed'],
    ['https://old.example/cb\u200b', 'malformed'],
    ['//old.example/cb', 'malformed'],
  ])('refuses %j: %s', (old, reason) => {
    expect(swapHost(old, ORIGIN)).toEqual({ outcome: 'refused', reason })
  })

  it.each(['new.ngrok-free.dev', 'https://a.dev/path', 'tcp://a.dev:1', ''])('refuses %j as an origin', (origin) => {
    expect(swapHost('https://old.example/cb', origin)).toEqual({ outcome: 'refused', reason: 'malformed-origin' })
  })
})

describe('urlWithPath', () => {
  it('joins an origin and a path, with or without its slash', () => {
    expect(urlWithPath(ORIGIN, 'mpesa/callback')).toEqual({ outcome: 'swapped', value: `${ORIGIN}/mpesa/callback` })
    expect(urlWithPath(ORIGIN, '/cb?x=1')).toEqual({ outcome: 'swapped', value: `${ORIGIN}/cb?x=1` })
    expect(urlWithPath(ORIGIN, '/a b')).toEqual({ outcome: 'refused', reason: 'malformed' })
  })
})
