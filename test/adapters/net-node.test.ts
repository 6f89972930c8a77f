import { constants } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createNetNode } from '../../src/adapters/net-node.ts'
import type { HandshakeOptions, HandshakeResult } from '../../src/core/net-port.ts'
import { createIntermediate, issue } from '../../src/demo/certificates.ts'
import type { TestAuthority } from '../helpers/authority.ts'
import { createTestAuthority, dayMs } from '../helpers/authority.ts'
import { answeringOnce, dribbling, flooding, freePort, startHostileServer } from '../helpers/hostile-server.ts'
import { startTlsServer } from '../helpers/tls-server.ts'

const net = createNetNode()
const open: { close(): Promise<void> }[] = []
const names = ['shop.example']
let authority: TestAuthority

beforeAll(async () => {
  authority = await createTestAuthority()
})

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

async function withServer<T extends { close(): Promise<void> }>(server: Promise<T>): Promise<T> {
  const started = await server
  open.push(started)
  return started
}

function options(more: Partial<HandshakeOptions> = {}): HandshakeOptions {
  return {
    servername: 'shop.example',
    extraTrust: authority.trust,
    limitMs: 300,
    signal: AbortSignal.timeout(5_000),
    ...more,
  }
}

function failure(result: HandshakeResult) {
  if (result.kind !== 'failure') throw new Error(`unexpected ${JSON.stringify(result)}`)
  return result
}

function secure(result: HandshakeResult) {
  if (result.kind !== 'secure') throw new Error(`unexpected ${JSON.stringify(result)}`)
  return result
}

describe('connecting', () => {
  it('tells an open port from a closed one', async () => {
    const server = await withServer(startHostileServer(() => undefined))
    const limits = { limitMs: 300, signal: AbortSignal.timeout(5_000) }
    expect(await net.connect(server.endpoint, limits)).toMatchObject({ kind: 'connected', endpoint: server.endpoint })
    const closed = { address: '127.0.0.1', port: await freePort() }
    expect(await net.connect(closed, limits)).toMatchObject({ kind: 'failure', code: 'refused' })
  })

  it('ends at once when the run is aborted', async () => {
    const result = await net.connect(
      { address: '127.0.0.1', port: 9 },
      { limitMs: 60_000, signal: AbortSignal.abort() },
    )
    expect(result).toMatchObject({ kind: 'failure', systemCode: 'ABORT_ERR' })
  })

  it('answers for an address that cannot be one', async () => {
    const limits = { limitMs: 300, signal: AbortSignal.timeout(5_000) }
    expect(await net.connect({ address: '127.0.0.1', port: 70_000 }, limits)).toMatchObject({ kind: 'failure' })
  })
})

describe('a handshake that works', () => {
  it('tells the protocol, the chain as sent, the trust and the name', async () => {
    const leaf = await issue({ names, issuer: authority.intermediate })
    const server = await withServer(startTlsServer({ key: leaf.key, cert: leaf.chain }))
    const result = secure(await net.handshake(server.endpoint, options()))
    expect(result).toMatchObject({
      protocol: 'TLSv1.3',
      trustError: null,
      nameMatches: true,
      clientCertificate: 'not-asked',
      trustAnchor: 'given',
      alpn: null,
      storeSupplied: [],
    })
    expect(result.chain.map(({ subject }) => subject)).toEqual(['CN=shop.example', 'CN=Test Intermediate'])
    expect(result.chain[0]).toMatchObject({ issuer: 'CN=Test Intermediate', names, selfSigned: false })
    expect(Date.parse(result.chain[0]?.validTo ?? '')).toBeGreaterThan(Date.now())
  })

  it('sees the intermediate that only the trust store supplied', async () => {
    const leaf = await issue({ names, issuer: authority.intermediate })
    const server = await withServer(startTlsServer({ key: leaf.key, cert: leaf.certificate }))
    const extraTrust = `${authority.trust}${authority.intermediate.certificate}`
    const result = secure(await net.handshake(server.endpoint, options({ extraTrust })))
    expect(result.trustError).toBeNull()
    expect(result.chain).toHaveLength(1)
    expect(result.storeSupplied).toEqual(['CN=Test Intermediate'])
  })

  it('offers TLS 1.2 alone when asked to', async () => {
    const leaf = await issue({ names, issuer: authority.root })
    const server = await withServer(startTlsServer({ key: leaf.key, cert: leaf.chain }))
    const result = secure(await net.handshake(server.endpoint, options({ onlyProtocol: 'TLSv1.2' })))
    expect(result.protocol).toBe('TLSv1.2')
    const modern = await withServer(startTlsServer({ key: leaf.key, cert: leaf.chain, minVersion: 'TLSv1.3' }))
    expect(failure(await net.handshake(modern.endpoint, options({ onlyProtocol: 'TLSv1.2' }))).systemCode).toContain(
      'PROTOCOL_VERSION',
    )
  })

  it('matches the name of an address', async () => {
    const leaf = await issue({ names: ['127.0.0.1'], issuer: authority.root })
    const server = await withServer(startTlsServer({ key: leaf.key, cert: leaf.chain }))
    const result = secure(await net.handshake(server.endpoint, options({ servername: '127.0.0.1' })))
    expect(result.nameMatches).toBe(true)
  })
})

