import { describe, expect, it } from 'vitest'
import { certificateCurrent } from '../../../src/checks/tls/certificate-current.ts'
import { certificateName } from '../../../src/checks/tls/certificate-name.ts'
import { certificateTrusted } from '../../../src/checks/tls/certificate-trusted.ts'
import { tlsHandshake } from '../../../src/checks/tls/handshake.ts'
import type { Judgement } from '../../../src/core/check.ts'
import type { DnsAnswer } from '../../../src/core/dns-port.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type { CertificateFacts, HandshakeResult } from '../../../src/core/net-port.ts'
import { observed, unavailable } from '../../../src/core/probe.ts'
import { findInterception } from '../../../src/probes/interception.ts'
import type { TlsFacts } from '../../../src/probes/tls.ts'
import { reply } from '../replies/reply-builders.ts'

type Secure = Extract<HandshakeResult, { kind: 'secure' }>
type Failure = Extract<HandshakeResult, { kind: 'failure' }>

const observedAt = '2026-11-23T10:00:00.000Z'
const nothing = unavailable('blocked', 'x')
const noDns = { dns: nothing }
const noReply = { publicReply: nothing, dns: nothing, networkView: nothing }

function certificate(more: Partial<CertificateFacts> = {}): CertificateFacts {
  return {
    subject: 'CN=shop.example',
    issuer: 'CN=R11',
    validFrom: '2026-10-01T00:00:00.000Z',
    validTo: '2026-12-30T00:00:00.000Z',
    names: ['shop.example'],
    selfSigned: false,
    fingerprint256: 'AA',
    ...more,
  }
}

function secure(more: Partial<Secure> = {}): Secure {
  return {
    kind: 'secure',
    ms: 20,
    protocol: 'TLSv1.3',
    cipher: 'x',
    alpn: null,
    chain: [certificate(), certificate({ subject: 'CN=R11', issuer: 'CN=ISRG Root X1' })],
    trustError: null,
    nameMatches: true,
    clientCertificate: 'not-asked',
    ...more,
  }
}

function facts(result: HandshakeResult, more: Partial<TlsFacts> = {}) {
  const tls: TlsFacts = {
    host: 'shop.example',
    endpoint: { address: '8.8.8.8', port: 443 },
    result,
    versions: [],
    withoutSni: null,
    withHttp2: null,
    interception: null,
    observedAt,
    ...more,
  }
  return { tls }
}

function outcome(judgement: Judgement): readonly string[] | string {
  return judgement.kind === 'found' ? judgement.findings.map(({ code }) => code) : judgement.kind
}

function failed(code: Failure['code'], more: Partial<Failure> = {}): Failure {
  return { kind: 'failure', ms: 5, code, systemCode: 'X', detail: 'x', ...more }
}

