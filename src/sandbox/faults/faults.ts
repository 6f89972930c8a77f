import { parseDuration } from '../../core/duration.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { type ActiveFault, type FaultName, faultNames } from '../outcome.ts'
import { RuleError } from '../outcomes/parse-rule.ts'
import type { FaultSwitch } from '../world.ts'

/** Faults that can be switched while the sandbox runs. */
export interface ChangingFaults extends FaultSwitch {
  set(fault: ActiveFault): void
  clear(name: FaultName | 'all'): void
  list(): readonly ActiveFault[]
}

/** `random` gives numbers from 0 up to, not including, 1. */
export function createFaults(faults: readonly ActiveFault[], random: () => number): ChangingFaults {
  const active = new Map<FaultName, { fault: ActiveFault; left: number }>()
  const set = (fault: ActiveFault): void =>
    void active.set(fault.name, { fault, left: fault.left ?? Number.POSITIVE_INFINITY })
  for (const fault of faults) set(fault)
  return {
    strike(name) {
      const entry = active.get(name)
      if (entry === undefined || entry.left <= 0) return null
      if (entry.fault.share < 1 && random() >= entry.fault.share) return null
      entry.left -= 1
      return { ms: entry.fault.ms }
    },
    set,
    clear(name) {
      if (name === 'all') active.clear()
      else active.delete(name)
    },
    list: () =>
      [...active.values()]
        .filter(({ left }) => left > 0)
        .map(({ fault, left }) => (fault.left === null ? fault : { ...fault, left })),
  }
}

/** What each fault does, and how long it lasts where it has a length and nothing else is told. */
export const faultTable: Readonly<Record<FaultName, { readonly does: string; readonly ms?: number }>> = {
  'callback-lost': { does: 'The callback is never sent.' },
  'callback-late': { does: 'The callback is sent after this time.', ms: 30_000 },
  'callback-twice': { does: 'The callback is sent twice.' },
  'callbacks-reordered': { does: 'A callback waits until the next one was sent, or for this time.', ms: 5_000 },
  'callback-before-answer': { does: 'The callback comes before the answer to the push.' },
  silent: { does: 'The API does not answer.' },
  slow: { does: 'The API answers after this time.', ms: 10_000 },
  'query-500': { does: 'The query answers 500 `The transaction does not Exist` for an id that exists.' },
  'query-too-early': { does: 'The query answers 400 `Invalid CheckoutRequestID` while the payment is open.' },
  'query-processing': { does: 'The query of an open payment answers 500 `The transaction is being processed`.' },
  'query-e3008': { does: 'The query answers ResultCode E3008, a debt of the payer, whatever the callback said.' },
  'rate-limit': { does: 'The query answers 429 Spike arrest, the other APIs 500 `500.003.02` Spike Arrest Violation.' },
  quota: { does: 'The API answers 500 `500.003.03` Quota Violation.' },
  busy: { does: 'The API answers 500 `500.003.02` System is busy.' },
  'no-product': { does: 'The API answers 401 `401.003.01`, as if the app had not got its product.' },
  'already-registered': {
    does: 'The registration of C2B URLs answers 500 `500.003.1001` Duplicate notification info.',
  },
  firewall: { does: 'The firewall answers 403 with a page of HTML.' },
  'expired-token': { does: 'A good token is refused.' },
  'one-token': { does: 'A new token ends the ones before.' },
  'test-number-1037': { does: 'The test number 254708374149 ends with 1037, as at Safaricom today.' },
  'clock-skew': { does: 'The `Date` of answers is ahead by this time.', ms: 600_000 },
}

const faultForm = /^(?<name>[\w-]+)(?:=(?<value>[^*]+))?(?:\*(?<times>\d{1,6}))?$/

/**
 * A fault as one types it: `silent`, `slow=3s`, `query-500=0.3`, `firewall*2`. Behind the name a share from 0 to 1 or a
 * time, behind the star how often it strikes.
 * @throws RuleError
 */
export function parseFault(text: string): ActiveFault {
  const parts = faultForm.exec(text.trim())?.groups
  const name = faultNames.find((known) => known === parts?.name?.toLowerCase())
  if (parts === undefined || name === undefined) {
    const near = nearestName(parts?.name ?? text, faultNames)
    throw new RuleError(near === undefined ? `one of: ${faultNames.join(', ')}` : `did you mean \`${near}\`?`)
  }
  const fault = {
    name,
    share: 1,
    ms: faultTable[name].ms ?? 0,
    left: parts.times === undefined ? null : Number(parts.times),
  }
  if (parts.value === undefined) return fault
  const share = Number(parts.value)
  if (Number.isFinite(share) && share > 0 && share <= 1) return { ...fault, share }
  const ms = parseDuration(parts.value)
  if (ms === undefined)
    throw new RuleError(`\`${parts.value}\` is neither a share such as \`0.3\` nor a time such as \`3s\``)
  if (faultTable[name].ms === undefined)
    throw new RuleError(`\`${name}\` has no length; write \`${name}\` or \`${name}=0.3\``)
  return { ...fault, ms }
}
