import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../src/adapters/clock-system.ts'
import { createPorts } from '../../src/cli/create-deps.ts'
import type { HttpExchange, HttpPort } from '../../src/core/http-port.ts'
import type { Probe, ProbeContext } from '../../src/core/probe.ts'
import { createSettings, layerOf, type Origin } from '../../src/core/settings.ts'
import { cloudflaredAgent } from '../../src/probes/cloudflared-agent.ts'
import { ngrokAgent } from '../../src/probes/ngrok-agent.ts'
import { ownTunnel, tunnelAgents } from '../../src/probes/tunnel-agents.ts'
import { readTarget } from '../../src/probes/tunnel-endpoint.ts'
import { ngrokEndpoints, ngrokTunnels, startAgent } from '../helpers/fake-agent.ts'
import { fakePorts } from '../helpers/fake-ports.ts'
import { answering, flooding, freePort, startHostileServer } from '../helpers/hostile-server.ts'
import { projectFacts } from '../helpers/project-facts.ts'

interface Given {
  readonly callbackUrl?: string
  readonly ngrokApi?: string
  readonly apiOrigin?: Origin
  readonly offline?: boolean
  readonly http?: HttpPort
}

const option: Origin = { kind: 'option', name: '--ngrok-api' }

function observe<T>(probe: Probe<T>, { callbackUrl, ngrokApi, apiOrigin = option, offline, http }: Given) {
  const context: ProbeContext = {
    ports: fakePorts({ http: http ?? createPorts().http, clock: systemClock }),
    settings: createSettings([
      layerOf({
        ...(callbackUrl === undefined ? {} : { callbackUrl: { value: callbackUrl, origin: option } }),
        ...(ngrokApi === undefined ? {} : { ngrokApi: { value: ngrokApi, origin: apiOrigin } }),
        ...(offline === undefined ? {} : { offline: { value: offline, origin: option } }),
      }),
    ]),
    project: projectFacts(),
    signal: AbortSignal.timeout(10_000),
    observe: (other) => other.run(context),
    defer: () => undefined,
  }
  return probe.run(context)
}

const host = 'wise-lion.ngrok-free.app'
const callbackUrl = `https://${host}/cb`

