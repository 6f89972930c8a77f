import { X509Certificate } from 'node:crypto'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { createAuthority, createIntermediate, issue } from '../../src/demo/certificates.ts'

/** What a strict client finds wrong with a server that shows this certificate; null if nothing. */
async function verify(identity: { key: string; cert: string }, ca: string, servername: string): Promise<string | null> {
  const server = createServer(identity)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  try {
    return await new Promise((resolve) => {
      const socket: TLSSocket = connect({ host: '127.0.0.1', port, ca, servername }, () => resolve(null))
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      socket.once('secureConnect', () => socket.destroy())
    })
  } finally {
    server.close()
  }
}

describe('issue', () => {
  it('makes certificates that clients accept for each of their names', async () => {
    const root = await createAuthority()
    const { chain, key } = await issue({ names: ['shop.example', '*.shop.example', '127.0.0.1'], issuer: root })
    expect(await verify({ key, cert: chain }, root.certificate, 'shop.example')).toBeNull()
    expect(await verify({ key, cert: chain }, root.certificate, 'www.shop.example')).toBeNull()
    expect(await verify({ key, cert: chain }, root.certificate, 'other.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
    expect(new X509Certificate(chain).subjectAltName).toContain('IP Address:127.0.0.1')
  })

  it('carries intermediates in the chain and not the root', async () => {
    const root = await createAuthority()
    const upper = await createIntermediate(root, { name: 'Upper' })
    const lower = await createIntermediate(upper, { name: 'Lower' })
    const { chain, certificate, key } = await issue({ names: ['shop.example'], issuer: lower })
    expect(chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(3)
    expect(await verify({ key, cert: chain }, root.certificate, 'shop.example')).toBeNull()
    expect(await verify({ key, cert: certificate }, root.certificate, 'shop.example')).toBe(
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    )
  })

  it('honours dates', async () => {
    const root = await createAuthority()
    const past = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2020-04-01T00:00:00Z') }
    const expired = await issue({ names: ['shop.example'], issuer: root, ...past })
    expect(await verify({ key: expired.key, cert: expired.chain }, root.certificate, 'shop.example')).toBe(
      'CERT_HAS_EXPIRED',
    )
    expect(new X509Certificate(expired.certificate).validTo).toBe('Apr  1 00:00:00 2020 GMT')
    const future = { notBefore: new Date(Date.now() + 86_400_000) }
    const early = await issue({ names: ['shop.example'], issuer: root, ...future })
    expect(await verify({ key: early.key, cert: early.chain }, root.certificate, 'shop.example')).toBe(
      'CERT_NOT_YET_VALID',
    )
  })

  it('signs itself without an issuer', async () => {
    const root = await createAuthority()
    const own = await issue({ names: ['shop.example'] })
    expect(await verify({ key: own.key, cert: own.chain }, root.certificate, 'shop.example')).toBe(
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    )
    expect(await verify({ key: own.key, cert: own.chain }, own.certificate, 'shop.example')).toBeNull()
  })

  it('leaves no trace on `Reflect`', async () => {
    await createAuthority()
    expect('getMetadata' in Reflect).toBe(false)
  })
})
