import type { DnsAnswer } from '../core/ports.ts'
import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { classifyAddress } from '../daraja/private-addresses.ts'
import { callbackTarget } from './callback-target.ts'
import { refuseWhenOffline } from './offline.ts'

export interface DnsFacts {
  readonly host: string
  readonly answer: DnsAnswer
}

const dnsLimitMs = 5_000

/** What the host of the callback URL resolves to. */
export const dns: Probe<DnsFacts> = {
  id: 'dns',
  activity: 'resolving the host',
  limitMs: 2 * dnsLimitMs,
  async run({ ports, settings, signal, observe }) {
    const target = await observe(callbackTarget)
    if (!target.available) return target
    const { host, connectTo } = target.value
    if (connectTo !== undefined) return unavailable('not-applicable', '--connect-to says where to connect')
    if (classifyAddress(host) !== undefined) return unavailable('not-applicable', 'the URL has an IP address, no name')
    const refusal = refuseWhenOffline(settings, host)
    if (refusal !== undefined) return refusal
    const servers = settings.get('dnsServer')?.value ?? []
    const options = { limitMs: dnsLimitMs, signal, ...(servers.length > 0 && { servers }) }
    const answer = await ports.dns.resolve(host, options)
    if (signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    return observed({ host, answer })
  },
}
