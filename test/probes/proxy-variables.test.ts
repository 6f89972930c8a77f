import { describe, expect, it } from 'vitest'
import { findProxy } from '../../src/probes/proxy-variables.ts'

const shop = { host: 'shop.example', port: 443, secure: true }
const proxy = 'http://proxy.office:3128'
const there = { HTTPS_PROXY: proxy }

describe('the proxy of a shell', () => {
  it('is nobody where no variable is set', () => {
    expect(findProxy({}, shop)).toBeUndefined()
    expect(findProxy({ HTTP_PROXY: proxy, NO_PROXY: '*' }, shop)).toBeUndefined()
  })

  it.each(['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'])('is found in %s', (variable) => {
    expect(findProxy({ [variable]: proxy }, shop)).toEqual({ variable, address: proxy })
  })

  it('depends on the scheme', () => {
    const plain = { ...shop, secure: false, port: 80 }
    expect(findProxy(there, plain)).toBeUndefined()
    expect(findProxy({ http_proxy: proxy }, plain)?.variable).toBe('http_proxy')
    expect(findProxy({ http_proxy: proxy }, shop)).toBeUndefined()
  })

  it('is switched off by an empty value that comes first', () => {
    expect(findProxy({ https_proxy: '', HTTPS_PROXY: proxy }, shop)).toBeUndefined()
  })

  it('never shows its login', () => {
    const { address } = findProxy({ HTTPS_PROXY: 'http://wanjiku:not-a-real-password@proxy.office:3128/' }, shop) ?? {}
    expect(address).toBe(proxy)
    expect(findProxy({ HTTPS_PROXY: 'wanjiku:not-a-real-password@proxy.office:3128' }, shop)?.address).toBe(proxy)
    expect(findProxy({ HTTPS_PROXY: 'not a:proxy@@' }, shop)?.address).not.toContain('not a')
  })

  it('does not matter on the way to this machine', () => {
    for (const host of ['localhost', '127.0.0.1', '::1']) expect(findProxy(there, { ...shop, host })).toBeUndefined()
  })
})

describe('NO_PROXY', () => {
  it.each([
    ['*', true],
    ['shop.example', true],
    ['SHOP.example', true],
    ['.example', true],
    ['example', true],
    ['*.example', true],
    ['shop.example:443', true],
    ['shop.example:8443', false],
    ['localhost, 127.0.0.1 ,shop.example', true],
    ['localhost 127.0.0.1', false],
    ['op.example', false],
    ['shop.example.org', false],
    ['10.0.0.0/8', false],
    ['', false],
  ])('%j: %s', (list, exempt) => {
    expect(findProxy({ ...there, NO_PROXY: list }, shop) === undefined).toBe(exempt)
    expect(findProxy({ ...there, no_proxy: list, NO_PROXY: '' }, shop) === undefined).toBe(exempt)
  })

  it.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['11.1.2.3', '11.1.2.3', true],
    ['11.1.2.3', '2.3', false],
    ['2001:db8::1', '2001:db8::1', true],
    ['2001:db8::1', '[2001:db8::1]:443', true],
    ['2001:db8::1', '2001:db8::2', false],
    ['10.1.2.3', 'nonsense/99', false],
  ])('%s and %s: %s', (host, list, exempt) => {
    expect(findProxy({ ...there, NO_PROXY: list }, { ...shop, host }) === undefined).toBe(exempt)
  })
})
