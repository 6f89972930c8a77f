import { describe, expect, it } from 'vitest'
import { childEnvironment } from '../../../src/sandbox/intercept/child-environment.ts'
import { isDirect, withoutHosts } from '../../../src/sandbox/intercept/no-proxy.ts'

const host = 'sandbox.safaricom.co.ke'

describe('NO_PROXY', () => {
  it.each([
    ['localhost,duka.local', false],
    ['', false],
    ['om.co.ke', false],
    ['api.safaricom.co.ke', false],
    ['*', true],
    ['localhost *', true],
    ['safaricom.co.ke', true],
    ['.safaricom.co.ke', true],
    ['*.safaricom.co.ke', true],
    ['SANDBOX.Safaricom.co.ke.', true],
    ['sandbox.safaricom.co.ke:443', true],
    ['ke', true],
  ])('%j keeps the host from a proxy: %s', (noProxy, expected) => {
    expect(isDirect(noProxy, host)).toBe(expected)
    expect(isDirect(noProxy, `${host}.`)).toBe(expected)
    expect(withoutHosts(noProxy, [host]).some((entry) => isDirect(entry, host))).toBe(false)
  })

  it('keeps the entries that are about others', () => {
    expect(withoutHosts(' duka.local, .co.ke 10.0.0.0/8', [host])).toEqual(['duka.local', '10.0.0.0/8'])
  })
})

describe('the environment of a started app', () => {
  const files = { bundle: '/t/roots.pem', preload: '/t/p.cjs', javaStore: '/t/my roots.jks', phpFolder: '/t/php' }
  const facts = { proxyUrl: 'http://127.0.0.1:4000', files, hosts: [host] }

  it('leads to the proxy whatever NO_PROXY was, and spares this machine', () => {
    const { NO_PROXY, no_proxy, http_proxy } = childEnvironment({ NO_PROXY: '*' }, facts)
    expect([NO_PROXY, no_proxy]).toEqual(['localhost,127.0.0.1,::1', 'localhost,127.0.0.1,::1'])
    expect(http_proxy).toBe('http://127.0.0.1:4000')
  })

  it('gives Java a store of roots, but not in place of one of its own', () => {
    expect(childEnvironment({}, facts).JAVA_TOOL_OPTIONS).toContain('"-Djavax.net.ssl.trustStore=/t/my roots.jks"')
    const own = '-Djavax.net.ssl.trustStore=/home/own.jks'
    expect(childEnvironment({ JAVA_TOOL_OPTIONS: own }, facts).JAVA_TOOL_OPTIONS).not.toContain('/t/')
  })
})
