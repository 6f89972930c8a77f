import { defineCheck, found } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import type { ConnectFailureCode, ConnectResult } from '../../core/ports.ts'
import { tcp } from '../../probes/tcp.ts'

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

export const hostConnects = defineCheck({
  id: 'tcp-connects',
  family: 'tcp',
  title: 'The host accepts connections',
  codes,
  needs: { tcp },
  judge({ tcp: { attempts, connected, port } }) {
    if (connected !== undefined) {
      const ms = attempts.find(({ result }) => result.kind === 'connected')?.result.ms ?? 0
      return found([], `${connected.address}:${port} · ${ms} ms`)
    }
    const failures = attempts.flatMap(({ result }) => (result.kind === 'failure' ? [result] : []))
    const rank = ({ code }: Extract<ConnectResult, { kind: 'failure' }>) => telling.indexOf(code)
    const worst = failures.toSorted((a, b) => rank(a) - rank(b))[0]
    if (worst === undefined) return found([])
    const list = failures.map(({ endpoint, systemCode }) => `${endpoint.address}:${port} (${wordFor(systemCode)})`)
    return found([
      createFinding(codes, codeOf[worst.code], list.join(', '), {
        confidence: worst.code === 'refused' ? 'certain' : 'likely',
        evidence: {
          port,
          addresses: failures.map(({ endpoint }) => endpoint.address),
          systemCode: worst.systemCode,
          ms: worst.ms,
        },
      }),
    ])
  },
})

function wordFor(systemCode: string): string {
  return systemCode === 'LIMIT' || systemCode === 'ABORT_ERR' ? 'no answer' : systemCode
}
