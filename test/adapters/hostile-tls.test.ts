import { describe, expect, it, onTestFinished } from 'vitest'
import { createHttpNode } from '../../src/adapters/http-node.ts'
import { createNetNode } from '../../src/adapters/net-node.ts'
import { startHostileServer } from '../helpers/hostile-server.ts'
import { hostileTls } from '../helpers/hostile-servers.ts'

const limitMs = 300
const hungUp = { code: 'reset' } as const
const alerted = { code: 'alert' } as const
const broken = { code: 'other', systemCode: expect.stringMatching(/^ERR_SSL_/) } as const

const expected: Readonly<Record<keyof typeof hostileTls, object>> = {
  'accepts and is silent': { code: 'timed-out' },
  'closes at once': hungUp,
  'closes after the ClientHello': hungUp,
  'resets after the ClientHello': hungUp,
  'sends an alert: handshake failure': alerted,
  'sends an alert: internal error': alerted,
  'sends an alert: unrecognised name': alerted,
  'sends an alert without end': alerted,
  'closes in the ServerHello': hungUp,
  'stops in the ServerHello': { code: 'timed-out' },
  'sends an alert after half a ServerHello': hungUp,
  'sends a record of garbage': broken,
  'sends records without end': broken,
  'sends a record that is too long': broken,
  'sends application data': broken,
  'sends one byte at a time': { code: 'not-tls' },
  'speaks plain HTTP': { code: 'not-tls', banner: 'HTTP/1.1 400 Bad Request' },
  'speaks plain HTTP with escapes': { code: 'not-tls' },
  'speaks SSH': { code: 'not-tls', banner: 'SSH-2.0-OpenSSH_9.2p1 Debian-2' },
  'speaks SMTP': { code: 'not-tls', banner: '220 mail.duka.co.ke ESMTP Postfix' },
  'speaks HTTP/2 in the clear': { code: 'not-tls' },
}

describe('a handshake with a server that', () => {
  it.each(Object.entries(hostileTls))('%s', async (name, behaviour) => {
    const server = await startHostileServer(behaviour)
    onTestFinished(server.close)
    const startedAt = performance.now()
    const result = await createNetNode().handshake(server.endpoint, {
      servername: 'shop.example',
      limitMs,
      signal: AbortSignal.timeout(10_000),
    })
    expect(result).toMatchObject({ kind: 'failure', ...expected[name as keyof typeof hostileTls] })
    const exchange = await createHttpNode().exchange({
      method: 'POST',
      url: 'https://shop.example/callback',
      connectTo: server.endpoint,
      headers: [],
      body: '{}',
      verifyCertificate: false,
      limitMs,
      maxBodyBytes: 1_000,
      signal: AbortSignal.timeout(10_000),
    })
    const code = result.kind === 'failure' && result.code === 'timed-out' ? { code: 'timed-out' } : {}
    expect(exchange).toMatchObject({ kind: 'failure', phase: 'tls', ...code })
    const texts = [result, exchange].flatMap((seen) =>
      seen.kind === 'failure' ? [seen.detail, seen.banner ?? ''] : [],
    )
    expect(texts).toHaveLength(4)
    for (const text of texts) expect(text).toMatch(/^[\x20-\x7e]*$/)
    // A handshake that fails may be tried again with the versions of old; each try has the limit.
    expect(performance.now() - startedAt).toBeLessThan(3 * limitMs + 500)
  })
})
