import type { Confidence, FactSource } from './fact-sources.ts'
import { parseIpv4, parseIpv6, unmapIpv4 } from './ip-address.ts'
import { isInIpv4Range } from './private-addresses.ts'

export interface SourceAddress {
  readonly address: string
  readonly confidence: Confidence
  readonly source: FactSource
  /** Where a callback was seen to come from this address. */
  readonly observed?: string
}

/**
 * Where callbacks come from, in sandbox and production alike. No IPv6 source is known. Safaricom may change the list
 * without notice, and the hosts of the API itself are others: use it as one sign, never as the only proof.
 */
export const sourceAddresses = [
  {
    address: '196.201.214.200',
    confidence: 'official',
    source: 'going-live-page',
    observed: 'production, behind Cloudflare',
  },
  { address: '196.201.214.206', confidence: 'official', source: 'going-live-page' },
  { address: '196.201.213.114', confidence: 'official', source: 'going-live-page' },
  { address: '196.201.214.207', confidence: 'official', source: 'going-live-page' },
  { address: '196.201.214.208', confidence: 'official', source: 'going-live-page' },
  { address: '196.201.213.44', confidence: 'official', source: 'going-live-page' },
  { address: '196.201.212.127', confidence: 'official', source: 'going-live-page' },
  {
    address: '196.201.212.138',
    confidence: 'official',
    source: 'going-live-page',
    observed: 'sandbox STK callback, August 2026',
  },
  { address: '196.201.212.129', confidence: 'official', source: 'going-live-page' },
  { address: '196.201.212.136', confidence: 'official', source: 'going-live-page' },
  { address: '196.201.212.74', confidence: 'official', source: 'going-live-page' },
  {
    address: '196.201.212.69',
    confidence: 'official',
    source: 'going-live-page',
    observed: 'sandbox STK callbacks, September 2026; production',
  },
  { address: '196.201.212.128', confidence: 'several sources', source: 'mpesakit-list' },
  { address: '196.201.212.132', confidence: 'several sources', source: 'mpesakit-list' },
] as const satisfies readonly SourceAddress[]

/** Ranges that several public lists repeat and Safaricom never published; each holds official addresses. */
export const sourceRanges = ['196.201.212.0/24', '196.201.213.0/24', '196.201.214.0/24'] as const

function readIpv4(ip: string): number | undefined {
  const groups = parseIpv6(ip)
  return groups ? unmapIpv4(groups) : parseIpv4(ip)
}

/**
 * `official`: on Safaricom's own list. `listed`: on lists that several projects share, single address or range.
 * `unknown`: neither, which proves nothing. An IPv4 address mapped into IPv6 counts as the IPv4 address.
 */
export function isSafaricomAddress(ip: string): 'official' | 'listed' | 'unknown' {
  const value = readIpv4(ip.trim())
  if (value === undefined) return 'unknown'
  const row = sourceAddresses.find(({ address }) => parseIpv4(address) === value)
  if (row) return row.confidence === 'official' ? 'official' : 'listed'
  const isListed = sourceRanges.some((range) => isInIpv4Range(value, range.slice(0, range.indexOf('/')), 24))
  return isListed ? 'listed' : 'unknown'
}