describe('a certificate with a fault', () => {
  it.each([
    { fault: 'expired', trustError: 'CERT_HAS_EXPIRED' },
    { fault: 'not yet valid', trustError: 'CERT_NOT_YET_VALID' },
    { fault: 'self-signed', trustError: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    { fault: 'leaf alone', trustError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    { fault: 'unknown root', trustError: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' },
    { fault: 'unknown root sent', trustError: 'SELF_SIGNED_CERT_IN_CHAIN' },
  ])('$fault is $trustError', async ({ fault, trustError }) => {
    const stranger = await createTestAuthority('Stranger')
    const { root, intermediate } = authority
    const make = {
      expired: () =>
        issue({
          names,
          issuer: root,
          notBefore: new Date(Date.now() - 9 * dayMs),
          notAfter: new Date(Date.now() - dayMs),
        }),
      'not yet valid': () => issue({ names, issuer: root, notBefore: new Date(Date.now() + 2 * dayMs) }),
      'self-signed': () => issue({ names }),
      'leaf alone': () => issue({ names, issuer: intermediate }),
      'unknown root': () => issue({ names, issuer: stranger.intermediate }),
      'unknown root sent': () => issue({ names, issuer: stranger.intermediate }),
    }[fault]
    if (make === undefined) throw new Error(fault)
    const leaf = await make()
    const cert =
      fault === 'leaf alone'
        ? leaf.certificate
        : `${leaf.chain}${fault === 'unknown root sent' ? stranger.root.certificate : ''}`
    const server = await withServer(startTlsServer({ key: leaf.key, cert }))
    const result = secure(await net.handshake(server.endpoint, options()))
    expect(result).toMatchObject({ trustError, nameMatches: true })
    expect(result.chain[0]?.selfSigned).toBe(fault === 'self-signed')
  })

  it('keeps the name apart from the chain', async () => {
    const leaf = await issue({ names: ['other.example'] })
    const server = await withServer(startTlsServer({ key: leaf.key, cert: leaf.chain }))
    const result = secure(await net.handshake(server.endpoint, options()))
    expect(result).toMatchObject({ trustError: 'DEPTH_ZERO_SELF_SIGNED_CERT', nameMatches: false })
    expect(result.chain[0]?.names).toEqual(['other.example'])
  })
})

describe('a server that wants a client certificate', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is recognised with %s', async (version) => {
    const leaf = await issue({ names, issuer: authority.root })
    const server = await withServer(
      startTlsServer({
        key: leaf.key,
        cert: leaf.chain,
        requestCert: true,
        rejectUnauthorized: true,
        ca: [authority.trust],
        minVersion: version,
        maxVersion: version,
      }),
    )
    const result = await net.handshake(server.endpoint, options())
    if (version === 'TLSv1.3') expect(secure(result).clientCertificate).toBe('required')
    else expect(failure(result).code).toBe('client-certificate')
  })

  it.each([
    { version: 'TLSv1.2', ciphers: 'DEFAULT' },
    { version: 'TLSv1.3', ciphers: 'TLS_AES_128_GCM_SHA256' },
    { version: 'TLSv1.3', ciphers: 'TLS_AES_256_GCM_SHA384' },
    { version: 'TLSv1.3', ciphers: 'TLS_CHACHA20_POLY1305_SHA256' },
  ] as const)(
    'is told from one that only asks, and from one that does not: $version $ciphers',
    async ({ version, ciphers }) => {
      const leaf = await issue({ names, issuer: authority.root })
      const common = { key: leaf.key, cert: leaf.chain, minVersion: version, maxVersion: version, ciphers }
      const asking = await withServer(startTlsServer({ ...common, requestCert: true, rejectUnauthorized: false }))
      expect(secure(await net.handshake(asking.endpoint, options())).clientCertificate).toBe('asked')
      const plain = await withServer(startTlsServer(common))
      expect(secure(await net.handshake(plain.endpoint, options())).clientCertificate).toBe('not-asked')
    },
  )

  it('is not waited for where none was asked for, even if the server sends no ticket', async () => {
    const leaf = await issue({ names, issuer: authority.root })
    const server = await withServer(
      startTlsServer({
        key: leaf.key,
        cert: leaf.chain,
        secureOptions: constants.SSL_OP_NO_TICKET,
        minVersion: 'TLSv1.3',
      }),
    )
    const startedAt = performance.now()
    expect(secure(await net.handshake(server.endpoint, options())).clientCertificate).toBe('not-asked')
    expect(performance.now() - startedAt).toBeLessThan(190)
  })
})

