import { describe, expect, it } from 'vitest'
import { classifyReply } from '../../../src/checks/replies/classify-reply.ts'
import { ngrokCodes } from '../../../src/checks/replies/signatures/ngrok.ts'
import { tunnelGatewaySignatures, tunnelSignatures } from '../../../src/checks/replies/tunnel-signatures.ts'
import { testHosts } from '../../../src/daraja/test-hosts.ts'
import { factsOf } from './edge-fixtures.ts'

const html = { 'content-type': 'text/html' }
const classify = (status: number, headers: Record<string, string>, body: string, provider?: string) =>
  classifyReply(factsOf({ status, headers, body }), provider)

describe("ngrok's codes", () => {
  it('are each listed once, with a meaning in words', () => {
    expect(new Set(ngrokCodes.map(({ number }) => number)).size).toBe(ngrokCodes.length)
    for (const { why } of ngrokCodes) expect(why).toMatch(/\.$/)
  })

  it.each(ngrokCodes)(
    '$number by its header, whatever the status: $code',
    ({ number, code, why, confidence = 'certain' }) => {
      for (const status of [200, 403, 404, 502]) {
        const classified = classify(status, { 'ngrok-error-code': `ERR_NGROK_${number}` }, '')
        expect(classified).toMatchObject({ code, by: 'ngrok', confidence, why })
      }
    },
  )

  it('are not taken for longer ones that begin alike', () => {
    expect(classify(404, { 'ngrok-error-code': 'ERR_NGROK_32001' }, '')?.confidence).toBe('likely')
    expect(classify(404, html, '<html><body>ERR_NGROK_32001</body></html>')?.by).toBeUndefined()
  })

  it("are the app's own words in its JSON", () => {
    const body = '{"error":"upstream said ERR_NGROK_3200"}'
    expect(classify(404, { 'content-type': 'application/json' }, body)?.by).toBeUndefined()
  })

  it('of starting an agent never answer a callback, so that they are not listed', () => {
    for (const start of [105, 107, 108, 120, 334, 4018])
      expect(ngrokCodes.map(({ number }) => number)).not.toContain(start)
  })
})

describe('rows for one provider', () => {
  it('name providers whose hosts are known', () => {
    const known = new Set<string>(testHosts.map(({ provider }) => provider))
    for (const { provider } of [...tunnelSignatures, ...tunnelGatewaySignatures])
      if (provider !== undefined) expect([...known]).toContain(provider)
  })

  it('do not speak of other hosts', () => {
    expect(classify(404, {}, '404', undefined)?.code).toBe('app/route-not-found')
    expect(classify(404, {}, 'Tunnel not found', undefined)?.code).toBe('app/route-not-found')
    expect(classify(503, { server: 'cloudflare' }, '', undefined)?.code).toBe('edge/bad-gateway')
    expect(classify(502, {}, '', 'serveo')).toMatchObject({ code: 'tunnel/app-down', confidence: 'likely' })
  })

  it("leave the app's own refusals through a tunnel to the app", () => {
    for (const provider of [
      'ngrok',
      'cloudflare',
      'localtunnel',
      'pinggy',
      'zrok',
      'tailscale',
      'serveo',
      'dev-tunnels',
    ]) {
      const json = { 'content-type': 'application/json' }
      expect(classify(404, json, '{"error":"no route"}', provider)?.code).toBe('app/route-not-found')
      expect(classify(401, json, '{"error":"token missing"}', provider)?.code).toBe('app/auth-required')
      expect(classify(500, json, '{"error":"boom"}', provider)?.code).toBe('app/server-error')
    }
  })

  it("ask the app first: its maintenance and its proxy's time-out are not the tunnel's", () => {
    const laravel = '{"message":"Service Unavailable"}'
    const nginx =
      '<html>\r\n<body><center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center></body></html>'
    for (const provider of [
      'ngrok',
      'cloudflare',
      'localtunnel',
      'pinggy',
      'zrok',
      'tailscale',
      'serveo',
      'codespaces',
    ]) {
      expect(classify(503, { 'content-type': 'application/json' }, laravel, provider)?.code).toBe('app/maintenance')
      expect(classify(502, html, nginx, provider)).toMatchObject({ code: 'edge/bad-gateway', by: 'nginx' })
      expect(classify(429, { 'ratelimit-policy': '9;w=9' }, 'slow down', provider)?.code).toBe('app/rate-limited')
      expect(classify(302, { location: '/cb/' }, '', provider)?.code).toBe('edge/redirect')
    }
  })

  it("are not taken in by the app's redirect to its own login", () => {
    const classified = classify(302, { location: '/login?next=/cb' }, '', 'dev-tunnels')
    expect(classified?.code).toBe('app/auth-required')
  })
})
