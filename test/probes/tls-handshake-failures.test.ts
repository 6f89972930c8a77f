import { createSecureServer } from 'node:http2'
import { type AddressInfo, connect } from 'node:net'
import type { TlsOptions } from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isAcceptable } from '../../src/probes/tls.ts'
import { answeringOnce } from '../helpers/hostile-server.ts'
import { look as lookAt, names, serve, serveRudely, useTls } from '../helpers/tls-fixture.ts'
import { lookAtTls } from '../helpers/tls-outcome.ts'

const tls = useTls()

/** With the test's own root trusted. */
async function look(options: TlsOptions, host?: string, trust = tls.authority.trust) {
  return lookAt(options, trust, host)
}

describe('a handshake that fails', () => {
  it.each(['TLSv1', 'TLSv1.1'] as const)('because the server speaks nothing newer than %s', async (version) => {
    const { said, facts } = await look({
      ...tls.good,
      minVersion: version,
      maxVersion: version,
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    expect(said).toEqual(['error tls/old-protocol certain'])
    expect(facts.versions.find(({ protocol }) => protocol === version)?.accepted).toBe(true)
  })

  it('only with TLS 1.2', async () => {
    expect((await look({ ...tls.good, minVersion: 'TLSv1.3' })).said).toEqual(['warning tls/no-tls12 certain'])
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('for want of a client certificate: %s', async (version) => {
    const { said, facts } = await look({
      ...tls.good,
      requestCert: true,
      rejectUnauthorized: true,
      ca: [tls.authority.trust],
      minVersion: version,
      maxVersion: version,
    })
    expect(said).toEqual(['error tls/client-certificate certain'])
    expect(isAcceptable(facts.result)).toBe(false)
  })

  it.each([
    ['plain HTTP', 'HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nConnection: close\r\n\r\n', 'http'],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n', 'ssh'],
  ])('because the port speaks %s', async (_what, says, spoken) => {
    const outcome = await lookAtTls({ endpoint: await serveRudely(answeringOnce(says)) })
    expect(outcome.said).toEqual(['error tls/not-tls certain'])
    expect(outcome.findings[0]?.evidence).toMatchObject({ spoken })
  })

  it('because a network wants a login first: likely, as several signs agree', async () => {
    const says = 'HTTP/1.1 302 Found\r\nLocation: http://login.hotspot.example/\r\nContent-Length: 0\r\n\r\n'
    const outcome = await lookAtTls({ endpoint: await serveRudely(answeringOnce(says)) })
    expect(outcome.said).toEqual(['error tls/not-tls possible'])
    // A site that sends plain HTTP to itself is just that.
    const own = 'HTTP/1.1 301 Moved\r\nLocation: https://shop.example/\r\nContent-Length: 0\r\n\r\n'
    const redirecting = await lookAtTls({ endpoint: await serveRudely(answeringOnce(own)) })
    expect(redirecting.said).toEqual(['error tls/not-tls certain'])
  })

  it('in silence, and then nothing else is tried', async () => {
    let connections = 0
    const endpoint = await serveRudely((socket) => {
      connections++
      socket.resume()
    })
    const { said } = await lookAtTls({ endpoint, budgetMs: 150 })
    expect(said).toEqual(['error tls/timeout certain'])
    expect(connections).toBe(1)
  })

  it('with an alert, which is put into words', async () => {
    const alert = Buffer.from([0x15, 3, 3, 0, 2, 2, 80])
    const endpoint = await serveRudely((socket) => void socket.once('data', () => socket.end(alert)))
    const { said, findings } = await lookAtTls({ endpoint })
    expect(said).toEqual(['error tls/handshake-failed certain'])
    expect(findings[0]?.evidence).toMatchObject({ alert: 'internal_error' })
    expect(findings[0]?.why).toBeDefined()
  })

  it('because the server hangs up', async () => {
    const endpoint = await serveRudely((socket) => void socket.once('data', () => socket.resetAndDestroy()))
    expect((await lookAtTls({ endpoint })).said).toEqual(['error tls/handshake-failed certain'])
  })

  it('because the server knows no site of this name', async () => {
    const { said, findings, facts } = await look(
      { ...tls.good, SNICallback: (_name, done) => done(new Error('no such site')) },
      'unknown.example',
    )
    expect(said).toEqual(['error tls/handshake-failed certain'])
    expect(facts.withoutSni).toMatchObject({ accepted: true, names })
    expect(findings[0]?.message).toContain('shop.example')
  })

  it('once only: that is said, and nothing is made of it', async () => {
    let connections = 0
    const inner = await serve(tls.good)
    const endpoint = await serveRudely((socket) => {
      connections++
      if (connections === 1) return void socket.once('data', () => socket.resetAndDestroy())
      const through = connect(inner.port, inner.address).on('error', () => socket.destroy())
      socket.on('close', () => through.destroy())
      socket.pipe(through).pipe(socket)
    })
    const { said } = await lookAtTls({ endpoint, trust: tls.authority.trust })
    expect(said).toEqual(['error tls/handshake-failed possible'])
  })

  it('when TLS 1.3 is offered, and works without', async () => {
    const inner = await serve({ ...tls.good, maxVersion: 'TLSv1.2' })
    // As boxes do that know no TLS 1.3: they hang up on an offer that contains it.
    const endpoint = await serveRudely((socket) => {
      socket.once('data', (hello: Buffer) => {
        if (/002b000[35]0[24]0304/.test(hello.toString('hex'))) return void socket.resetAndDestroy()
        const through = connect(inner.port, inner.address).on('error', () => socket.destroy())
        socket.on('close', () => through.destroy())
        through.write(hello)
        socket.pipe(through).pipe(socket)
      })
    })
    const { said, facts } = await lookAtTls({ endpoint, trust: tls.authority.trust })
    expect(said).toEqual(['error tls/handshake-failed likely'])
    expect(facts.versions.find(({ protocol }) => protocol === 'TLSv1.2')?.accepted).toBe(true)
  })

  it('because the server takes HTTP/2 alone', async () => {
    const server = createSecureServer({ ...tls.good, allowHTTP1: false })
    server.on('session', (session) => void session.on('error', () => undefined))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const endpoint = { address: '127.0.0.1', port: (server.address() as AddressInfo).port }
    const { said, facts, findings } = await lookAtTls({ endpoint, trust: tls.authority.trust })
    expect(said).toEqual(['error tls/handshake-failed likely'])
    expect(facts.withHttp2?.accepted).toBe(true)
    expect(findings[0]?.message).toContain('HTTP/2')
  })
})
