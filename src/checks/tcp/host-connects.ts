import { defineCheck, found, skip } from '../../core/check.ts'
import { formatDuration } from '../../core/duration.ts'
import type { Confidence } from '../../core/finding.ts'
import { createFinding } from '../../core/finding.ts'
import type { ConnectFailureCode } from '../../core/net-port.ts'
import { networkView } from '../../probes/network-view.ts'
import type { TcpAttempt } from '../../probes/tcp.ts'
import { tcp } from '../../probes/tcp.ts'
import { explainProxy, proxyOf } from './behind-proxy.ts'

const codes = {
  'tcp/refused': {
    severity: 'error',
    title: 'Nothing listens at the callback host',
    why: 'The machine is there and refuses the connection: no server runs on this port, or a firewall says so.',
    fix: 'Start the web server or proxy on this port, and look at the port in the URL',
  },
  'tcp/timeout': {
    severity: 'error',
    title: 'The callback host does not answer',
    why: 'Connections get no answer at all, which is what a firewall or a wrong address does.',
    fix: 'Open the port in the firewall or security group, and compare the DNS record with the address of the server',
  },
  'tcp/reset': {
    severity: 'error',
    title: 'The callback host hangs up while connecting',
    why: 'Something on the way ends the connection before anything can be sent.',
    fix: 'Look at firewalls and load balancers before the server',
  },
  'tcp/unreachable': {
    severity: 'error',
    title: 'There is no way to the callback host',
    why: 'The network knows no route to the address. It may be the network of this machine; other hosts tell.',
    fix: 'Look whether other hosts can be reached from here, then at the address of the server',
  },
} as const

const codeOf: Readonly<Record<ConnectFailureCode, keyof typeof codes>> = {
  refused: 'tcp/refused',
  'timed-out': 'tcp/timeout',
  reset: 'tcp/reset',
  unreachable: 'tcp/unreachable',
  denied: 'tcp/unreachable',
  other: 'tcp/unreachable',
}

/** If addresses fail differently, the one that tells more. */
const telling: readonly ConnectFailureCode[] = ['refused', 'reset', 'timed-out', 'denied', 'unreachable', 'other']

type Failed = TcpAttempt & { readonly result: Extract<TcpAttempt['result'], { kind: 'failure' }> }

export const hostConnects = defineCheck({
  id: 'tcp-connects',
  family: 'tcp',
  title: 'The host accepts connections',
  codes,
  needs: { tcp },
  wants: { networkView },
  judge({ tcp: { attempts, connected, port } }, { networkView: view }) {
    if (connected !== undefined) {
      const ms = attempts.find(({ result }) => result.kind === 'connected')?.result.ms ?? 0
      return found([], `${connected.address}:${port} · ${formatDuration(ms)}`)
    }
    const failures = attempts.filter((attempt): attempt is Failed => attempt.result.kind === 'failure')
    const worst = failures.toSorted((a, b) => rank(a) - rank(b))[0]
    if (worst === undefined) return found([])
    // IPv6 is missing in many networks; without an IPv4 address there is then nothing to judge.
    if (failures.every((attempt) => attempt.family === 6 && isOwnFault(attempt)))
      return skip('unsupported', 'IPv6 on this machine: the host has no IPv4 address')
    const { code, systemCode, ms } = worst.result
    const evidence = {
      port,
      addresses: failures.map(({ address }) => address),
      systemCode,
      ms,
      attempts: failures.map(({ address, family, result }) => ({
        address,
        family,
        systemCode: result.systemCode,
        ms: result.ms,
      })),
    }
    const finding = codeOf[code]
    const proxy = code === 'refused' ? undefined : proxyOf(view)
    return found([
      createFinding(codes, finding, describe(failures, port), {
        confidence: confidenceIn(worst),
        evidence,
        ...(proxy === undefined ? {} : explainProxy(proxy, codes[finding].why, evidence)),
      }),
    ])
  },
})

function rank({ result }: Failed): number {
  return telling.indexOf(result.code)
}

/** The kernel of this machine knows no way, or does not want to. */
function isOwnFault({ result: { code, systemCode } }: Failed): boolean {
  return systemCode === 'ENETUNREACH' || systemCode === 'EADDRNOTAVAIL' || code === 'denied' || code === 'other'
}

function confidenceIn(failure: Failed): Confidence {
  if (failure.result.code === 'refused') return 'certain'
  return isOwnFault(failure) ? 'possible' : 'likely'
}

/** IPv4 before IPv6, as it matters more; each family is named only if there are two. */
function describe(failures: readonly Failed[], port: number): string {
  const families = ([4, 6] as const).flatMap((family) => {
    const own = failures.filter((attempt) => attempt.family === family)
    if (own.length === 0) return []
    const list = own.map(({ address, result }) => `${address}:${port} (${wordFor(result.systemCode)})`).join(', ')
    return [{ family, list }]
  })
  if (families.length < 2) return families.map(({ list }) => list).join('')
  return families.map(({ family, list }) => `IPv${family}: ${list}`).join('; ')
}

function wordFor(systemCode: string): string {
  return systemCode === 'LIMIT' || systemCode === 'ABORT_ERR' ? 'no answer' : systemCode
}