describe('a handshake that fails', () => {
  it('offers an old protocol only where it is told to', async () => {
    const leaf = await issue({ names, issuer: authority.root })
    const server = await withServer(
      startTlsServer({
        key: leaf.key,
        cert: leaf.chain,
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      }),
    )
    expect(failure(await net.handshake(server.endpoint, options())).code).not.toBe('timed-out')
    expect(failure(await net.handshake(server.endpoint, options({ onlyProtocol: 'TLSv1.1' }))).kind).toBe('failure')
    expect(secure(await net.handshake(server.endpoint, options({ onlyProtocol: 'TLSv1' }))).protocol).toBe('TLSv1')
  })

  it.each([
    {
      server: 'HTTP',
      says: 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
      banner: 'HTTP/1.1 400 Bad Request',
    },
    { server: 'garbage', says: '\u0000\u0001no TLS', banner: '..no TLS' },
  ])('shows what $server says instead', async ({ says, banner }) => {
    const server = await withServer(startHostileServer(answeringOnce(says)))
    expect(failure(await net.handshake(server.endpoint, options()))).toMatchObject({ code: 'not-tls', banner })
  })

  it('shows an SSH banner', async () => {
    const server = await withServer(startHostileServer((socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n')))
    expect(failure(await net.handshake(server.endpoint, options()))).toMatchObject({
      code: 'not-tls',
      banner: 'SSH-2.0-OpenSSH_9.2',
    })
  })

  it('ends silence at its limit', async () => {
    const server = await withServer(startHostileServer((socket) => void socket.resume()))
    const result = failure(await net.handshake(server.endpoint, options({ limitMs: 150 })))
    expect(result.code).toBe('timed-out')
    expect(result.ms).toBeGreaterThanOrEqual(140)
  })

  it.each([
    { how: 'closes', act: (socket: { end(): void }) => socket.end() },
    { how: 'resets', act: (socket: { resetAndDestroy(): void }) => socket.resetAndDestroy() },
  ])('calls it a reset if the server $how', async ({ act }) => {
    const server = await withServer(startHostileServer((socket) => void socket.once('data', () => act(socket))))
    expect(failure(await net.handshake(server.endpoint, options())).code).toBe('reset')
  })

  it('survives half a record and then nothing', async () => {
    const server = await withServer(
      startHostileServer((socket) => void socket.once('data', () => socket.end(Buffer.from([0x16, 3, 3, 0xff])))),
    )
    expect(failure(await net.handshake(server.endpoint, options())).code).toBe('reset')
  })

  it('passes on an alert', async () => {
    const alert = Buffer.from([0x15, 3, 3, 0, 2, 2, 112])
    const server = await withServer(startHostileServer((socket) => void socket.once('data', () => socket.end(alert))))
    const result = failure(await net.handshake(server.endpoint, options()))
    expect(result).toMatchObject({
      code: 'alert',
      systemCode: 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
      alert: 'unrecognized_name',
    })
  })

  it.each([
    [40, 'handshake_failure'],
    [70, 'protocol_version'],
    [80, 'internal_error'],
    [120, 'no_application_protocol'],
    [99, 'alert 99'],
  ])('names alert %i', async (number, name) => {
    const alert = Buffer.from([0x15, 3, 3, 0, 2, 2, number])
    const server = await withServer(startHostileServer((socket) => void socket.once('data', () => socket.end(alert))))
    expect(failure(await net.handshake(server.endpoint, options()))).toMatchObject({ code: 'alert', alert: name })
  })

  it('sees where a server that speaks HTTP sends its clients', async () => {
    const says = 'HTTP/1.1 302 Found\r\nLocation: http://login.hotspot.example/welcome\r\nContent-Length: 0\r\n\r\n'
    const server = await withServer(startHostileServer(answeringOnce(says)))
    expect(failure(await net.handshake(server.endpoint, options()))).toMatchObject({
      code: 'not-tls',
      spoken: 'http',
      location: 'http://login.hotspot.example/welcome',
    })
  })

  it('reports a closed port as such', async () => {
    const endpoint = { address: '127.0.0.1', port: await freePort() }
    expect(failure(await net.handshake(endpoint, options()))).toMatchObject({
      code: 'connect',
      systemCode: 'ECONNREFUSED',
    })
  })

  it('answers for trust that is no certificate', async () => {
    const leaf = await issue({ names, issuer: await createIntermediate(authority.root) })
    const server = await withServer(startTlsServer({ key: leaf.key, cert: leaf.chain }))
    const result = await net.handshake(server.endpoint, options({ extraTrust: 'nonsense' }))
    expect(['secure', 'failure']).toContain(result.kind)
  })
})

describe('a server that answers anything', () => {
  it('always gets a result, and never an exception', async () => {
    const random = generator(20_261_123)
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 400) }, () => Math.floor(random() * 256)))
      // Every other one begins as TLS records do, so that more than the first byte is read.
      const head =
        round % 2 === 0
          ? []
          : [0x14 + Math.floor(random() * 5), 3, Math.floor(random() * 5), 0, Math.floor(random() * 60)]
      const answer = Buffer.from([...head, ...bytes])
      const server = await startHostileServer((socket) => void socket.once('data', () => socket.end(answer)))
      const result = failure(await net.handshake(server.endpoint, options()))
      await server.close()
      expect(result.banner ?? '').toMatch(/^[ -~]{0,120}$/)
      expect(['reset', 'not-tls', 'alert', 'other', 'client-certificate']).toContain(result.code)
    }
  }, 30_000)
})

describe('a server without end', () => {
  it.each([
    ['warnings', '\u0015\u0003\u0003\u0000\u0002\u0001\u0000'],
    ['handshake records', `\u0016\u0003\u0003\u0040\u0000${'\u0002'.repeat(16_384)}`],
    ['empty records', '\u0016\u0003\u0003\u0000\u0000'],
    ['text', 'x'.repeat(65_536)],
  ])('of %s ends at the limit at the latest', async (_what, piece) => {
    const server = await withServer(startHostileServer(flooding('', piece)))
    const before = process.memoryUsage().rss
    const result = failure(await net.handshake(server.endpoint, options()))
    expect(result.ms).toBeLessThan(2_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000)
  })

  it('that says a byte at a time is silent in the end', async () => {
    const server = await withServer(startHostileServer(dribbling('\u0016\u0003\u0003\u0040\u0000', 20)))
    expect(failure(await net.handshake(server.endpoint, options())).code).toBe('timed-out')
  })
})

/** Mulberry32: the same numbers in every run. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
