import { type AnyCheck, pass } from '../core/check.ts'
import type { NetworkFacts } from '../core/network-facts.ts'
import type { Observation } from '../core/probe.ts'
import { networkFactsOf } from '../probes/network-facts.ts'

/** Looks over the shoulder of a run's checks. */
export interface NetworkWatch {
  /** Judges nothing; to be run along with the others, its result is for nobody. */
  readonly check: AnyCheck
  /** Id of its probe, which only waits for others: nothing to show to somebody who waits. */
  readonly probeId: string
  /** What was seen, once the run is over. */
  facts(): NetworkFacts | undefined
}

/** Undefined if none of the checks has to do with the network. */
export function watchNetwork(checks: readonly AnyCheck[]): NetworkWatch | undefined {
  const asked = checks.flatMap(({ needs, wants }) => [...Object.values(needs), ...Object.values(wants ?? {})])
  const probe = networkFactsOf(asked)
  if (probe === undefined) return undefined
  let facts: NetworkFacts | undefined
  const check: AnyCheck = {
    id: 'network-facts',
    family: 'network',
    title: 'What was seen is written down',
    codes: {},
    needs: {},
    wants: { network: probe },
    judge(_, { network }) {
      const observation = network as Observation<NetworkFacts>
      facts = observation.available ? observation.value : undefined
      return pass()
    },
  }
  return { check, probeId: probe.id, facts: () => facts }
}
