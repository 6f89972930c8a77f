import { defineCheck, found } from '../../core/check.ts'
import { formatDuration } from '../../core/duration.ts'
import type { Finding } from '../../core/finding.ts'
import { createFinding } from '../../core/finding.ts'
import type { JsonObject } from '../../core/json.ts'
import { isTranslated } from '../../daraja/private-addresses.ts'
import type { DnsFacts } from '../../probes/dns.ts'
import { dns } from '../../probes/dns.ts'
import { networkView } from '../../probes/network-view.ts'
import { explainProxy, proxyOf } from '../tcp/behind-proxy.ts'
import { answersEvidence, closedAddresses, describeClass, ownAnswer } from './answer-facts.ts'
import { compareAnswers } from './compare-answers.ts'
import { readFailure } from './explain-failure.ts'
import { hostCodes } from './host-codes.ts'

type Code = keyof typeof hostCodes

export const hostResolves = defineCheck({
  id: 'dns-resolves',
  family: 'dns',
  title: 'The host resolves to public addresses',
  codes: hostCodes,
  needs: { dns },
  wants: { networkView },
  judge({ dns: facts }, { networkView: view }) {
    const { host, answer } = facts
    const { ms, resolver } = answer
    const asked = { answers: answersEvidence(facts) }
    if (answer.kind === 'failure') {
      const { code, message, ...rest } = readFailure(host, answer)
      const { systemCode, direct = null } = answer
      const alias = direct?.alias == null ? {} : { alias: direct.alias }
      const evidence = { host, systemCode, resolver, ms, ...alias, ...asked }
      const proxy = code === 'dns/failed' ? proxyOf(view) : undefined
      const behind = proxy === undefined ? {} : explainProxy(proxy, rest.why ?? hostCodes[code].why, evidence)
      return found([createFinding(hostCodes, code, message, { ...rest, evidence, ...behind })])
    }
    const addresses = answer.addresses.map(({ address }) => address)
    const evidence = { host, addresses, resolver, ms, ...asked }
    const findings = [...judgeAddresses(facts, evidence), ...compareAnswers(facts, hostCodes)]
    return found<Code>(findings, `${addresses.slice(0, 3).join(', ')} · ${formatDuration(ms)}`)
  },
})

function judgeAddresses(facts: DnsFacts, evidence: JsonObject): readonly Finding<Code>[] {
  const { host, answer, answers } = facts
  if (answer.kind === 'failure') return []
  const closed = closedAddresses(answer)
  if (closed.length > 0) {
    const isOwnView = answers.length < 2 || ownAnswer(answers)?.resolver === answer.resolver
    const message = `${host} resolves to ${closed.map(describeClass).join(', ')}`
    return [
      createFinding(hostCodes, 'dns/private-answer', message, {
        evidence,
        // A hosts file, a name server of the office or a network that wants a login first would answer only here so.
        ...(isOwnView
          ? {
              confidence: 'likely',
              fix: {
                summary: 'Ask a public name server as well; if it says the same, correct the DNS record',
                command: 'mpesa-doctor probe --dns-server 1.1.1.1',
              },
            }
          : {}),
      }),
    ]
  }
  const own = answer.addresses.filter(({ address }) => !isTranslated(address))
  if (own.length === 0 || own.some(({ family }) => family === 4)) return []
  const list = own.map(({ address }) => address).join(', ')
  return [createFinding(hostCodes, 'dns/ipv6-only', `${host} resolves to ${list} only`, { evidence })]
}
