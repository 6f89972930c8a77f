import { createSecureContext, type TlsOptions } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { createIntermediate, issue } from '../../src/demo/certificates.ts'
import { isAcceptable } from '../../src/probes/tls.ts'
import { makeCertificate } from '../helpers/custom-certificate.ts'
import { look as lookAt, names, serve, useTls } from '../helpers/tls-fixture.ts'
import { lookAtTls } from '../helpers/tls-outcome.ts'

const tls = useTls()

/** With the test's own root trusted. */
async function look(options: TlsOptions, host?: string, trust = tls.authority.trust) {
  return lookAt(options, trust, host)
}

describe('a server in good order', () => {
  const cases: readonly { what: string; host?: string; make: () => Promise<TlsOptions> }[] = [
    { what: 'ECDSA, TLS 1.2 and 1.3', make: async () => tls.good },
    {
      what: 'RSA',
      make: async () => {
        const root = await makeCertificate({ name: 'Test Root', mayIssue: true })
        const leaf = await makeCertificate({ name: 'shop.example', names, rsaBits: 2_048, issuer: root })
        return { key: leaf.key, cert: leaf.certificate, ca: root.certificate }
      },
    },
    {
      what: 'a wildcard',
      host: 'pay.shop.example',
      make: async () => {
        const leaf = await issue({ names: ['*.shop.example'], issuer: tls.authority.root })
        return { key: leaf.key, cert: leaf.chain }
      },
    },
    {
      what: 'a name that is not in ASCII',
      host: new URL('https://müller.example').hostname,
      make: async () => {
        const leaf = await issue({ names: ['xn--mller-kva.example'], issuer: tls.authority.root })
        return { key: leaf.key, cert: leaf.chain }
      },
    },
    {
      what: 'an IPv4 address',
      host: '127.0.0.1',
      make: async () => {
        const leaf = await issue({ names: ['127.0.0.1'], issuer: tls.authority.root })
        return { key: leaf.key, cert: leaf.chain }
      },
    },
    {
      what: 'a name with the dot of an absolute one',
      host: 'shop.example.',
      make: async () => ({
        SNICallback: (name, done) =>
          name === 'shop.example' ? done(null, createSecureContext(tls.good)) : done(new Error(`unexpected ${name}`)),
      }),
    },
    {
      what: 'a long chain',
      make: async () => {
        let issuer = tls.authority.intermediate
        for (const name of ['Second', 'Third'])
          issuer = await createIntermediate(issuer, { name: `${name} Intermediate` })
        const leaf = await issue({ names, issuer })
        return { key: leaf.key, cert: leaf.chain }
      },
    },
    {
      what: 'a root that is sent along',
      make: async () => ({ key: tls.good.key, cert: `${tls.good.cert}${tls.authority.trust}` }),
    },
    { what: 'TLS 1.2 only', make: async () => ({ ...tls.good, maxVersion: 'TLSv1.2' }) },
    {
      what: 'a client certificate that is only asked for',
      make: async () => ({ ...tls.good, requestCert: true, rejectUnauthorized: false }),
    },
    { what: 'HTTP/2 preferred', make: async () => ({ ...tls.good, ALPNProtocols: ['h2', 'http/1.1'] }) },
    { what: 'no ALPN at all', make: async () => ({ ...tls.good, ALPNProtocols: [] }) },
  ]

  it.each(cases)('$what: nothing is said', async ({ make, host }) => {
    const { ca, ...options } = await make()
    const outcome = await look(options, host, typeof ca === 'string' ? ca : tls.authority.trust)
    expect(outcome.said).toEqual([])
    expect(outcome.skipped).toEqual([])
    expect(isAcceptable(outcome.facts.result)).toBe(true)
  })

  it('is shaken hands with twice, and never without its name', async () => {
    const hellos: (string | false | null)[] = []
    const counted = await serve({
      ...tls.good,
      SNICallback: (name, done) => {
        hellos.push(name)
        done(null, createSecureContext(tls.good))
      },
    })
    const { facts } = await lookAtTls({ endpoint: counted, trust: tls.authority.trust })
    expect(hellos).toEqual(['shop.example', 'shop.example'])
    expect(facts.withoutSni).toBeNull()
    expect(facts.withHttp2).toBeNull()
    expect(facts.versions.map(({ protocol, accepted }) => [protocol, accepted])).toEqual([
      ['TLSv1.3', true],
      ['TLSv1.2', true],
    ])
    expect(facts.result).toMatchObject({ clientCertificate: 'not-asked', alpn: null, trustAnchor: 'given' })
  })

  it.each([
    ['TLSv1.2', false],
    ['TLSv1', true],
  ] as const)(
    'may speak %s and newer: outdated versions are told to whoever asks, and no fault',
    async (minVersion, accepted) => {
      const options = { ...tls.good, minVersion, ciphers: 'DEFAULT@SECLEVEL=0', ALPNProtocols: ['http/1.1'] }
      const endpoint = await serve(options)
      const { said, facts, older } = await lookAtTls({ endpoint, trust: tls.authority.trust, older: true })
      expect(said).toEqual([])
      expect(older).toMatchObject([
        { protocol: 'TLSv1.1', accepted },
        { protocol: 'TLSv1', accepted },
      ])
      expect([...facts.versions, ...older].every(({ ms }) => ms !== null)).toBe(true)
      expect(facts.result).toMatchObject({ alpn: 'http/1.1' })
    },
  )
})
