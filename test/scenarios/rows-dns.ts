import type { Scenario } from '../helpers/scenario.ts'
import type { DnsReply } from '../helpers/scenario-dns-server.ts'
import { startDnsServer } from '../helpers/scenario-dns-server.ts'
import { portsWithin } from '../helpers/scenario-internet.ts'
import type { Kit, Setup } from '../helpers/scenario-kit.ts'
import { closedPort } from '../helpers/scenario-ports.ts'
import { accepted } from '../helpers/scenario-replies.ts'

/** Public addresses that lead to this machine for the time of a test; nothing is ever sent to them. */
const v4 = '196.200.16.10'
const v6 = '2c0f:fe38:2::10'
const v6Closed = '2c0f:fe38:2::11'

/** A healthy site under a name that this name server knows. */
async function site(kit: Kit, reply: DnsReply): Promise<Setup> {
  const { host, argv } = await kit.publish(accepted)
  const server = await startDnsServer(reply)
  kit.defer(server.close)
  const { port } = await kit.front()
  const here = { address: '127.0.0.1', port }
  const closed = { address: '127.0.0.1', port: closedPort }
  return {
    argv: [`https://${host}${kit.path}`, '--dns-server', server.address, ...argv.slice(-2)],
    ports: portsWithin({ [v4]: here, [v6]: here, [v6Closed]: closed }),
  }
}

const known = (kit: Kit) => site(kit, [v4])

/** What the name server says; the twin is the same server with a public address. */
const rows: readonly (readonly [code: string, name: string, reply: DnsReply, evidence: Record<string, unknown>])[] = [
  ['dns/not-found', 'the name server answers NXDOMAIN', 3, { systemCode: 'ENOTFOUND' }],
  ['dns/not-found', 'the name exists and has no address', [], { systemCode: 'ENODATA' }],
  ['dns/failed', 'the name server answers SERVFAIL', 2, { systemCode: 'ESERVFAIL' }],
  ['dns/failed', 'the name server refuses', 5, { systemCode: 'EREFUSED' }],
  ['dns/failed', 'the name server says nothing', 'silence', {}],
  ['dns/private-answer', 'the public name leads to this very machine', ['127.0.0.1'], { addresses: ['127.0.0.1'] }],
  [
    'dns/private-answer',
    'the public name leads into a home network',
    ['192.168.1.20'],
    { addresses: ['192.168.1.20'] },
  ],
  ['dns/private-answer', 'the public name leads behind a carrier', ['100.64.3.4'], {}],
  ['dns/private-answer', 'the IPv6 address of the name is a local one', ['fd12:3456::1'], {}],
]

/** A private address is not connected to in a test of a public name, wherever it would lead. */
const nowhere = (setup: Setup): Setup => ({
  ...setup,
  ports: {
    ...setup.ports,
    ...portsWithin(
      Object.fromEntries(
        ['192.168.1.20', '100.64.3.4', 'fd12:3456::1', '127.0.0.1'].map((ip) => [
          ip,
          { address: '127.0.0.1', port: 1 },
        ]),
      ),
    ),
  },
})

export const dnsScenarios: readonly Scenario[] = [
  ...rows.map(
    ([code, name, reply, evidence]): Scenario => ({
      code,
      name,
      source: 'server',
      fault: async (kit) => nowhere(await site(kit, reply)),
      twin: known,
      evidence,
    }),
  ),
  {
    code: 'dns/ipv6-only',
    name: 'AAAA without A',
    source: 'server',
    severity: 'warning',
    fault: (kit) => site(kit, [v6]),
    twin: (kit) => site(kit, [v4, v6]),
    evidence: { addresses: [v6] },
  },
  {
    code: 'dns/ipv6-broken',
    name: 'nothing listens at the address of the AAAA record',
    source: 'server',
    severity: 'warning',
    fault: (kit) => site(kit, [v4, v6Closed]),
    twin: (kit) => site(kit, [v4, v6]),
    evidence: { addresses: [v6Closed], systemCode: 'ECONNREFUSED' },
  },
]
