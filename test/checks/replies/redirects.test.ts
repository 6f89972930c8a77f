import { describe, expect, it } from 'vitest'
import { diagnose, path, reply } from './reply-builders.ts'

function fixOf(location: string | undefined, more: { status?: number; headers?: Record<string, string> } = {}) {
  const headers = { ...more.headers, ...(location === undefined ? {} : { location }) }
  const [finding] = diagnose({ outside: reply({ status: more.status ?? 301, headers, body: '' }) })
  expect(finding?.code).toBe('edge/redirect')
  return { ...finding, fix: finding?.fix, text: `${finding?.fix?.summary}\n${finding?.fix?.code ?? ''}` }
}

describe('a redirect', () => {
  it.each([
    [`${path}/`, `https://shop.example${path}/`],
    [`https://www.shop.example${path}`, `https://www.shop.example${path}`],
    [`http://www.shop.example${path}`, `http://www.shop.example${path}`],
    [path.toUpperCase(), `https://shop.example${path.toUpperCase()}`],
    [`http://shop.example${path}/`, `https://shop.example${path}/`],
  ])('to %s gives a URL to register', (location, url) => {
    const { text, confidence } = fixOf(location)
    expect(text).toContain(`\`MPESA_CALLBACK_URL\` to ${url}`)
    expect(confidence).toBe('certain')
  })

  it.each([
    '/',
    '/home',
    `/en${path}`,
    'https://parked.example/',
    `https://other.example${path}`,
    'mailto:a@b.example',
  ])('to %s gives none', (location) => {
    const { text, confidence } = fixOf(location)
    expect(text).not.toContain('MPESA_CALLBACK_URL')
    expect(confidence).toBe('likely')
  })

  it('of every path is known by the path beside it', () => {
    const away = reply({ status: 302, headers: { location: '/' }, body: '' })
    const [all] = diagnose({ outside: away, outsideVariants: { sibling: away } })
    const [one] = diagnose({ outside: away, outsideVariants: { sibling: reply({ status: 404, body: '' }) } })
    expect(all?.why).toContain('A path that does not exist is sent to the same place')
    expect(one?.why).not.toBe(all?.why)
  })

  it('to itself is a loop, for which the proxy has to name the scheme', () => {
    for (const location of [path, `https://shop.example${path}`, `http://shop.example${path}`]) {
      const { text, why } = fixOf(location)
      expect(text).toContain('proxy_set_header X-Forwarded-Proto $scheme;')
      expect(text).not.toContain('MPESA_CALLBACK_URL')
      expect(why).toContain('for ever')
    }
    const [django] = diagnose({
      outside: reply({ status: 301, headers: { location: path }, body: '' }),
      frameworks: [{ name: 'Django', file: 'requirements.txt', because: 'django' }],
    })
    expect(django?.fix?.code).toContain('X-Forwarded-Proto')
    const [signed] = diagnose({
      outside: reply({ status: 301, headers: { location: path, server: 'WSGIServer/0.2 CPython/3.12' }, body: '' }),
    })
    expect(signed?.fix?.code).toContain('X-Forwarded-Proto')
  })

  it.each([
    [304, undefined],
    [300, undefined],
    [302, undefined],
    [304, '/elsewhere'],
    [301, 'http://['],
  ])('%s with %s names nothing to register', (status, location) => {
    const { text, why } = fixOf(location, { status })
    expect(text).not.toContain('MPESA_CALLBACK_URL')
    expect(why).toContain(String(status))
  })
})
