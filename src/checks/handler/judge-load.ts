import type { BuiltCallback } from '../../callbacks/build-delivery.ts'
import type { Delivery } from '../../callbacks/delivery.ts'
import type { LoadFailure, LoadFigures, LoadSample } from '../../callbacks/load/load-port.ts'
import type { Finding } from '../../core/finding.ts'
import { judgeValidation } from '../c2b/judge-validation.ts'
import { judgeAnswer } from './judge-answer.ts'
import { judgeDelivery } from './judge-delivery.ts'

/** What the answers under load say of the app: each kind of answer once, with how many there were of it. */
export function judgeLoad(callback: BuiltCallback, figures: LoadFigures): readonly Finding[] {
  const { sent, statuses, failures, samples } = figures
  return samples.flatMap((sample) => {
    const count = sample.kind === 'answered' ? statuses[sample.status] : failures[sample.failure]
    const delivery = deliveryOf(callback, sample)
    return judge(delivery).map((finding) => ({
      ...finding,
      message: `${count ?? 1} of ${sent}: ${finding.message}`,
      evidence: { ...finding.evidence, count: count ?? 1, sent },
    }))
  })
}

function judge(delivery: Delivery): readonly Finding[] {
  const answer = delivery.kind === 'c2b-validation' ? judgeValidation(delivery) : judgeAnswer(delivery)
  const findings = delivery.kind === 'stk' ? answer : answer.filter(({ code }) => code !== 'app/negative-ack')
  return [...findings, ...judgeDelivery(delivery, null)]
}

function deliveryOf(callback: BuiltCallback, sample: LoadSample): Delivery {
  const whole = { ...callback, attempt: 1, together: 1, effect: null }
  if (sample.kind === 'answered') {
    const { status, headers, body, durationMs } = sample
    return { ...whole, outcome: { kind: 'answered', response: { status, headers, body, durationMs } } }
  }
  const { failure, systemCode, durationMs } = sample
  const detail = ''
  return { ...whole, outcome: { kind: 'failed', failure: { ...places[failure], systemCode, detail }, durationMs } }
}

type Place = Pick<Extract<NonNullable<Delivery['outcome']>, { kind: 'failed' }>['failure'], 'phase' | 'code'>

const places: Readonly<Record<LoadFailure, Place>> = {
  refused: { phase: 'connect', code: 'refused' },
  unresolved: { phase: 'resolve', code: 'not-found' },
  reset: { phase: 'reply', code: 'reset' },
  closed: { phase: 'reply', code: 'closed' },
  'timed-out': { phase: 'reply', code: 'timed-out' },
  tls: { phase: 'tls', code: 'other' },
  other: { phase: 'reply', code: 'other' },
}