describe('the chain', () => {
  const alone = { trustError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }
  it.each<{ what: string; session: Partial<Secure>; code: string }>([
    { what: 'a leaf alone', session: { ...alone, chain: [certificate()] }, code: 'tls/incomplete-chain' },
    {
      what: 'a leaf alone that says where its issuer is',
      session: { ...alone, chain: [certificate({ issuer: 'CN=Some Root', issuerUrls: ['http://x/r.der'] })] },
      code: 'tls/incomplete-chain',
    },
    {
      what: 'an intermediate that only this machine knows',
      session: { chain: [certificate()], storeSupplied: ['CN=R11'] },
      code: 'tls/incomplete-chain',
    },
    {
      what: 'a leaf of an unknown root',
      session: { ...alone, chain: [certificate({ issuer: 'CN=mkcert dev' })] },
      code: 'tls/untrusted-root',
    },
    {
      what: 'a full chain to an unknown root',
      session: { trustError: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' },
      code: 'tls/untrusted-root',
    },
    {
      what: 'an unknown root that is sent',
      session: { trustError: 'SELF_SIGNED_CERT_IN_CHAIN' },
      code: 'tls/untrusted-root',
    },
    {
      what: 'a leaf that signed itself',
      session: { trustError: 'DEPTH_ZERO_SELF_SIGNED_CERT', chain: [certificate({ selfSigned: true })] },
      code: 'tls/self-signed',
    },
  ])('$what is $code', ({ session, code }) => {
    expect(outcome(certificateTrusted.judge(facts(secure(session)), noDns))).toEqual([code])
  })

  it('is fine if it is trusted, or only out of date', () => {
    expect(outcome(certificateTrusted.judge(facts(secure()), noDns))).toBe('pass')
    expect(outcome(certificateTrusted.judge(facts(secure({ trustError: 'CERT_HAS_EXPIRED' })), noDns))).toBe('pass')
  })
})

describe('the dates', () => {
  it.each([
    { what: 'expired', dates: { validTo: '2026-11-20T00:00:00.000Z' }, code: 'tls/expired' },
    { what: 'in the future', dates: { validFrom: '2026-11-25T00:00:00.000Z' }, code: 'tls/not-yet-valid' },
    { what: 'nearly over', dates: { validTo: '2026-12-01T00:00:00.000Z' }, code: 'tls/expires-soon' },
  ])('$what', ({ dates, code }) => {
    const session = secure({ chain: [certificate(dates)] })
    expect(outcome(certificateCurrent.judge(facts(session), noDns))).toEqual([code])
  })

  it('sees an intermediate that expired', () => {
    const old = certificate({ subject: 'CN=R11', validTo: '2026-01-01T00:00:00.000Z' })
    expect(outcome(certificateCurrent.judge(facts(secure({ chain: [certificate(), old] })), noDns))).toEqual([
      'tls/expired',
    ])
  })

  it('leaves certificates of a few days alone', () => {
    const short = certificate({ validFrom: '2026-11-20T00:00:00.000Z', validTo: '2026-11-27T00:00:00.000Z' })
    expect(outcome(certificateCurrent.judge(facts(secure({ chain: [short] })), noDns))).toBe('pass')
  })
})

describe('the name', () => {
  it('must be on the certificate', () => {
    expect(outcome(certificateName.judge(facts(secure({ nameMatches: false })), noDns))).toEqual(['tls/name-mismatch'])
    expect(outcome(certificateName.judge(facts(secure()), noDns))).toBe('pass')
  })
})

describe('the handshake', () => {
  it.each<{ code: Failure['code']; expected: string }>([
    { code: 'timed-out', expected: 'tls/timeout' },
    { code: 'not-tls', expected: 'tls/not-tls' },
    { code: 'client-certificate', expected: 'tls/client-certificate' },
    { code: 'reset', expected: 'tls/handshake-failed' },
    { code: 'alert', expected: 'tls/handshake-failed' },
    { code: 'other', expected: 'tls/handshake-failed' },
  ])('$code is $expected', ({ code, expected }) => {
    expect(outcome(tlsHandshake.judge(facts(failed(code)), noReply))).toEqual([expected])
    expect(outcome(certificateTrusted.judge(facts(failed(code)), noDns))).toBe('skip')
  })

  it('sees a client certificate that is asked for late, also in HTTP', () => {
    expect(outcome(tlsHandshake.judge(facts(secure({ clientCertificate: 'required' })), noReply))).toEqual([
      'tls/client-certificate',
    ])
    const refusal = reply({ status: 400, body: '<title>400 No required SSL certificate was sent</title>' })
    const post = { url: 'x', checkoutRequestId: 'x', endpoint: null, budgetMs: 1, exchange: refusal }
    expect(outcome(tlsHandshake.judge(facts(secure()), { ...noReply, publicReply: observed(post) }))).toEqual([
      'tls/client-certificate',
    ])
  })

  it('warns if TLS 1.2 is refused, and only then', () => {
    const tls12 = (accepted: boolean | null): Partial<TlsFacts> => ({
      versions: [{ protocol: 'TLSv1.2', accepted, ms: 3, detail: 'x' }],
    })
    expect(outcome(tlsHandshake.judge(facts(secure(), tls12(false)), noReply))).toEqual(['tls/no-tls12'])
    expect(outcome(tlsHandshake.judge(facts(secure(), tls12(null)), noReply))).toBe('pass')
    expect(outcome(tlsHandshake.judge(facts(secure(), tls12(true)), noReply))).toBe('pass')
  })

  it('puts every alert that has a meaning into words', () => {
    const { why } = findingOf(tlsHandshake.judge(facts(failed('alert', { alert: 'unrecognized_name' })), noReply))
    expect(why).toBeDefined()
    expect(findingOf(tlsHandshake.judge(facts(failed('alert', { alert: 'alert 99' })), noReply)).why).toBeUndefined()
  })

  it('is less sure of a handshake that breaks off where the shell names a proxy', () => {
    const proxy = { variable: 'HTTPS_PROXY', address: 'http://proxy:3128' }
    const behind = { ...noReply, networkView: observed({ proxy }) }
    expect(findingOf(tlsHandshake.judge(facts(failed('reset')), behind))).toMatchObject({
      confidence: 'possible',
      evidence: { proxy },
    })
    expect(findingOf(tlsHandshake.judge(facts(failed('alert')), behind)).confidence).toBe('certain')
  })

  it('takes two signs for a network that wants a login, and an address of its own for one', () => {
    const portal = failed('not-tls', { banner: 'HTTP/1.1 302 Found', location: 'http://10.0.0.1/' })
    const answer: DnsAnswer = {
      kind: 'addresses',
      addresses: [{ address: '10.0.0.1', family: 4 }],
      ms: 1,
      resolver: 'this machine',
    }
    const lookup = observed({ host: 'shop.example', answer, answers: [] })
    expect(findingOf(tlsHandshake.judge(facts(portal), noReply)).confidence).toBe('certain')
    expect(findingOf(tlsHandshake.judge(facts(portal), { ...noReply, dns: lookup }))).toMatchObject({
      code: 'tls/not-tls',
      confidence: 'possible',
    })
    const wantsLogin = failed('not-tls', { banner: 'HTTP/1.1 511 Network Authentication Required' })
    expect(findingOf(tlsHandshake.judge(facts(wantsLogin), noReply)).confidence).toBe('possible')
  })
})

describe('a root that only this machine has', () => {
  const onlyHere = secure({ trustAnchor: 'this-machine' })

  it('is an error, as Safaricom does not have it', () => {
    const judgement = certificateTrusted.judge(facts(onlyHere), noDns)
    expect(findingOf(judgement)).toMatchObject({ code: 'tls/untrusted-root', severity: 'error', confidence: 'likely' })
    const selfSigned = secure({ trustAnchor: 'this-machine', chain: [certificate({ selfSigned: true })] })
    expect(outcome(certificateTrusted.judge(facts(selfSigned), noDns))).toEqual(['tls/self-signed'])
  })

  it('is a warning where it signs for a public address: then it is likely a machine on the way', () => {
    const interception = findInterception(onlyHere, { address: '8.8.8.8', port: 443 }) ?? null
    expect(interception).toMatchObject({ by: null, sign: 'trust' })
    const intercepted = facts(onlyHere, { interception })
    expect(findingOf(certificateTrusted.judge(intercepted, noDns))).toMatchObject({
      severity: 'warning',
      confidence: 'possible',
    })
    for (const check of [certificateCurrent, certificateName])
      expect(check.judge(intercepted, noDns)).toMatchObject({ kind: 'skip', because: 'unsupported' })
    const versions = [{ protocol: 'TLSv1.2', accepted: false, ms: 1, detail: 'x' }] as const
    expect(outcome(tlsHandshake.judge(facts(onlyHere, { interception, versions }), noReply))).toBe('pass')
  })

  it('is the own one of a server in a private network, and of developers', () => {
    expect(findInterception(onlyHere, { address: '192.168.1.9', port: 443 })).toBeUndefined()
    const mkcert = secure({ trustAnchor: 'this-machine', chain: [certificate({ issuer: 'CN=mkcert wanjiku@laptop' })] })
    expect(findInterception(mkcert, { address: '8.8.8.8', port: 443 })).toBeUndefined()
  })
})

describe('who signs in the place of servers', () => {
  it.each([
    ['O=Zscaler Inc., CN=Zscaler Intermediate Root CA (zscalertwo.net)', 'Zscaler'],
    ['CN=ca.acme.goskope.com, O=Acme', 'Netskope'],
    ['O=Fortinet, OU=Certificate Authority, CN=FGT60E4Q17000000', 'Fortinet FortiGate'],
    ['O=Fortinet Ltd., CN=FortiGate CA', 'Fortinet FortiGate'],
    ['CN=Sophos SSL CA_C01001ABC, O=Sophos', 'Sophos'],
    ['CN=Kaspersky Anti-Virus Personal Root Certificate', 'Kaspersky'],
    ['CN=avast! Web/Mail Shield Root, O=avast! Web/Mail Shield', 'Avast'],
    ['CN=Bitdefender Personal CA.Net-Defender, O=Bitdefender', 'Bitdefender'],
    ['CN=ESET SSL Filter CA, O=ESET, spol. s r. o.', 'ESET'],
    ['CN=mitmproxy, O=mitmproxy', 'mitmproxy'],
    ['CN=Charles Proxy CA (1 Jan 2026, laptop), O=XK72 Ltd', 'Charles'],
    ['CN=DO_NOT_TRUST_FiddlerRoot', 'Fiddler'],
    ['CN=PortSwigger CA, O=PortSwigger', 'Burp Suite'],
    ['O=Cisco, CN=Cisco Umbrella Root CA', 'Cisco Umbrella'],
  ])('%s is %s', (issuer, product) => {
    const untrusted = secure({ trustError: 'SELF_SIGNED_CERT_IN_CHAIN', chain: [certificate({ issuer })] })
    expect(findInterception(untrusted)?.by).toBe(product)
    // The public certificates of these companies are their own.
    expect(findInterception(secure({ trustAnchor: 'public', chain: [certificate({ issuer })] }))).toBeUndefined()
    expect(findInterception({ ...untrusted, nameMatches: false })).toBeUndefined()
  })

  it.each([
    "C=US, O=Let's Encrypt, CN=R11",
    'C=GB, O=Sectigo Limited, CN=Sectigo RSA Domain Validation Secure Server CA',
    'C=US, O=Google Trust Services, CN=WE1',
    'C=US, O=Amazon, CN=Amazon RSA 2048 M02',
    'C=US, O=Cloudflare, Inc., CN=Cloudflare Inc ECC CA-3',
    'C=US, O=DigiCert Inc, CN=GeoTrust TLS RSA CA G1',
    'CN=Duka Internal CA',
    'C=US, O=CloudFlare, Inc., OU=CloudFlare Origin SSL Certificate Authority',
  ])('%s is nobody of them', (issuer) => {
    const untrusted = secure({ trustError: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', chain: [certificate({ issuer })] })
    expect(findInterception(untrusted)).toBeUndefined()
  })
})

function findingOf(judgement: Judgement): Finding {
  if (judgement.kind !== 'found' || judgement.findings[0] === undefined) throw new Error(JSON.stringify(judgement))
  return judgement.findings[0]
}

describe('what to do about it', () => {
  it.each([
    ['INVALID_PURPOSE', /serverAuth/],
    ['INVALID_CA', /CA:TRUE/],
    ['CERT_SIGNATURE_FAILURE', /fullchain/],
    ['CERT_REVOKED', /new key/],
    ['UNSPECIFIED', /2048/],
  ])('depends on what is wrong with the certificate: %s', (trustError, expected) => {
    const { code, fix } = findingOf(tlsHandshake.judge(facts(secure({ trustError })), noReply))
    expect(code).toBe('tls/handshake-failed')
    expect(fix?.summary).toMatch(expected)
  })

  it('begins with the DNS record where the name leads into a private network', () => {
    const lookup = (address: string) => {
      const answer: DnsAnswer = { kind: 'addresses', addresses: [{ address, family: 4 }], ms: 1, resolver: 'x' }
      return { dns: observed({ host: 'shop.example', answer, answers: [{ ...answer, at: observedAt }] }) }
    }
    const selfSigned = facts(
      secure({ trustError: 'DEPTH_ZERO_SELF_SIGNED_CERT', chain: [certificate({ selfSigned: true })] }),
    )
    const expired = facts(secure({ chain: [certificate({ validTo: '2026-11-20T00:00:00.000Z' })] }))
    const foreign = facts(secure({ nameMatches: false }))
    const fixes = (dns: ReturnType<typeof lookup>) => [
      findingOf(certificateTrusted.judge(selfSigned, dns)).fix?.summary,
      findingOf(certificateCurrent.judge(expired, dns)).fix?.summary,
      findingOf(certificateName.judge(foreign, dns)).fix?.summary,
    ]
    for (const fix of fixes(lookup('192.168.1.7'))) expect(fix).toMatch(/DNS record first/)
    for (const fix of fixes(lookup('8.8.8.8'))) expect(fix ?? '').not.toMatch(/DNS/)
  })
})
