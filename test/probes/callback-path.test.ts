import { setMaxListeners } from 'node:events'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/adapters/clock-system.ts'
import { createDnsNode } from '../../src/adapters/dns-node.ts'
import { createHttpNode } from '../../src/adapters/http-node.ts'
import { createNetNode } from '../../src/adapters/net-node.ts'
import { cryptoRandom } from '../../src/adapters/random-crypto.ts'
import { checks as registry } from '../../src/checks/index.ts'
import type { Endpoint } from '../../src/core/net-port.ts'
import type { Ports } from '../../src/core/ports.ts'
import { runChecks } from '../../src/core/run-checks.ts'
import type { SettingValues } from '../../src/core/settings.ts'
import { createSettings, layerOf } from '../../src/core/settings.ts'
import { issue } from '../../src/demo/certificates.ts'
import type { TestAuthority } from '../helpers/authority.ts'
import { createTestAuthority } from '../helpers/authority.ts'
import { fakePorts } from '../helpers/fake-ports.ts'
import { answeringOnce, freePort, startHostileServer } from '../helpers/hostile-server.ts'
import { projectFacts } from '../helpers/project-facts.ts'
import { startTlsServer } from '../helpers/tls-server.ts'

const families = new Set(['dns', 'tcp', 'tls', 'tunnel', 'edge', 'app'])
const checks = registry.filter(({ family }) => families.has(family))

const open: { close(): Promise<void> }[] = []
let authority: TestAuthority
let leaf: { readonly key: string; readonly chain: string }

beforeAll(async () => {
  authority = await createTestAuthority()
  leaf = await issue({ names: ['shop.example'], issuer: authority.intermediate })
})

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

const ports: Ports = {
  ...fakePorts(),
  // A folder without any file.
  files: { ...fakePorts().files, read: async () => ({ kind: 'missing' }), list: async () => ({ kind: 'missing' }) },
  dns: createDnsNode(),
  net: createNetNode(),
  http: createHttpNode(),
  clock: systemClock,
  random: cryptoRandom,
}

type Values = { readonly [K in keyof SettingValues]?: SettingValues[K] }

async function run(values: Values) {
  const origin = { kind: 'option', name: 'test' } as const
  const settings = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, origin }]))
  const signal = AbortSignal.timeout(10_000)
  // One listener for each probe.
  setMaxListeners(0, signal)
  const results = await runChecks({
    checks,
    ports,
    settings: createSettings([layerOf(settings)]),
    project: projectFacts({ processVariables: { MPESA_SHORTCODE: '174379' } }),
    signal,
  })
  const crash = results.find(({ status }) => status === 'crash')
  if (crash !== undefined) throw new Error(`${crash.id}: ${crash.reason}`, { cause: crash.error })
  return {
    codes: results.flatMap(({ findings }) => findings.map(({ code }) => code)),
    skipped: Object.fromEntries(
      results.flatMap(({ id, skippedBecause }) => (skippedBecause ? [[id, skippedBecause]] : [])),
    ),
    passed: results.filter(({ status }) => status === 'pass').map(({ id }) => id),
  }
}

function through({ address, port }: Endpoint): Values {
  return {
    callbackUrl: 'https://shop.example/pay/cb',
    connectTo: [{ host: 'shop.example', port: 443, toHost: address, toPort: port }],
    cacert: { file: 'root.pem', pem: authority.trust },
    budget: 300,
  }
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{"ResultCode":0}'

/** Records what it was sent and answers by the path. */
async function edge(answer: (request: string) => string) {
  const requests: string[] = []
  const server = await startTlsServer({ key: leaf.key, cert: leaf.chain }, (socket) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      const bodyAt = text.indexOf('\r\n\r\n') + 4
      if (bodyAt < 4 || text.length < bodyAt + length) return
      requests.push(text)
      socket.end(answer(text))
    })
  })
  open.push(server)
  return { ...server, requests }
}

async function app(answer: string) {
  const server = await startHostileServer(answeringOnce(answer))
  open.push(server)
  return server
}

