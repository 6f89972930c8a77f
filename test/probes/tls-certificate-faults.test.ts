import { createSecureContext, type TlsOptions } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { createAuthority, createIntermediate, issue } from '../../src/demo/certificates.ts'
import { isAcceptable } from '../../src/probes/tls.ts'
import { createTestAuthority, dayMs } from '../helpers/authority.ts'
import { makeCertificate } from '../helpers/custom-certificate.ts'
import { look as lookAt, names, useTls } from '../helpers/tls-fixture.ts'

const tls = useTls()

/** With the test's own root trusted. */
async function look(options: TlsOptions, host?: string, trust = tls.authority.trust) {
  return lookAt(options, trust, host)
}

describe('a certificate with a fault', () => {
  const past = { notBefore: new Date(Date.now() - 99 * dayMs), notAfter: new Date(Date.now() - 3 * dayMs) }

  it('that expired', async () => {
    const leaf = await issue({ names, issuer: tls.authority.root, ...past })
    expect((await look({ key: leaf.key, cert: leaf.chain })).said).toEqual(['error tls/expired certain'])
  })

  it('that expired and names another host', async () => {
    const leaf = await issue({ names: ['other.example'], issuer: tls.authority.root, ...past })
    expect((await look({ key: leaf.key, cert: leaf.chain })).said).toEqual([
      'error tls/expired certain',
      'error tls/name-mismatch certain',
    ])
  })

  it('below an intermediate that expired', async () => {
    const intermediate = await createIntermediate(tls.authority.root, { name: 'Old Intermediate', ...past })
    const leaf = await issue({ names, issuer: intermediate })
    const { said, findings } = await look({ key: leaf.key, cert: leaf.chain })
    expect(said).toEqual(['error tls/expired certain'])
    expect(findings[0]?.evidence).toMatchObject({ subject: 'CN=Old Intermediate' })
  })

  it('with an expired root sent along that nobody needs', async () => {
    const oldRoot = await createAuthority({ name: 'Old Root', ...past })
    const { said } = await look({ key: tls.good.key, cert: `${tls.good.cert}${oldRoot.certificate}` })
    expect(said).toEqual(['warning tls/expired possible'])
  })

  it('cross-signed by a root that expired', async () => {
    // As a chain to DST Root CA X3 looked after its end: the root that is known signed itself as well.
    const old = await makeCertificate({ name: 'Old Root', mayIssue: true, ...past })
    const root = await makeCertificate({ name: 'New Root', mayIssue: true })
    const x509 = await import('@peculiar/x509')
    const keys = { publicKey: new x509.X509Certificate(root.certificate).publicKey }
    const crossed = await x509.X509CertificateGenerator.create({
      serialNumber: '41',
      subject: 'CN=New Root',
      issuer: 'CN=Old Root',
      ...past,
      publicKey: keys.publicKey,
      signingKey: old.signingKey,
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    })
    const leaf = await makeCertificate({ name: 'shop.example', names, issuer: root })
    const { said, facts } = await look(
      { key: leaf.key, cert: `${leaf.certificate}${crossed.toString('pem')}\n` },
      undefined,
      root.certificate,
    )
    expect(facts.result).toMatchObject({ trustError: null, trustAnchor: 'given' })
    expect(said).toEqual(['warning tls/expired possible'])
  })

  it('that is not valid yet', async () => {
    const leaf = await issue({ names, issuer: tls.authority.root, notBefore: new Date(Date.now() + 2 * dayMs) })
    expect((await look({ key: leaf.key, cert: leaf.chain })).said).toEqual(['error tls/not-yet-valid certain'])
  })

  it('that expires soon', async () => {
    const leaf = await issue({
      names,
      issuer: tls.authority.root,
      notBefore: new Date(Date.now() - 85 * dayMs),
      notAfter: new Date(Date.now() + 5 * dayMs),
    })
    expect((await look({ key: leaf.key, cert: leaf.chain })).said).toEqual(['warning tls/expires-soon certain'])
  })

  it('that signed itself', async () => {
    const leaf = await issue({ names })
    expect((await look({ key: leaf.key, cert: leaf.chain })).said).toEqual(['error tls/self-signed certain'])
    // Who names it with --cacert has decided.
    expect((await look({ key: leaf.key, cert: leaf.chain }, undefined, leaf.certificate)).said).toEqual([])
  })

  it('of a root that nobody knows, sent or not', async () => {
    const stranger = await createTestAuthority('Stranger')
    const leaf = await issue({ names, issuer: stranger.intermediate })
    for (const cert of [leaf.chain, `${leaf.chain}${stranger.trust}`])
      expect((await look({ key: leaf.key, cert })).said).toEqual(['error tls/untrusted-root certain'])
  })

  it('without its intermediate, which is named', async () => {
    const leaf = await issue({ names, issuer: tls.authority.intermediate })
    const { said, findings } = await look({ key: leaf.key, cert: leaf.certificate })
    expect(said).toEqual(['error tls/incomplete-chain likely'])
    expect(findings[0]?.evidence).toMatchObject({ missing: ['CN=Test Intermediate'] })
  })

  it('without its intermediate, whose address it tells; nobody goes there', async () => {
    const root = await makeCertificate({ name: 'Custom Root', mayIssue: true })
    const middle = await makeCertificate({ name: 'R11', mayIssue: true, issuer: root })
    const issuerUrl = 'http://r11.i.lencr.example/'
    const leaf = await makeCertificate({ name: 'shop.example', names, issuer: middle, issuerUrl })
    const { said, findings } = await look({ key: leaf.key, cert: leaf.certificate }, undefined, root.certificate)
    expect(said).toEqual(['error tls/incomplete-chain certain'])
    expect(findings[0]?.evidence).toMatchObject({ missing: ['CN=R11'], issuerUrl })
    // The intermediate of another certificate is none either.
    const other = await makeCertificate({ name: 'R10', mayIssue: true, issuer: root })
    const wrong = await look(
      { key: leaf.key, cert: `${leaf.certificate}${other.certificate}` },
      undefined,
      root.certificate,
    )
    expect(wrong.said).toEqual(['error tls/incomplete-chain certain'])
    expect(wrong.findings[0]?.message).toContain('CN=R10')
  })

  it('whose second intermediate is missing', async () => {
    const root = await makeCertificate({ name: 'Custom Root', mayIssue: true })
    const upper = await makeCertificate({ name: 'Upper CA', mayIssue: true, issuer: root })
    const lower = await makeCertificate({
      name: 'Lower CA',
      mayIssue: true,
      issuer: upper,
      issuerUrl: 'http://ca.example/upper.der',
    })
    const leaf = await makeCertificate({ name: 'shop.example', names, issuer: lower })
    const { said, findings } = await look(
      { key: leaf.key, cert: `${leaf.certificate}${lower.certificate}` },
      undefined,
      root.certificate,
    )
    expect(said).toEqual(['error tls/incomplete-chain likely'])
    expect(findings[0]?.evidence).toMatchObject({ missing: ['CN=Upper CA'] })
  })

  it('with its chain in disorder', async () => {
    const second = await createIntermediate(tls.authority.intermediate, { name: 'Second Intermediate' })
    const leaf = await issue({ names, issuer: second })
    const cert = `${leaf.certificate}${tls.authority.intermediate.certificate}${second.certificate}`
    const { said, facts } = await look({ key: leaf.key, cert })
    expect(said).toEqual(['info tls/incomplete-chain possible'])
    expect(facts.result.kind === 'secure' && facts.result.chain.map(({ subject }) => subject)).toEqual([
      'CN=shop.example',
      'CN=Test Intermediate',
      'CN=Second Intermediate',
    ])
  })

  it('for another host, with what the server shows to clients that name none', async () => {
    const other = await issue({ names: ['www.shop.example', 'other.example'], issuer: tls.authority.root })
    const { said, facts } = await look({ key: other.key, cert: other.chain })
    expect(said).toEqual(['error tls/name-mismatch certain'])
    expect(facts.withoutSni).toMatchObject({ accepted: true, sameCertificate: true, nameMatches: false })
  })

  it('that is right only for clients that name no host', async () => {
    const other = await issue({ names: ['other.example'], issuer: tls.authority.root })
    const { said, facts } = await look({
      ...tls.good,
      SNICallback: (_name, done) => done(null, createSecureContext({ key: other.key, cert: other.chain })),
    })
    expect(said).toEqual(['error tls/name-mismatch certain'])
    expect(facts.withoutSni).toMatchObject({ nameMatches: true, sameCertificate: false })
  })

  it('for a name where the URL has an address', async () => {
    expect((await look(tls.good, '127.0.0.1')).said).toEqual(['error tls/name-mismatch certain'])
  })

  it('that names the host in its subject alone', async () => {
    const root = await makeCertificate({ name: 'Custom Root', mayIssue: true })
    const leaf = await makeCertificate({ name: 'shop.example', issuer: root })
    const { said } = await look({ key: leaf.key, cert: leaf.certificate }, undefined, root.certificate)
    expect(said).toEqual(['warning tls/name-mismatch possible'])
  })

  it('that is not meant for servers', async () => {
    const root = await makeCertificate({ name: 'Custom Root', mayIssue: true })
    const leaf = await makeCertificate({ name: 'shop.example', names, issuer: root, uses: ['clientAuth'] })
    const { said, facts } = await look({ key: leaf.key, cert: leaf.certificate }, undefined, root.certificate)
    expect(facts.result).toMatchObject({ trustError: 'INVALID_PURPOSE' })
    expect(said).toEqual(['error tls/handshake-failed certain'])
  })

  it('signed with SHA-1', async () => {
    const root = await makeCertificate({ name: 'Custom Root', mayIssue: true, rsaBits: 2_048, hash: 'SHA-1' })
    const leaf = await makeCertificate({ name: 'shop.example', names, rsaBits: 2_048, issuer: root, hash: 'SHA-1' })
    const { said, findings, facts } = await look(
      { key: leaf.key, cert: leaf.certificate, ciphers: 'DEFAULT@SECLEVEL=0' },
      undefined,
      root.certificate,
    )
    expect(facts.result.kind === 'secure' && facts.result.chain[0]).toMatchObject({
      signature: 'SHA-1 RSA',
      keyBits: 2_048,
    })
    expect(said).toEqual([expect.stringMatching(/^(error|warning) tls\/handshake-failed/)])
    expect(findings[0]?.message).toContain('SHA-1')
  })

  it('with a key of 1024 bits', async () => {
    const root = await makeCertificate({ name: 'Custom Root', mayIssue: true })
    const leaf = await makeCertificate({ name: 'shop.example', names, rsaBits: 1_024, issuer: root })
    const { said, findings } = await look(
      { key: leaf.key, cert: leaf.certificate, ciphers: 'DEFAULT@SECLEVEL=0' },
      undefined,
      root.certificate,
    )
    // How strict OpenSSL is depends on the version that Node comes with.
    expect(said).toEqual([expect.stringMatching(/^(error|warning) tls\/handshake-failed/)])
    expect(findings[0]?.message).toContain('1024')
  })
})

describe('a certificate that is signed on the way', () => {
  it('by a product with a name is no fault of the server', async () => {
    const inspector = await makeCertificate({ name: 'Zscaler Root CA', organisation: 'Zscaler Inc.', mayIssue: true })
    const leaf = await makeCertificate({ name: 'shop.example', names, issuer: inspector })
    const cert = `${leaf.certificate}${inspector.certificate}`
    const unknown = await look({ key: leaf.key, cert })
    expect(unknown.said).toEqual(['warning tls/untrusted-root possible'])
    expect(unknown.skipped).toEqual(['unsupported', 'unsupported'])
    expect(isAcceptable(unknown.facts.result)).toBe(true)
    expect(unknown.facts.interception).toMatchObject({ by: 'Zscaler', sign: 'issuer' })
    const given = await look({ key: leaf.key, cert }, undefined, inspector.certificate)
    expect(given.said).toEqual(['info tls/untrusted-root possible'])
  })

  it('is not assumed where an appliance shows its own certificate', async () => {
    const own = await makeCertificate({ name: 'FortiGate', organisation: 'Fortinet', names: ['fortigate'] })
    expect((await look({ key: own.key, cert: own.certificate })).said).toContain('error tls/self-signed certain')
  })
})
