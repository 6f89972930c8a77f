import fc from 'fast-check'
import type { NetworkFacts, SentRequest } from '../../src/core/network-facts.ts'
import { hostileText } from '../helpers/sample-report.ts'

export function sampleRequest(overrides: Partial<SentRequest> = {}): SentRequest {
  return {
    to: 'public',
    purpose: 'callback',
    method: 'POST',
    url: 'https://shop.example.co.ke/api/payments/mpesa/callback',
    address: '203.0.113.7',
    port: 443,
    timings: { connectMs: 30.04, tlsMs: 41, firstByteMs: 80, totalMs: 162.26 },
    reply: {
      status: 200,
      statusText: 'OK',
      headers: [
        ['content-type', 'application/json'],
        ['server', 'nginx'],
      ],
      body: '{"ResultCode":0}',
      bodyBytes: 16,
      bodyEnd: 'complete',
    },
    ...overrides,
  }
}

/** A reply with this header and body, as a request of a report. */
export function sampleReply(headers: readonly (readonly [string, string])[], body = ''): SentRequest {
  return sampleRequest({
    reply: { status: 200, statusText: 'OK', headers, body, bodyBytes: body.length, bodyEnd: 'complete' },
  })
}

export function sampleNetwork(overrides: Partial<NetworkFacts> = {}): NetworkFacts {
  const addresses = [
    { address: '203.0.113.7', family: 4 },
    { address: '2001:db8::7', family: 6 },
  ] as const
  const answer = { resolver: 'this machine', ms: 12, addresses }
  return {
    dns: { host: 'shop.example.co.ke', ...answer, answers: [answer] },
    connections: [
      { address: '203.0.113.7', family: 4, port: 443, ms: 30, connected: true },
      {
        address: '2001:db8::7',
        family: 6,
        port: 443,
        ms: 2,
        connected: false,
        failure: { code: 'refused', systemCode: 'ECONNREFUSED' },
      },
    ],
    tls: {
      host: 'shop.example.co.ke',
      ms: 41,
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      alpn: 'http/1.1',
      versions: [
        { name: 'TLSv1.3', accepted: true, ms: 41, detail: 'TLS_AES_256_GCM_SHA384' },
        { name: 'TLSv1.2', accepted: true, ms: 43, detail: 'TLS_AES_256_GCM_SHA384' },
        { name: 'TLSv1.1', accepted: false, ms: 39, detail: 'protocol_version' },
        { name: 'TLSv1', accepted: null, ms: 40, detail: 'ECONNRESET' },
      ],
      withoutSni: {
        accepted: true,
        ms: 44,
        detail: 'TLS_AES_256_GCM_SHA384',
        subject: 'CN=web12.hosting.example',
        names: ['web12.hosting.example'],
        nameMatches: false,
        sameCertificate: false,
      },
      withHttp2: { accepted: true, ms: 45, detail: 'TLS_AES_256_GCM_SHA384' },
      chain: [
        {
          subject: 'CN=shop.example.co.ke',
          issuer: 'C=XX, O=Invented Trust, CN=Invented R11',
          validFrom: '2026-10-01T00:00:00.000Z',
          validTo: '2027-01-03T00:00:00.000Z',
          names: ['shop.example.co.ke'],
          selfSigned: false,
          fingerprint256: 'AB:CD',
        },
        {
          subject: 'C=XX, O=Invented Trust, CN=Invented R11',
          issuer: 'CN=Invented Root X1',
          validFrom: '2020-10-01T00:00:00.000Z',
          validTo: '2026-01-03T00:00:00.000Z',
          names: [],
          selfSigned: false,
          fingerprint256: 'EF:01',
        },
      ],
      storeSupplied: [],
      trustError: null,
      trustAnchor: 'public',
      nameMatches: true,
      clientCertificate: 'not-asked',
      observedAt: '2026-11-23T05:00:00.000Z',
    },
    requests: [
      sampleRequest({ to: 'app', url: 'http://127.0.0.1:5000/api/payments/mpesa/callback', port: 5000 }),
      sampleRequest(),
      sampleRequest({ purpose: 'options', method: 'OPTIONS', reply: { ...noBody, status: 405 } }),
      withoutReply({ phase: 'reply', code: 'timed-out', systemCode: '', detail: 'no answer within 3 s' }),
    ],
    ...overrides,
  }
}

const noBody = { statusText: '', headers: [], body: '', bodyBytes: 0, bodyEnd: 'complete' } as const

function withoutReply(failure: NonNullable<SentRequest['failure']>): SentRequest {
  const { reply: _, ...request } = sampleRequest({ purpose: 'sibling' })
  return { ...request, failure }
}

/** Facts in which every text is one that a server may choose. */
export const hostileNetwork: fc.Arbitrary<NetworkFacts> = fc
  .record({ text: hostileText, other: hostileText, status: fc.integer({ min: 100, max: 999 }) })
  .map(({ text, other, status }) => {
    const { dns, tls } = sampleNetwork()
    const [leaf] = tls?.chain ?? []
    return sampleNetwork({
      dns:
        dns === null
          ? null
          : {
              ...dns,
              host: text,
              failure: { code: 'not-found', systemCode: 'ENOTFOUND', direct: { systemCode: null, alias: other } },
            },
      tls:
        tls === null || leaf === undefined
          ? null
          : {
              ...tls,
              alpn: other,
              withoutSni: tls.withoutSni && { ...tls.withoutSni, detail: text, subject: other, names: [text] },
              chain: [{ ...leaf, subject: text, issuer: `CN=${other}`, names: [text], issuerUrls: [other] }],
              storeSupplied: [text],
              failure: { code: 'not-tls', systemCode: 'X', detail: text, banner: other, location: text },
            },
      requests: [
        sampleRequest({
          url: `https://shop.example.co.ke/${text}`,
          reply: { ...noBody, status, statusText: text, headers: [[other, text]], body: `${text}${other}` },
        }),
        withoutReply({ phase: 'reply', code: 'invalid-reply', systemCode: '', detail: text, banner: other }),
      ],
    })
  })