describe('the agent of ngrok', () => {
  it.each([
    ['since 3.30', ngrokEndpoints([`https://${host}`, 'http://localhost:5000']), ['/api/endpoints']],
    ['before', ngrokTunnels([`https://${host}`, 'http://localhost:5000']), ['/api/endpoints', '/api/tunnels']],
  ] as const)('tells what it forwards, %s', async (_, answers, asked) => {
    const agent = await startAgent(answers)
    const seen = await observe(ngrokAgent, { callbackUrl, ngrokApi: agent.url })
    expect(seen).toEqual({
      available: true,
      value: [{ provider: 'ngrok', url: `https://${host}`, host, target: new URL('http://localhost:5000') }],
    })
    expect(agent.asked).toEqual(asked)
  })

  it.each(['/', '/api', '/api/'])('is asked at the address with %s behind it', async (path) => {
    const agent = await startAgent(ngrokEndpoints([`https://${host}`, '5000']))
    expect(await observe(ngrokAgent, { ngrokApi: `${agent.url}${path}` })).toMatchObject({ available: true })
    expect(agent.asked).toEqual(['/api/endpoints'])
  })

  it('may hold nothing, or what takes no callbacks', async () => {
    const agent = await startAgent(ngrokEndpoints(['tcp://0.tcp.ngrok.io:1234', 'localhost:22']))
    expect(await observe(ngrokAgent, { callbackUrl, ngrokApi: agent.url })).toEqual({ available: true, value: [] })
  })

  it('is missing without a word of blame', async () => {
    const ngrokApi = `http://127.0.0.1:${await freePort()}`
    const usual = { callbackUrl, http: answers({}) }
    expect(await observe(ngrokAgent, usual)).toMatchObject({ kind: 'not-applicable' })
    expect(await observe(tunnelAgents, usual)).toMatchObject({ kind: 'not-applicable' })
    // Whoever names its address expects it there.
    expect(await observe(tunnelAgents, { callbackUrl, ngrokApi })).toMatchObject({
      kind: 'blocked',
      reason: expect.stringContaining(ngrokApi),
    })
  })

  it.each([
    ['JSON of another service', { '/api/endpoints': { paths: [] }, '/api/tunnels': [] }],
    ['no JSON', { '/api/endpoints': '<html>', '/api/tunnels': '' }],
    ['other types', { '/api/endpoints': { endpoints: 7 }, '/api/tunnels': { tunnels: 'x' } }],
    ['null', { '/api/endpoints': 'null', '/api/tunnels': 'null' }],
  ])('is not what answers with %s', async (_, answers) => {
    const agent = await startAgent(answers)
    expect(await observe(ngrokAgent, { callbackUrl, ngrokApi: agent.url })).toMatchObject({ available: false })
  })

  it('is read with care', async () => {
    const agent = await startAgent({
      '/api/endpoints': { endpoints: [null, 7, {}, { url: 'no url' }, { url: `https://${host}`, upstream: 'x' }] },
    })
    expect(await observe(ngrokAgent, { callbackUrl, ngrokApi: agent.url })).toEqual({
      available: true,
      value: [{ provider: 'ngrok', url: `https://${host}`, host, target: null }],
    })
  })

  it.each([
    ['is silent', () => undefined],
    ['never ends', flooding('HTTP/1.1 200 OK\r\n\r\n', ' '.repeat(65_536))],
    ['speaks no HTTP', answering('220 ready\r\n')],
  ])('is not waited for where something %s', async (_, onConnection) => {
    const server = await startHostileServer(onConnection)
    onTestFinished(server.close)
    const started = performance.now()
    const seen = await observe(ngrokAgent, { callbackUrl, ngrokApi: server.url('/') })
    expect(seen).toMatchObject({ available: false })
    expect(performance.now() - started).toBeLessThan(3_000)
  })

  it('is asked offline, too, but only on this machine', async () => {
    const agent = await startAgent(ngrokEndpoints([`https://${host}`, '5000']))
    expect(await observe(ngrokAgent, { ngrokApi: agent.url, offline: true })).toMatchObject({ available: true })
    const refusing = fakePorts().http
    const away = { ngrokApi: 'http://192.0.2.7:4040', offline: true, http: refusing }
    expect(await observe(ngrokAgent, away)).toMatchObject({ available: false })
  })

  it('has its API at the next port where the first is taken, and no port is asked behind a free one', async () => {
    const asked: string[] = []
    const http = answers(
      {
        'http://127.0.0.1:4040/': '<html>',
        'http://127.0.0.1:4041/api/endpoints': JSON.stringify(
          ngrokEndpoints([`https://${host}`, '5000'])['/api/endpoints'],
        ),
      },
      asked,
    )
    const given = { callbackUrl, ngrokApi: 'http://127.0.0.1:4040', apiOrigin: { kind: 'default' }, http } as const
    expect(await observe(ngrokAgent, given)).toMatchObject({ available: true, value: [{ host }] })
    expect([...new Set(asked.map((url) => new URL(url).port))]).toEqual(['4040', '4041', '4042'])
  })

  it('is not asked about the tunnel of another provider', async () => {
    const http = fakePorts().http
    const given = { callbackUrl: 'https://a.loca.lt/cb', ngrokApi: 'http://127.0.0.1:4040' }
    expect(await observe(ngrokAgent, { ...given, apiOrigin: { kind: 'default' }, http })).toMatchObject({
      kind: 'not-applicable',
    })
  })
})

