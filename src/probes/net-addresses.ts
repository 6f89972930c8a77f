import type { Address } from '../core/dns-port.ts'
import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { classifyAddress } from '../daraja/private-addresses.ts'
import { callbackTarget } from './callback-target.ts'
import { dnsAnswer, usualLookupMs } from './dns.ts'
import { limitWithinBudget } from './limit-within-budget.ts'
import { refuseWhenOffline } from './offline.ts'

export interface NetAddresses {
  readonly addresses: readonly Address[]
  readonly port: number
  readonly from: 'dns' | 'connect-to' | 'url'
}

/** Where a connection to the callback URL goes: the answer of DNS, `--connect-to`, or an address in the URL itself. */
export const netAddresses: Probe<NetAddresses> = {
  id: 'net-addresses',
  activity: 'finding where to connect',
  limitMs: 3 * usualLookupMs,
  async run({ ports, settings, signal, observe }) {
    const target = await observe(callbackTarget)
    if (!target.available) return target
    const { host, port, connectTo } = target.value
    const refusal = refuseWhenOffline(settings, connectTo?.host ?? host)
    if (refusal !== undefined) return refusal
    const literal = toAddress(connectTo?.host ?? host)
    if (literal !== undefined)
      return observed({
        addresses: [literal],
        port: connectTo?.port ?? port,
        from: connectTo === undefined ? 'url' : 'connect-to',
      })
    if (connectTo !== undefined) {
      const limitMs = limitWithinBudget(settings, usualLookupMs)
      const answer = await ports.dns.resolve(connectTo.host, { limitMs, signal })
      if (answer.kind === 'failure') return unavailable('blocked', `--connect-to names a host that resolves`)
      return observed({ addresses: answer.addresses, port: connectTo.port, from: 'connect-to' })
    }
    const resolved = await observe(dnsAnswer)
    if (!resolved.available) return resolved
    const { answer } = resolved.value
    if (answer.kind === 'failure') return unavailable('blocked', 'the host resolves')
    return observed({ addresses: answer.addresses, port, from: 'dns' })
  },
}

function toAddress(host: string): Address | undefined {
  if (classifyAddress(host) === undefined) return undefined
  return { address: host, family: host.includes(':') ? 6 : 4 }
}
