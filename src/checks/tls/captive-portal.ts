import type { HandshakeResult } from '../../core/net-port.ts'
import type { Observation } from '../../core/probe.ts'
import type { DnsFacts } from '../../probes/dns.ts'
import { closedAddresses } from '../dns/answer-facts.ts'

type Failure = Extract<HandshakeResult, { kind: 'failure' }>

/** RFC 6585: Network Authentication Required, which only a network says and never a site. */
const wantsLogin = /^HTTP\/\d(?:\.\d)? 511\b/
const portalWords = /captive|hotspot|portal|wifi|wlan|guest|log-?in|sign-?in|auth/i

/**
 * Signs that not the server but the network answers where TLS should: a login page for guests, a proxy that catches
 * everything. One of them alone proves nothing.
 */
export function portalSigns(
  host: string,
  { banner = '', location }: Failure,
  dns: Observation<DnsFacts>,
): readonly string[] {
  const signs: string[] = []
  if (wantsLogin.test(banner)) signs.push('it answers 511 Network Authentication Required', 'no site says that')
  const target = location !== undefined && URL.canParse(location) ? new URL(location) : undefined
  if (target !== undefined && target.hostname.toLowerCase() !== host.toLowerCase()) {
    signs.push(`it sends its clients to ${target.host}`)
    if (portalWords.test(`${target.hostname}${target.pathname}`))
      signs.push('that address speaks of a login or a network')
  }
  if (dns.available && closedAddresses(dns.value.answer).length > 0)
    signs.push('the host resolves to a private address')
  return signs
}