describe('cloudflared', () => {
  const quick = 'https://some-four-random-words.trycloudflare.com/cb'
  const base = 'http://127.0.0.1:20241'

  it('tells the name of a quick tunnel, and where it leads', async () => {
    const http = answers({
      [`${base}/quicktunnel`]: '{"hostname":"some-four-random-words.trycloudflare.com"}',
      [`${base}/config`]:
        '{"version":-1,"config":{"ingress":[{"hostname":"","path":null,"service":"http://localhost:8000"}]}}',
    })
    expect(await observe(cloudflaredAgent, { callbackUrl: quick, http })).toEqual({
      available: true,
      value: [
        {
          provider: 'cloudflare',
          url: 'https://some-four-random-words.trycloudflare.com',
          host: 'some-four-random-words.trycloudflare.com',
          target: new URL('http://localhost:8000'),
        },
      ],
    })
  })

  it('tells the name alone where it has no more to tell', async () => {
    const http = answers({ [`${base}/quicktunnel`]: '{"hostname":"a.trycloudflare.com"}' })
    expect(await observe(cloudflaredAgent, { callbackUrl: quick, http })).toMatchObject({
      value: [{ host: 'a.trycloudflare.com', target: null }],
    })
  })

  it('tells the hosts of a tunnel with a name', async () => {
    const ingress = [
      { hostname: 'pay.duka.co.ke', service: 'http://localhost:8000' },
      { hostname: '*.duka.co.ke', service: 'http://localhost:9000' },
      { hostname: 'ssh.duka.co.ke', service: 'ssh://localhost:22' },
      { service: 'http_status:404' },
    ]
    const http = answers({
      [`${base}/quicktunnel`]: '{"hostname":""}',
      [`${base}/config`]: JSON.stringify({ version: 3, config: { ingress } }),
    })
    expect(await observe(ownTunnel, { callbackUrl: 'https://pay.duka.co.ke/cb', http })).toMatchObject({
      value: { provider: 'cloudflare', host: 'pay.duka.co.ke', target: new URL('http://localhost:8000') },
    })
    expect(await observe(cloudflaredAgent, { http })).toMatchObject({
      value: [{ host: 'pay.duka.co.ke' }, { host: 'ssh.duka.co.ke', target: null }],
    })
  })

  it('is missing where nothing listens, and is not asked about ngrok', async () => {
    expect(await observe(cloudflaredAgent, { callbackUrl: quick, http: answers({}) })).toMatchObject({
      kind: 'not-applicable',
    })
    expect(await observe(cloudflaredAgent, { callbackUrl, http: fakePorts().http })).toMatchObject({
      kind: 'not-applicable',
    })
  })
})

describe('where a tunnel leads to', () => {
  it.each([
    ['http://localhost:5000', 'http://localhost:5000/'],
    ['localhost:5000', 'http://localhost:5000/'],
    ['5000', 'http://localhost:5000/'],
    ['https://127.0.0.1:8443', 'https://127.0.0.1:8443/'],
    ['http://[::1]:5000', 'http://[::1]:5000/'],
    ['http://shop.test', 'http://shop.test/'],
    ['file:///srv/www', undefined],
    ['tcp://localhost:22', undefined],
    ['', undefined],
    [undefined, undefined],
    [5000, undefined],
  ])('%j', (text, expected) => {
    expect(readTarget(text)?.href).toBe(expected)
  })
})

/** Answers these URLs with 200, the other paths of their ports with 404, and refuses all other ports. */
function answers(bodies: Readonly<Record<string, string>>, asked: string[] = []): HttpPort {
  const timings = { connectMs: 1, tlsMs: null, firstByteMs: 1, totalMs: 1 }
  const ports = new Set(Object.keys(bodies).map((url) => new URL(url).port))
  return {
    async exchange({ url }): Promise<HttpExchange> {
      asked.push(url)
      if (!ports.has(new URL(url).port))
        return { kind: 'failure', phase: 'connect', code: 'refused', systemCode: 'ECONNREFUSED', detail: '', timings }
      const body = bodies[url]
      return {
        kind: 'reply',
        status: body === undefined ? 404 : 200,
        statusText: '',
        headers: [],
        body: body ?? '',
        bodyBytes: body?.length ?? 0,
        bodyEnd: 'complete',
        timings,
      }
    },
  }
}
