import { describe, expect, it } from 'vitest'
import { certificateCurrent } from '../../../src/checks/tls/certificate-current.ts'
import { certificateName } from '../../../src/checks/tls/certificate-name.ts'
import { certificateTrusted } from '../../../src/checks/tls/certificate-trusted.ts'
import { tlsHandshake } from '../../../src/checks/tls/handshake.ts'
import type { Judgement } from '../../../src/core/check.ts'
import type { CertificateFacts, HandshakeResult } from '../../../src/core/ports.ts'
import { observed, unavailable } from '../../../src/core/probe.ts'
import { reply } from '../replies/reply-builders.ts'

type Secure = Extract<HandshakeResult, { kind: 'secure' }>
type Failure = Extract<HandshakeResult, { kind: 'failure' }>

const observedAt = '2026-11-23T10:00:00.000Z'
const noReply = { publicReply: unavailable('blocked', 'x') }

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
    clientCertificateRequired: false,
    ...more,
  }
}

function facts(result: HandshakeResult, withTls12: HandshakeResult | null = null) {
  return { tls: { host: 'shop.example', result, withTls12, observedAt } }
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
    expect(outcome(certificateTrusted.judge(facts(secure(session)), {}))).toEqual([code])
  })

  it('is fine if it is trusted, or only out of date', () => {
    expect(outcome(certificateTrusted.judge(facts(secure()), {}))).toBe('pass')
    expect(outcome(certificateTrusted.judge(facts(secure({ trustError: 'CERT_HAS_EXPIRED' })), {}))).toBe('pass')
  })
})

describe('the dates', () => {
  it.each([
    { what: 'expired', dates: { validTo: '2026-11-20T00:00:00.000Z' }, code: 'tls/expired' },
    { what: 'in the future', dates: { validFrom: '2026-11-25T00:00:00.000Z' }, code: 'tls/not-yet-valid' },
    { what: 'nearly over', dates: { validTo: '2026-12-01T00:00:00.000Z' }, code: 'tls/expires-soon' },
  ])('$what', ({ dates, code }) => {
    const session = secure({ chain: [certificate(dates)] })
    expect(outcome(certificateCurrent.judge(facts(session), {}))).toEqual([code])
  })

  it('sees an intermediate that expired', () => {
    const old = certificate({ subject: 'CN=R11', validTo: '2026-01-01T00:00:00.000Z' })
    expect(outcome(certificateCurrent.judge(facts(secure({ chain: [certificate(), old] })), {}))).toEqual([
      'tls/expired',
    ])
  })

  it('leaves certificates of a few days alone', () => {
    const short = certificate({ validFrom: '2026-11-20T00:00:00.000Z', validTo: '2026-11-27T00:00:00.000Z' })
    expect(outcome(certificateCurrent.judge(facts(secure({ chain: [short] })), {}))).toBe('pass')
  })
})

describe('the name', () => {
  it('must be on the certificate', () => {
    expect(outcome(certificateName.judge(facts(secure({ nameMatches: false })), {}))).toEqual(['tls/name-mismatch'])
    expect(outcome(certificateName.judge(facts(secure()), {}))).toBe('pass')
  })
})

describe('the handshake', () => {
  it.each<{ code: Failure['code']; expected: string }>([
    { code: 'timed-out', expected: 'tls/timeout' },
    { code: 'not-tls', expected: 'tls/not-tls' },
    { code: 'old-protocol', expected: 'tls/old-protocol' },
    { code: 'client-certificate', expected: 'tls/client-certificate' },
    { code: 'reset', expected: 'tls/handshake-failed' },
    { code: 'alert', expected: 'tls/handshake-failed' },
    { code: 'other', expected: 'tls/handshake-failed' },
  ])('$code is $expected', ({ code, expected }) => {
    expect(outcome(tlsHandshake.judge(facts(failed(code)), noReply))).toEqual([expected])
    expect(outcome(certificateTrusted.judge(facts(failed(code)), {}))).toBe('skip')
  })

  it('sees a client certificate that is asked for late, also in HTTP', () => {
    expect(outcome(tlsHandshake.judge(facts(secure({ clientCertificateRequired: true })), noReply))).toEqual([
      'tls/client-certificate',
    ])
    const refusal = reply({ status: 400, body: '<title>400 No required SSL certificate was sent</title>' })
    const post = { url: 'x', checkoutRequestId: 'x', endpoint: null, budgetMs: 1, exchange: refusal }
    expect(outcome(tlsHandshake.judge(facts(secure()), { publicReply: observed(post) }))).toEqual([
      'tls/client-certificate',
    ])
  })

  it('warns if TLS 1.2 is refused, and only then', () => {
    expect(outcome(tlsHandshake.judge(facts(secure(), failed('alert')), noReply))).toEqual(['tls/no-tls12'])
    expect(outcome(tlsHandshake.judge(facts(secure(), failed('timed-out')), noReply))).toBe('pass')
    expect(outcome(tlsHandshake.judge(facts(secure(), secure({ protocol: 'TLSv1.2' })), noReply))).toBe('pass')
  })
})
