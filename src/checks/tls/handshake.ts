import { defineCheck, found, skip } from '../../core/check.ts'
import { formatDuration } from '../../core/duration.ts'
import type { Finding } from '../../core/finding.ts'
import { createFinding } from '../../core/finding.ts'
import type { JsonObject } from '../../core/json.ts'
import type { HandshakeResult } from '../../core/net-port.ts'
import type { Observation } from '../../core/probe.ts'
import type { CallbackPost } from '../../probes/callback-post.ts'
import type { DnsFacts } from '../../probes/dns.ts'
import { dns } from '../../probes/dns.ts'
import type { NetworkView } from '../../probes/network-view.ts'
import { networkView } from '../../probes/network-view.ts'
import { publicReply } from '../../probes/public-reply.ts'
import type { TlsFacts } from '../../probes/tls.ts'
import { tls } from '../../probes/tls.ts'
import { explainProxy, proxyOf } from '../tcp/behind-proxy.ts'
import { putRecordFirst } from './behind-private-answer.ts'
import { portalSigns } from './captive-portal.ts'
import { readFailure } from './explain-failure.ts'
import type { HandshakeCode } from './handshake-codes.ts'
import { handshakeCodes as codes } from './handshake-codes.ts'
import { findWeakness } from './weak-certificate.ts'

type Secure = Extract<HandshakeResult, { kind: 'secure' }>
type Failure = Extract<HandshakeResult, { kind: 'failure' }>

/** nginx completes the handshake and refuses afterwards, in HTTP. */
const refusedInHttp = /No required SSL certificate was sent|SSL certificate error/

export const tlsHandshake = defineCheck({
  id: 'tls-handshake',
  family: 'tls',
  title: 'The TLS handshake succeeds, with TLS 1.2 as well',
  codes,
  needs: { tls },
  wants: { publicReply, dns, networkView },
  judge({ tls: facts }, { publicReply: reply, dns: lookup, networkView: view }) {
    const { result } = facts
    if (result.kind === 'failure') {
      // A connection that failed only now was judged by the check of connections.
      if (result.code === 'connect') return skip('blocked', 'the host accepts connections')
      return found([describeFailure(result, facts, lookup, view)])
    }
    return found(
      putRecordFirst(judgeSession(result, facts, reply), lookup),
      `${result.protocol} · ${formatDuration(result.ms)}`,
    )
  },
})

function judgeSession(
  result: Secure,
  { versions, interception }: TlsFacts,
  reply: Observation<CallbackPost>,
): readonly Finding<HandshakeCode>[] {
  const { protocol, cipher, ms, alpn, clientCertificate } = result
  const evidence = {
    protocol,
    cipher,
    alpn,
    ms,
    clientCertificate,
    versions: versions.map((version) => ({ ...version })),
  }
  const exchange = reply.available ? reply.value.exchange : undefined
  const isRefusedLater = exchange?.kind === 'reply' && exchange.status === 400 && refusedInHttp.test(exchange.body)
  if (clientCertificate === 'required' || isRefusedLater) {
    const how = isRefusedLater ? 'answers 400 for want of one' : 'ends the connection without one'
    const message = `The server asks for a client certificate and ${how}`
    return [createFinding(codes, 'tls/client-certificate', message, { evidence })]
  }
  // What follows would be about the machine in between.
  if (interception !== null) return []
  const weakness = findWeakness(result)
  if (weakness !== undefined) {
    const { message, ...rest } = weakness
    return [
      createFinding(codes, 'tls/handshake-failed', message, {
        why: 'Clients that check certificates end the handshake here, whoever signed it.',
        ...rest,
        evidence: { ...evidence, trustError: result.trustError, chain: result.chain.map((entry) => ({ ...entry })) },
      }),
    ]
  }
  const tls12 = versions.find((version) => version.protocol === 'TLSv1.2')
  if (tls12?.accepted !== false) return []
  const message = `TLS 1.3 works, TLS 1.2 is refused (${tls12.detail})`
  return [createFinding(codes, 'tls/no-tls12', message, { evidence })]
}

function describeFailure(
  failure: Failure,
  facts: TlsFacts,
  lookup: Observation<DnsFacts>,
  view: Observation<NetworkView>,
): Finding<HandshakeCode> {
  const { code, message, ...rest } = readFailure(failure, facts)
  const { kind: _, code: __, ...seen } = failure
  const { versions, withoutSni, withHttp2 } = facts
  const evidence: JsonObject = {
    ...seen,
    ...(versions.length === 0 ? {} : { versions: versions.map((version) => ({ ...version })) }),
    ...(withoutSni === null ? {} : { withoutSni: { ...withoutSni } }),
    ...(withHttp2 === null ? {} : { withHttp2: { ...withHttp2 } }),
  }
  const proxy = failure.code === 'timed-out' || failure.code === 'reset' ? proxyOf(view) : undefined
  if (proxy !== undefined)
    return createFinding(codes, code, message, {
      ...rest,
      ...explainProxy(proxy, rest.why ?? codes[code].why, evidence),
    })
  const signs = failure.code === 'not-tls' ? portalSigns(facts.host, failure, lookup) : []
  if (signs.length < 2) return createFinding(codes, code, message, { ...rest, evidence })
  return createFinding(codes, code, `${message}; likely it is the network of this machine that answers`, {
    confidence: 'possible',
    evidence: { ...evidence, portalSigns: signs },
    why: `Likely a login page for guests, or a proxy that catches everything: ${signs.join('; ')}. What the server does cannot be seen from here then.`,
    fix: { summary: 'Log in to the network, or use another one, then run it again' },
  })
}
