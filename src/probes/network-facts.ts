import type { DnsAnswer } from '../core/dns-port.ts'
import type { HttpExchange } from '../core/http-port.ts'
import type { Endpoint } from '../core/net-port.ts'
import type { Connection, NameAnswer, NetworkFacts, SentRequest, TlsFindings } from '../core/network-facts.ts'
import type { Observation, Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import type { CallbackPost } from './callback-post.ts'
import { dns } from './dns.ts'
import { findInterception } from './interception.ts'
import { localReply } from './local-reply.ts'
import { publicReply } from './public-reply.ts'
import { localVariants, publicVariants, type Variant } from './reply-variants.ts'
import { type TcpFacts, tcp } from './tcp.ts'
import { type TlsFacts, tls } from './tls.ts'
import { tlsOlder } from './tls-older.ts'
import { type TlsSession, tlsSession } from './tls-session.ts'
import { type TlsVersion, versionsFromFirst } from './tls-versions.ts'

/** Which other probe each of these makes run. */
const builtOn: readonly (readonly [Probe<unknown>, Probe<unknown>])[] = [
  [publicVariants, publicReply],
  [localVariants, localReply],
  [publicReply, tlsSession],
  [tls, tlsSession],
  [tlsSession, tcp],
  [tcp, dns],
]

/**
 * What the network probes among `asked`, and those that they build on, have seen. It starts none that would not run
 * anyway, but for the outdated TLS versions where newer ones are tried; undefined if there is none among them.
 */
export function networkFactsOf(asked: Iterable<Probe<unknown>>): Probe<NetworkFacts> | undefined {
  const running = new Set(asked)
  for (const [probe, base] of builtOn) if (running.has(probe)) running.add(base)
  if (!builtOn.some((pair) => pair.some((probe) => running.has(probe)))) return undefined
  return {
    id: 'network-facts',
    activity: 'writing down what was seen',
    // Each of the others has a limit of its own and ends with the run; what was seen until then must not be lost.
    instant: true,
    async run({ observe }) {
      const seen = async <T>(probe: Probe<T>, isWanted = running.has(probe)): Promise<T | undefined> =>
        isWanted ? valueIn(await observe(probe).catch(() => undefined)) : undefined
      const [lookup, connections, session, post, older = []] = await Promise.all([
        seen(dns),
        seen(tcp),
        seen(tlsSession),
        seen(publicReply),
        seen(tlsOlder, running.has(tls)),
      ])
      // The public reply waits for the app's, so that this one has been sent as well.
      const localPost = await seen(localReply, running.has(localReply) || post !== undefined)
      const [further, variants, localOnes] = await Promise.all([seen(tls), seen(publicVariants), seen(localVariants)])
      return observed({
        dns:
          lookup === undefined
            ? null
            : { host: lookup.host, ...describeAnswer(lookup.answer), answers: lookup.answers.map(describeAnswer) },
        connections: connections === undefined ? [] : describeConnections(connections),
        tls: session === undefined ? null : describeSession(session, further, older),
        requests: [
          ...(localPost === undefined ? [] : describeRequests('app', localPost, localOnes)),
          ...(post === undefined ? [] : describeRequests('public', post, variants)),
        ],
      })
    },
  }
}

/** Also of one that crashed there is none; the check that needs it tells that. */
function valueIn<T>(observation: Observation<T> | undefined): T | undefined {
  return observation?.available === true ? observation.value : undefined
}

function describeAnswer(answer: DnsAnswer): NameAnswer {
  const { resolver, ms } = answer
  if (answer.kind === 'addresses') return { resolver, ms, addresses: answer.addresses }
  const { code, systemCode, direct, machineOffline } = answer
  const more = {
    ...(direct === undefined ? {} : { direct }),
    ...(machineOffline === undefined ? {} : { machineOffline }),
  }
  return { resolver, ms, addresses: [], failure: { code, systemCode, ...more } }
}

function describeConnections({ port, attempts }: TcpFacts): readonly Connection[] {
  return attempts.map(({ address, family, result }) => ({
    address,
    family,
    port,
    ms: result.ms,
    connected: result.kind === 'connected',
    ...(result.kind === 'connected' ? {} : { failure: { code: result.code, systemCode: result.systemCode } }),
  }))
}

function describeSession(
  { host, endpoint, result, observedAt }: TlsSession,
  further: TlsFacts | undefined,
  older: readonly TlsVersion[],
): TlsFindings {
  const tried = [...(further?.versions ?? versionsFromFirst(result)), ...older]
  const versions = tried.map(({ protocol, accepted, ms, detail }) => ({ name: protocol, accepted, ms, detail }))
  const { withoutSni = null, withHttp2 = null } = further ?? {}
  const { ms } = result
  if (result.kind === 'secure') {
    const { protocol, cipher, alpn, chain, trustError, trustAnchor = null, nameMatches, clientCertificate } = result
    const storeSupplied = result.storeSupplied ?? []
    const interception = findInterception(result, endpoint)
    const certificates = { chain, storeSupplied, trustError, trustAnchor, nameMatches, clientCertificate }
    return {
      host,
      ms,
      protocol,
      cipher,
      alpn,
      versions,
      withoutSni,
      withHttp2,
      ...certificates,
      ...(interception && { interception }),
      observedAt,
    }
  }
  const { kind: _, ms: __, ...failure } = result
  return {
    host,
    ms,
    protocol: null,
    cipher: null,
    alpn: null,
    versions,
    withoutSni,
    withHttp2,
    chain: [],
    storeSupplied: [],
    trustError: null,
    trustAnchor: null,
    nameMatches: null,
    clientCertificate: failure.code === 'client-certificate' ? 'required' : null,
    observedAt,
    failure,
  }
}

function describeRequests(
  to: SentRequest['to'],
  { url, endpoint, exchange }: CallbackPost,
  variants: readonly Variant[] = [],
): readonly SentRequest[] {
  return [
    describeRequest({ to, purpose: 'callback', method: 'POST', url }, endpoint, exchange),
    ...variants.map((variant) => {
      const { name, method } = variant
      return describeRequest({ to, purpose: name, method, url: variant.url }, endpoint, variant.exchange)
    }),
  ]
}

function describeRequest(
  request: Pick<SentRequest, 'to' | 'purpose' | 'method' | 'url'>,
  endpoint: Endpoint | null,
  exchange: HttpExchange,
): SentRequest {
  const { timings } = exchange
  const sent = { ...request, address: endpoint?.address ?? null, port: endpoint?.port ?? null, timings }
  if (exchange.kind === 'failure') {
    const { kind: _, timings: __, ...failure } = exchange
    return { ...sent, failure }
  }
  const { kind: _, timings: __, ...reply } = exchange
  return { ...sent, reply }
}
