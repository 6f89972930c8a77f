import { embeddedIpv4, parseIpv4, parseIpv6, unmapIpv4 } from './ip-address.ts'

/** Only `public` can be reached by Safaricom. `reserved` covers benchmark, discard and never assigned ranges. */
export type AddressClass =
  | 'public'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'cgnat'
  | 'unique-local'
  | 'documentation'
  | 'unspecified'
  | 'multicast'
  | 'reserved'

interface Ipv4Range {
  readonly network: string
  readonly bits: number
  readonly kind: AddressClass
}

/** IANA special-purpose registry, RFC 6890 and its updates. */
const ipv4Ranges = [
  { network: '0.0.0.0', bits: 8, kind: 'unspecified' },
  { network: '10.0.0.0', bits: 8, kind: 'private' },
  { network: '100.64.0.0', bits: 10, kind: 'cgnat' },
  { network: '127.0.0.0', bits: 8, kind: 'loopback' },
  { network: '169.254.0.0', bits: 16, kind: 'link-local' },
  { network: '172.16.0.0', bits: 12, kind: 'private' },
  { network: '192.0.0.0', bits: 24, kind: 'reserved' },
  { network: '192.0.2.0', bits: 24, kind: 'documentation' },
  { network: '192.168.0.0', bits: 16, kind: 'private' },
  { network: '198.18.0.0', bits: 15, kind: 'reserved' },
  { network: '198.51.100.0', bits: 24, kind: 'documentation' },
  { network: '203.0.113.0', bits: 24, kind: 'documentation' },
  { network: '224.0.0.0', bits: 4, kind: 'multicast' },
  { network: '240.0.0.0', bits: 4, kind: 'reserved' },
] as const satisfies readonly Ipv4Range[]

/** Whether two IPv4 values share their first bits. */
export function isInIpv4Range(value: number, network: string, bits: number): boolean {
  const base = parseIpv4(network)
  const size = 2 ** (32 - bits)
  return base !== undefined && Math.floor(value / size) === Math.floor(base / size)
}

function classifyIpv4(value: number): AddressClass {
  return ipv4Ranges.find(({ network, bits }) => isInIpv4Range(value, network, bits))?.kind ?? 'public'
}

function classifyIpv6(groups: readonly number[]): AddressClass {
  const mapped = unmapIpv4(groups)
  if (mapped !== undefined) return classifyIpv4(mapped)
  const [first = 0, second = 0] = groups
  if (groups.slice(0, 7).every((group) => group === 0)) {
    if (groups[7] === 0) return 'unspecified'
    if (groups[7] === 1) return 'loopback'
  }
  if (first >= 0xff00) return 'multicast'
  if ((first & 0xffc0) === 0xfe80) return 'link-local'
  if ((first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfec0) return 'unique-local'
  if (first === 0x2001 && second === 0x0db8) return 'documentation'
  if (first === 0x3fff && second < 0x1000) return 'documentation'
  // 6to4 and NAT64 carry an IPv4 address, and lead where that one leads.
  if (first === 0x2002) return classifyIpv4(embeddedIpv4(groups, 1))
  const translated = findTranslated(groups)
  if (translated !== undefined) return classifyIpv4(translated)
  return (first & 0xe000) === 0x2000 ? 'public' : 'reserved'
}

/** The IPv4 value behind a NAT64 prefix: the well-known one (RFC 6052) or one for local use (RFC 8215). */
function findTranslated(groups: readonly number[]): number | undefined {
  const [first = 0, second = 0, third = 0] = groups
  if (first !== 0x0064 || second !== 0xff9b) return undefined
  const isWellKnown = groups.slice(2, 6).every((group) => group === 0)
  return isWellKnown || third === 1 ? embeddedIpv4(groups, 6) : undefined
}

/** Whether a name server of an IPv6-only network made this address up for an IPv4 one (DNS64, RFC 6147). */
export function isTranslated(ip: string): boolean {
  const groups = parseIpv6(ip)
  return groups !== undefined && findTranslated(groups) !== undefined
}

/** What kind of address a text is, IPv4 in dotted form or IPv6 without brackets; undefined if it is no address. */
export function classifyAddress(ip: string): AddressClass | undefined {
  const ipv4 = parseIpv4(ip)
  if (ipv4 !== undefined) return classifyIpv4(ipv4)
  const ipv6 = parseIpv6(ip)
  return ipv6 && classifyIpv6(ipv6)
}
