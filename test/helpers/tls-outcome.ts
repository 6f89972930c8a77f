import { systemClock } from '../../src/adapters/clock-system.ts'
import { createNetNode } from '../../src/adapters/net-node.ts'
import { certificateCurrent } from '../../src/checks/tls/certificate-current.ts'
import { certificateName } from '../../src/checks/tls/certificate-name.ts'
import { certificateTrusted } from '../../src/checks/tls/certificate-trusted.ts'
import { tlsHandshake } from '../../src/checks/tls/handshake.ts'
import type { Judgement } from '../../src/core/check.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { Endpoint } from '../../src/core/net-port.ts'
import { type Observation, observed, type Probe, type ProbeContext, unavailable } from '../../src/core/probe.ts'
import { createSettings, layerOf } from '../../src/core/settings.ts'
import { callbackTarget } from '../../src/probes/callback-target.ts'
import { connection } from '../../src/probes/tcp.ts'
import { type TlsFacts, tls } from '../../src/probes/tls.ts'
import { tlsOlder } from '../../src/probes/tls-older.ts'
import type { TlsVersion } from '../../src/probes/tls-versions.ts'
import { fakePorts } from './fake-ports.ts'
import { projectFacts } from './project-facts.ts'

export interface TlsOutcome {
  readonly facts: TlsFacts
  /** Outdated versions, where `older` asked for them. */
  readonly older: readonly TlsVersion[]
  readonly findings: readonly Finding[]
  /** `error tls/expired likely` … in the order of the checks; passes and skips leave no trace. */
  readonly said: readonly string[]
  readonly skipped: readonly string[]
}

export interface TlsLook {
  readonly endpoint: Endpoint
  readonly host?: string
  /** What `--cacert` names. */
  readonly trust?: string
  readonly budgetMs?: number
  /** Tries outdated versions as well, as for a report that shows everything. */
  readonly older?: boolean
}

/** What the TLS checks make of a real server: the probes with the real adapter, then every judgement. */
export async function lookAtTls({
  endpoint,
  host = 'shop.example',
  trust,
  budgetMs = 1_000,
  older = false,
}: TlsLook): Promise<TlsOutcome> {
  const origin = { kind: 'option', name: 'test' } as const
  const settings = createSettings([
    layerOf({
      budget: { value: budgetMs, origin },
      ...(trust === undefined ? {} : { cacert: { value: { file: 'ca.pem', pem: trust }, origin } }),
    }),
  ])
  const url = new URL(`https://${host.includes(':') ? `[${host}]` : host}:${endpoint.port}/callback`)
  const target = { url, origin, secure: true, host, port: endpoint.port, connectTo: undefined }
  const known = new Map<Probe<unknown>, Observation<unknown>>([
    [callbackTarget, observed(target)],
    [connection, observed(endpoint)],
  ])
  const context: ProbeContext = {
    ports: fakePorts({ net: createNetNode(), clock: systemClock }),
    settings,
    project: projectFacts(),
    signal: AbortSignal.timeout(20_000),
    async observe<T>(probe: Probe<T>): Promise<Observation<T>> {
      const observation = known.get(probe) ?? (await probe.run(context))
      known.set(probe, observation)
      return observation as Observation<T>
    },
    defer: () => undefined,
  }
  const observation = await context.observe(tls)
  if (!observation.available) throw new Error(observation.reason)
  const facts = observation.value
  const outdated = older ? await context.observe(tlsOlder) : undefined
  const nothing = unavailable('blocked', 'not looked at')
  const judgements: readonly Judgement[] = [
    tlsHandshake.judge({ tls: facts }, { publicReply: nothing, dns: nothing, networkView: nothing }),
    certificateTrusted.judge({ tls: facts }, { dns: nothing }),
    certificateCurrent.judge({ tls: facts }, { dns: nothing }),
    certificateName.judge({ tls: facts }, { dns: nothing }),
  ]
  const findings = judgements.flatMap((judgement) =>
    judgement.kind === 'found' ? judgement.findings : judgement.kind === 'pass' ? (judgement.notes ?? []) : [],
  )
  return {
    facts,
    older: outdated?.available === true ? outdated.value : [],
    findings,
    said: findings.map(({ severity, code, confidence }) => `${severity} ${code} ${confidence}`),
    skipped: judgements.flatMap((judgement) => (judgement.kind === 'skip' ? [judgement.because] : [])),
  }
}
