import { defineCheck, found, skip } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { createFinding } from '../../core/finding.ts'
import type { HandshakeResult } from '../../core/ports.ts'
import { publicReply } from '../../probes/public-reply.ts'
import type { TlsFacts } from '../../probes/tls.ts'
import { tls } from '../../probes/tls.ts'

const codes = {
  'tls/old-protocol': {
    severity: 'error',
    title: 'The server speaks only outdated TLS',
    why: 'TLS 1.0 and 1.1 are switched off nearly everywhere; clients of today refuse them.',
    fix: 'Enable TLS 1.2 and 1.3 (nginx: `ssl_protocols TLSv1.2 TLSv1.3;`)',
  },
  'tls/no-tls12': {
    severity: 'warning',
    title: 'The server does not speak TLS 1.2',
    why: 'Which TLS versions Safaricom uses is not documented; a client of some age knows no TLS 1.3.',
    fix: 'Enable TLS 1.2 besides 1.3 (nginx: `ssl_protocols TLSv1.2 TLSv1.3;`)',
  },
  'tls/client-certificate': {
    severity: 'error',
    title: 'The server demands a client certificate',
    why: 'Safaricom sends none with a callback.',
    fix: 'Do not ask for client certificates on the callback host (nginx: `ssl_verify_client off;`)',
  },
  'tls/not-tls': {
    severity: 'error',
    title: 'The port of the https URL does not speak TLS',
    why: 'Plain HTTP, or something else altogether, answers where TLS should.',
    fix: 'Set up TLS on this port, or correct scheme and port in the URL',
  },
  'tls/timeout': {
    severity: 'error',
    title: 'The TLS handshake gets no answer',
    why: 'The connection stands and the server says nothing: it is overloaded, or no TLS server.',
    fix: 'Look at what listens on this port, and whether it is stuck',
  },
  'tls/handshake-failed': {
    severity: 'error',
    title: 'The TLS handshake fails',
    why: 'Server and client find no common ground, or the server hangs up.',
    fix: 'Look at the TLS settings of the server: certificate for this name, protocols, ciphers',
  },
} as const

type Code = keyof typeof codes
type Failure = Extract<HandshakeResult, { kind: 'failure' }>

const codeOf: Readonly<Record<Failure['code'], Code>> = {
  'timed-out': 'tls/timeout',
  'not-tls': 'tls/not-tls',
  'old-protocol': 'tls/old-protocol',
  'client-certificate': 'tls/client-certificate',
  reset: 'tls/handshake-failed',
  alert: 'tls/handshake-failed',
  connect: 'tls/handshake-failed',
  other: 'tls/handshake-failed',
}

/** nginx completes the handshake and refuses afterwards, in HTTP. */
const refusedInHttp = /No required SSL certificate was sent|SSL certificate error/

export const tlsHandshake = defineCheck({
  id: 'tls-handshake',
  family: 'tls',
  title: 'The TLS handshake succeeds, with TLS 1.2 as well',
  codes,
  needs: { tls },
  wants: { publicReply },
  judge({ tls: { result, withTls12 } }, { publicReply: reply }) {
    if (result.kind === 'failure') {
      // A connection that failed only now was judged by the check of connections.
      if (result.code === 'connect') return skip('blocked', 'the host accepts connections')
      return found([describeFailure(result)])
    }
    const { protocol, cipher, ms } = result
    const evidence = { protocol, cipher, ms }
    const exchange = reply.available ? reply.value.exchange : undefined
    const isRefusedLater = exchange?.kind === 'reply' && exchange.status === 400 && refusedInHttp.test(exchange.body)
    if (result.clientCertificateRequired || isRefusedLater) {
      const how = isRefusedLater ? 'answers 400 for want of a client certificate' : 'ends the connection without one'
      return found([
        createFinding(codes, 'tls/client-certificate', `The server asks for a client certificate and ${how}`, {
          evidence,
        }),
      ])
    }
    return found(judgeVersions(withTls12, evidence), `${protocol} · ${ms} ms`)
  },
})

function judgeVersions(
  withTls12: TlsFacts['withTls12'],
  evidence: Finding['evidence'],
): readonly Finding<'tls/no-tls12'>[] {
  if (withTls12?.kind !== 'failure' || withTls12.code !== 'alert') return []
  const message = `TLS 1.3 works, TLS 1.2 is refused (${withTls12.detail})`
  return [createFinding(codes, 'tls/no-tls12', message, { evidence })]
}

function describeFailure(result: Failure): Finding<Code> {
  const { code, systemCode, detail, banner, ms } = result
  const evidence = { systemCode, detail, ms, ...(banner === undefined ? {} : { banner }) }
  return createFinding(codes, codeOf[code], sentenceFor(result), { evidence })
}

function sentenceFor({ code, detail, banner, systemCode, ms }: Failure): string {
  if (code === 'timed-out') return `Connected, then nothing for ${ms} ms`
  if (code === 'not-tls') return `The server answers "${banner ?? ''}" in place of TLS`
  if (code === 'old-protocol') return `The server offers nothing newer than ${detail}`
  if (code === 'client-certificate')
    return 'The server asks for a client certificate and ends the handshake without one'
  if (code === 'reset') return 'The server hangs up in the middle of the handshake'
  return `The handshake ends with: ${detail === '' ? systemCode : detail}`
}
