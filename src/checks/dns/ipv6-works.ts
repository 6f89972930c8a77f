import { defineCheck, found, skip } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { isTranslated } from '../../daraja/private-addresses.ts'
import { dns } from '../../probes/dns.ts'
import { tcp } from '../../probes/tcp.ts'

const codes = {
  'dns/ipv6-broken': {
    severity: 'warning',
    title: 'The IPv6 address of the host does not work',
    why: 'Clients that prefer IPv6 wait in vain before they try IPv4, or give up.',
    fix: 'Let the server listen on its IPv6 address, or remove the AAAA record',
  },
} as const

/** Failures of this machine's own IPv6, which say nothing about the host. */
const ownFaults: ReadonlySet<string> = new Set(['unreachable', 'denied', 'other'])

export const ipv6Works = defineCheck({
  id: 'dns-ipv6',
  family: 'dns',
  title: 'IPv6 works where it is announced',
  codes,
  needs: { dns, tcp },
  judge({ dns: { host }, tcp: { attempts } }) {
    const v6 = attempts.filter(({ family, address }) => family === 6 && !isTranslated(address))
    if (v6.length === 0) return skip('not-applicable', 'an IPv6 address of the host')
    const failures = v6.flatMap(({ address, result }) => (result.kind === 'failure' ? [{ address, ...result }] : []))
    if (failures.length < v6.length) return found([])
    if (failures.every(({ code }) => ownFaults.has(code))) return skip('unsupported', 'IPv6 on this machine')
    if (!attempts.some(({ family, result }) => family === 4 && result.kind === 'connected'))
      return skip('blocked', 'the host accepts connections over IPv4')
    const [first] = failures
    const list = failures.map(({ address, systemCode }) => `${address} (${systemCode})`).join(', ')
    return found([
      createFinding(codes, 'dns/ipv6-broken', `${host} connects over IPv4 and not over IPv6: ${list}`, {
        // A time-out may be this network's fault as well; a refusal is the server's.
        confidence: first?.code === 'refused' ? 'likely' : 'possible',
        evidence: { host, addresses: failures.map(({ address }) => address), systemCode: first?.systemCode ?? '' },
      }),
    ])
  },
})
