import { defineCheck, found } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { createFinding } from '../../core/finding.ts'
import { classifyAddress } from '../../daraja/private-addresses.ts'
import { tunnelProviderOf } from '../../daraja/test-hosts.ts'
import { dns } from '../../probes/dns.ts'

const codes = {
  'dns/not-found': {
    severity: 'error',
    title: 'The host of the callback URL does not exist',
    why: 'DNS knows no address for the name, so nobody can connect. A tunnel that has ended looks like this, too.',
    fix: 'Correct the host in `MPESA_CALLBACK_URL`, or create its DNS record',
  },
  'dns/failed': {
    severity: 'error',
    title: 'The host of the callback URL cannot be resolved',
    why: 'The name server gave no usable answer. If other names fail as well, it is the network of this machine.',
    fix: 'Look whether other names resolve here, then look at the name servers of the domain',
  },
  'dns/private-answer': {
    severity: 'error',
    title: 'The host resolves to an address that Safaricom cannot reach',
    why: 'Private and loopback addresses mean something else, or nothing, on the internet.',
    fix: 'Give the DNS record the public address of the server',
  },
  'dns/ipv6-only': {
    severity: 'warning',
    title: 'The host has no IPv4 address',
    why: 'All known addresses of Safaricom are IPv4; whether it connects over IPv6 is not known.',
    fix: 'Add an A record',
  },
} as const

export const hostResolves = defineCheck({
  id: 'dns-resolves',
  family: 'dns',
  title: 'The host resolves to public addresses',
  codes,
  needs: { dns },
  judge({ dns: { host, answer } }) {
    const { ms, resolver } = answer
    if (answer.kind === 'failure') {
      const { code, systemCode } = answer
      const evidence = { host, systemCode, resolver, ms }
      if (code === 'not-found' || code === 'no-address') {
        const what = code === 'not-found' ? 'is unknown to DNS' : 'has no address'
        const fix =
          tunnelProviderOf(host) === undefined
            ? undefined
            : { summary: 'Open the tunnel again; its new URL goes into the env file', command: 'mpesa-doctor tunnel' }
        return found([
          createFinding(codes, 'dns/not-found', `${host} ${what} (${systemCode}, ${ms} ms)`, { evidence, fix }),
        ])
      }
      const message =
        code === 'timed-out' ? `No answer for ${host} within ${ms} ms` : `No answer for ${host}: ${systemCode}`
      return found([createFinding(codes, 'dns/failed', message, { evidence, confidence: 'likely' })])
    }
    const addresses = answer.addresses.map(({ address }) => address)
    const evidence = { host, addresses, resolver, ms }
    const findings: Finding<keyof typeof codes>[] = []
    const closed = answer.addresses.filter(({ address }) => classifyAddress(address) !== 'public')
    if (closed.length > 0) {
      const list = closed.map(({ address }) => `${address} (${classifyAddress(address) ?? 'unknown'})`).join(', ')
      findings.push(createFinding(codes, 'dns/private-answer', `${host} resolves to ${list}`, { evidence }))
    } else if (answer.addresses.every(({ family }) => family === 6))
      findings.push(
        createFinding(codes, 'dns/ipv6-only', `${host} resolves to ${addresses.join(', ')} only`, { evidence }),
      )
    return found(findings, `${addresses.slice(0, 3).join(', ')} · ${ms} ms`)
  },
})