describe('the way of a callback', () => {
  it('passes everything that applies when all is well', async () => {
    const server = await edge(() => ok)
    const local = await app(ok)
    const { codes, skipped } = await run({ ...through(server.endpoint), appUrl: local.url('/') })
    expect(codes).toEqual([])
    expect(skipped).toEqual({
      'dns-resolves': 'not-applicable',
      'dns-ipv6': 'not-applicable',
      'tunnel-url': 'not-applicable',
      'tunnel-alive': 'not-applicable',
      'tunnel-port': 'not-applicable',
    })
    expect(server.requests).toHaveLength(1)
  })

  it('asks each target once where nothing is wrong, and about different payments', async () => {
    const server = await edge(() => ok)
    const asked: string[] = []
    const local = await startHostileServer((socket) => {
      socket.on('data', (chunk) => asked.push(String(chunk)))
      answeringOnce(ok)(socket)
    })
    open.push(local)
    await run({ ...through(server.endpoint), appUrl: local.url('/') })
    const idsIn = (texts: readonly string[]) => texts.flatMap((text) => text.match(/ws_CO_DOCTOR_\w+/g) ?? [])
    expect(idsIn(server.requests)).toHaveLength(1)
    expect(idsIn(asked)).toHaveLength(1)
    expect(idsIn(asked)).not.toEqual(idsIn(server.requests))
  })

  it('sends what Safaricom sends, and nothing that could settle an order', async () => {
    const server = await edge(() => 'HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\nboom')
    await run(through(server.endpoint))
    expect(server.requests.length).toBeGreaterThan(1)
    expect(server.requests.length).toBeLessThanOrEqual(8)
    for (const request of server.requests) {
      expect(request).toMatch(/^POST \/pay\/(?:cb|mpesa-doctor-\w+) HTTP\/1\.1\r\n/)
      const body = decodeURIComponent(request.slice(request.indexOf('\r\n\r\n')))
      expect(body).toContain('ws_CO_DOCTOR')
      expect(body).toMatch(/ResultCode(?:"?:|\]=)1037/)
    }
    expect(server.requests[0]).toContain(
      'Content-Type: application/json;charset=UTF-8\r\nBusinessShortCode: 174379\r\n',
    )
  })

  it('names the neighbour that takes the callback', async () => {
    const server = await edge((request) =>
      request.startsWith('POST /api/pay/cb ') ? ok : 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n',
    )
    expect((await run(through(server.endpoint))).codes).toEqual(['app/route-not-found'])
    expect(server.requests.length).toBeLessThanOrEqual(8)
  })

  it('does not look further after a reset', async () => {
    const server = await startHostileServer((socket) => void socket.once('data', () => socket.resetAndDestroy()))
    open.push(server)
    const { codes, skipped } = await run(through(server.endpoint))
    expect(codes).toEqual(['tls/handshake-failed'])
    expect(skipped['http-callback']).toBe('blocked')
  })

  it('judges an edge against the app', async () => {
    const server = await edge(() => 'HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nForbidden')
    const local = await app(ok)
    expect((await run({ ...through(server.endpoint), appUrl: local.url('/') })).codes).toEqual(['edge/waf-block'])
  })

  it('sends no callback past a certificate that does not verify', async () => {
    const server = await edge(() => ok)
    const { cacert: _, ...untrusting } = through(server.endpoint)
    const { codes, skipped } = await run(untrusting)
    expect(codes).toEqual(['tls/untrusted-root'])
    expect(skipped).toMatchObject({ 'http-callback': 'blocked', 'app-route': 'blocked' })
    expect(server.requests).toHaveLength(0)
  })

  it('sees a closed port, and skips what builds on it', async () => {
    const { codes, skipped } = await run(through({ address: '127.0.0.1', port: await freePort() }))
    expect(codes).toEqual(['tcp/refused'])
    expect(skipped).toMatchObject({ 'tls-handshake': 'blocked', 'http-callback': 'blocked' })
  })

  it('sees silence after the request', async () => {
    const server = await startTlsServer({ key: leaf.key, cert: leaf.chain })
    open.push(server)
    expect((await run({ ...through(server.endpoint), budget: 200 })).codes).toEqual(['edge/timeout'])
  })

  it('speaks plain http, too', async () => {
    const server = await app(ok)
    const { codes, passed, skipped } = await run({ callbackUrl: server.url('/cb'), budget: 300 })
    expect(codes).toEqual([])
    expect(passed).toContain('http-callback')
    expect(skipped['tls-handshake']).toBe('not-applicable')
  })

  it('contacts nothing but loopback with --offline', async () => {
    const { skipped, passed } = await run({ callbackUrl: 'https://shop.example/cb', offline: true, budget: 200 })
    expect(passed).toEqual([])
    expect(skipped).toMatchObject({ 'dns-resolves': 'offline', 'tcp-connects': 'offline', 'http-callback': 'offline' })
    const server = await edge(() => ok)
    expect((await run({ ...through(server.endpoint), offline: true })).passed).toContain('http-callback')
  })

  it('finds an app that listens on IPv6 only', async ({ skip }) => {
    const server = await startHostileServer(answeringOnce(ok), '::1').catch(() => undefined)
    if (server === undefined) return skip('no IPv6 on this machine')
    open.push(server)
    const { passed } = await run({ appUrl: `http://localhost:${server.endpoint.port}/cb`, budget: 300 })
    expect(passed).toEqual(['app-listening', 'app-route', 'app-acknowledges', 'app-prompt'])
  })

  it('says what is missing when nothing is configured', async () => {
    const { codes, skipped } = await run({})
    expect(codes).toEqual([])
    expect(new Set(Object.values(skipped))).toEqual(new Set(['not-configured']))
    expect(Object.keys(skipped)).toHaveLength(checks.length)
  })
})
