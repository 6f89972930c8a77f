import type { DnsAnswer } from '../core/dns-port.ts'
import type { Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { classifyAddress } from '../daraja/private-addresses.ts'
import { callbackTarget } from './callback-target.ts'
import { limitWithinBudget } from './limit-within-budget.ts'
import { refuseWhenOffline } from './offline.ts'

/** What one resolver said, and when it was asked (ISO 8601). */
export type DatedAnswer = DnsAnswer & { readonly at: string }

export interface DnsFacts {
  readonly host: string
  /** The answer that counts: that of `--dns-server` if any was given, else of this machine. */
  readonly answer: DnsAnswer
  /** Everybody who was asked; the servers of `--dns-server` in their order, this machine last. */
  readonly answers: readonly DatedAnswer[]
}

/** What a question gets within the budget. */
export const usualLookupMs = 5_000
/** What the other servers get once one knows the addresses: long enough to tell slow from silent. */
const graceMs = 1_000
/** What this machine's own answer gets where it is only compared with. */
const comparisonLimitMs = 1_500

/** The answer that counts, as soon as it is there: whoever wants to connect need not wait for comparisons. */
export const dnsAnswer: Probe<DnsFacts> = {
  id: 'dns-answer',
  activity: 'resolving the host',
  limitMs: 3 * usualLookupMs,
  async run(context) {
    const { settings, signal, observe } = context
    const target = await observe(callbackTarget)
    if (!target.available) return target
    const { host, connectTo } = target.value
    if (connectTo !== undefined)
      return unavailable('not-applicable', 'a host that has to be resolved (`--connect-to` says where to connect)')
    if (classifyAddress(host) !== undefined)
      return unavailable('not-applicable', 'a name in the URL (it has an IP address)')
    const refusal = refuseWhenOffline(settings, host)
    if (refusal !== undefined) return refusal
    const options = { limitMs: limitWithinBudget(settings, usualLookupMs), explain: true }
    const servers = settings.get('dnsServer')?.value ?? []
    const answers =
      servers.length === 0 ? [await ask(context, host, options)] : await askAll(context, host, servers, options)
    if (signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    const [counting] = choose(answers)
    if (counting === undefined) return unavailable('blocked', 'a name server')
    const { at: _, ...answer } = counting
    return observed({ host, answer, answers })
  },
}

/** What the host of the callback URL resolves to, in the eyes of everybody who was asked. */
export const dns: Probe<DnsFacts> = {
  id: 'dns',
  activity: 'comparing name servers',
  limitMs: 3 * usualLookupMs,
  async run(context) {
    const { settings, signal, observe } = context
    const target = await observe(callbackTarget)
    const isCompared = target.available && (settings.get('dnsServer')?.value ?? []).length > 0
    // Nothing may be asked that the other probe refuses to ask.
    const isAskable = isCompared && refuseWhenOffline(settings, target.value.host) === undefined
    const isName = isAskable && target.value.connectTo === undefined && classifyAddress(target.value.host) === undefined
    const [counting, own] = await Promise.all([
      observe(dnsAnswer),
      isName ? ask(context, target.value.host, { limitMs: limitWithinBudget(settings, comparisonLimitMs) }) : undefined,
    ])
    if (!counting.available) return counting
    if (signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    const { answers } = counting.value
    return observed({ ...counting.value, answers: own === undefined ? answers : [...answers, own] })
  },
}

interface Question {
  readonly limitMs: number
  readonly explain?: boolean
  readonly servers?: readonly string[]
}

async function ask({ ports, signal }: ProbeContext, host: string, options: Question): Promise<DatedAnswer> {
  const at = ports.clock.now().toISOString()
  const answer = await ports.dns.resolve(host, { ...options, signal })
  return { ...answer, at }
}

/** All servers at once; one that stays silent does not hold up the others for long. */
async function askAll(
  context: ProbeContext,
  host: string,
  servers: readonly string[],
  options: Question,
): Promise<readonly DatedAnswer[]> {
  const { ports, signal } = context
  const stragglers = new AbortController()
  const patient = { ...context, signal: AbortSignal.any([signal, stragglers.signal]) }
  const answers = await Promise.all(
    servers.map(async (server) => {
      const answer = await ask(patient, host, { ...options, servers: [server] })
      if (answer.kind === 'addresses')
        ports.clock.sleep(graceMs, patient.signal).then(
          () => stragglers.abort(),
          () => undefined,
        )
      return answer
    }),
  )
  stragglers.abort()
  return answers
}

/** Servers stand in for each other: one that knows the name counts before one that does not, an answer before none. */
function choose(answers: readonly DatedAnswer[]): readonly DatedAnswer[] {
  const rank = (answer: DatedAnswer) =>
    answer.kind === 'addresses' ? 0 : answer.code === 'not-found' || answer.code === 'no-address' ? 1 : 2
  return answers.toSorted((a, b) => rank(a) - rank(b))
}
