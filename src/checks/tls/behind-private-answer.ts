import type { Finding } from '../../core/finding.ts'
import type { Observation } from '../../core/probe.ts'
import type { DnsFacts } from '../../probes/dns.ts'
import { closedAddresses } from '../dns/answer-facts.ts'

const recordFirst = { summary: 'Correct the DNS record first: this may be the certificate of another server' }

/** Where the name leads into a private network, nobody knows whose certificate is shown: another one would mend nothing. */
export function putRecordFirst<Code extends string>(
  findings: readonly Finding<Code>[],
  dns: Observation<DnsFacts>,
): readonly Finding<Code>[] {
  const isElsewhere = dns.available && closedAddresses(dns.value.answer).length > 0
  return isElsewhere ? findings.map((finding) => ({ ...finding, fix: recordFirst })) : findings
}
