import type { Finding } from '../../core/finding.ts'
import { createFinding } from '../../core/finding.ts'
import type { DnsFacts } from '../../probes/dns.ts'
import { answersEvidence, closedAddresses, describeClass, isUnknown, ownAnswer } from './answer-facts.ts'
import type { hostCodes } from './host-codes.ts'

type Codes = typeof hostCodes
type Note = Finding<'dns/not-found' | 'dns/private-answer'>

/**
 * Where the name servers that were asked contradict each other. Different public addresses are no contradiction: large
 * networks answer everybody differently.
 */
export function compareAnswers(facts: DnsFacts, codes: Codes): readonly Note[] {
  const { host, answer, answers } = facts
  if (answers.length < 2 || answer.kind === 'failure') return []
  const evidence = { host, answers: answersEvidence(facts) }
  const given = answers.slice(0, -1)
  const ignorant = given.filter(isUnknown)
  if (ignorant.length > 0) {
    const names = ignorant.map(({ resolver }) => resolver).join(', ')
    return [
      createFinding(codes, 'dns/not-found', `${answer.resolver} knows ${host}, ${names} does not`, {
        severity: 'warning',
        confidence: 'possible',
        why: 'A new record takes time to be known everywhere, and an old answer is kept for as long as it says.',
        fix: { summary: 'Wait until the old answer has run out (its TTL), then ask again' },
        evidence,
      }),
    ]
  }
  const own = ownAnswer(answers)
  if (own === undefined) return []
  if (isUnknown(own)) {
    const message = `${answer.resolver} knows ${host}, the name servers of this machine do not (yet)`
    return [createFinding(codes, 'dns/not-found', message, { severity: 'info', evidence })]
  }
  const closed = closedAddresses(own)
  if (closed.length === 0 || closedAddresses(answer).length > 0) return []
  const message = `This machine is told ${closed.map(describeClass).join(', ')}, the internet is told public addresses`
  return [
    createFinding(codes, 'dns/private-answer', message, {
      severity: 'info',
      why: 'Networks may answer their own machines differently (split horizon, hosts file); Safaricom gets the public answer.',
      evidence,
    }),
  ]
}
