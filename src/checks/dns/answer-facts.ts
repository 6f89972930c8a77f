import type { DnsAnswer } from '../../core/dns-port.ts'
import type { JsonObject } from '../../core/json.ts'
import { type AddressClass, classifyAddress } from '../../daraja/private-addresses.ts'
import type { DatedAnswer, DnsFacts } from '../../probes/dns.ts'

/** What a class of addresses is called, completing "203.0.113.7 (…)". */
const classWords: Readonly<Record<Exclude<AddressClass, 'public'>, string>> = {
  loopback: 'loopback: the asking machine itself',
  private: 'private network',
  'link-local': 'link-local: no further than the cable',
  cgnat: "carrier's NAT",
  'unique-local': 'private network',
  documentation: 'only for documentation',
  unspecified: 'no address at all, as blocking name servers answer',
  multicast: 'multicast',
  reserved: 'reserved',
}

export function closedAddresses(answer: DnsAnswer): readonly string[] {
  if (answer.kind === 'failure') return []
  return answer.addresses.map(({ address }) => address).filter((address) => classifyAddress(address) !== 'public')
}

export function describeClass(address: string): string {
  const kind = classifyAddress(address) ?? 'reserved'
  return kind === 'public' ? address : `${address} (${classWords[kind]})`
}

/** Who answered what, and when. */
export function answersEvidence({ answers }: Pick<DnsFacts, 'answers'>): readonly JsonObject[] {
  return answers.map((answer) => ({
    resolver: answer.resolver,
    at: answer.at,
    ms: answer.ms,
    ...(answer.kind === 'addresses'
      ? { addresses: answer.addresses.map(({ address }) => address) }
      : { code: answer.code, systemCode: answer.systemCode }),
  }))
}

export function isUnknown(answer: DnsAnswer): boolean {
  return answer.kind === 'failure' && (answer.code === 'not-found' || answer.code === 'no-address')
}

/** This machine's own resolver, as opposed to the servers of `--dns-server`. */
export function ownAnswer(answers: readonly DatedAnswer[]): DatedAnswer | undefined {
  return answers.at(-1)
}
