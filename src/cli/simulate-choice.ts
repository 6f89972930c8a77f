import { usageError } from '../core/errors.ts'
import { nearestName } from '../core/nearest-name.ts'
import { findSimulatedKind, type SimulatedKind, simulatedKinds, timeoutKinds } from '../daraja/callback-kind.ts'
import { findScenarioOf, scenariosByKind } from '../daraja/scenarios/find-scenario.ts'
import type { Scenario } from '../daraja/scenarios/scenario.ts'
import { type Invocation, optionValue } from './command.ts'

/** The kind that `--kind` names; STK without it. */
export function chooseKind(invocation: Invocation): SimulatedKind {
  const name = optionValue<string>(invocation, 'kind')
  if (name === undefined) return 'stk'
  const kind = findSimulatedKind(name)
  if (kind !== undefined) return kind
  const near = nearestName(name, [...simulatedKinds, ...timeoutKinds])
  throw usageError('unknown-kind', `There is no kind \`${name}\``, {
    summary: near === undefined ? `one of: ${simulatedKinds.join(', ')}` : `did you mean \`${near}\`?`,
  })
}

/** The scenarios that `--scenario` names: one, or all of the kind; the first of the kind without it. */
export function chooseScenarios(invocation: Invocation, kind: SimulatedKind): readonly Scenario[] {
  const rows = scenariosByKind[kind]
  const name = optionValue<string>(invocation, 'scenario')
  if (name === undefined) return rows.slice(0, 1)
  if (name.trim().toLowerCase() === 'all') return rows.filter((row) => !('isForeign' in row))
  const scenario = findScenarioOf(kind, name)
  if (scenario !== undefined) return [scenario]
  const near = nearestName(
    name,
    rows.flatMap((row) => [row.name, ...row.aliases, 'all']),
  )
  const list = `\`mpesa-doctor simulate --list --kind ${kind}\` shows them all`
  throw usageError('unknown-scenario', `There is no scenario \`${name}\`${kind === 'stk' ? '' : ` of ${kind}`}`, {
    summary: near === undefined ? list : `did you mean \`${near}\`?`,
  })
}

/** One call of the simulation. */
export interface Round {
  readonly scenario: Scenario
  readonly checkoutRequestIds: readonly string[]
  /** Whether the order was not used up by an earlier round. */
  readonly isFresh: boolean
}

/**
 * One scenario is played for every id. Of several each takes an id of its own while there are any; the rest is played on
 * the last one, whose order waits for nothing any more.
 */
export function planRounds(scenarios: readonly Scenario[], ids: readonly string[]): readonly Round[] {
  const [only] = scenarios
  if (scenarios.length === 1 && only !== undefined) return [{ scenario: only, checkoutRequestIds: ids, isFresh: true }]
  return scenarios.map((scenario, index) => ({
    scenario,
    checkoutRequestIds: [ids[index] ?? ids.at(-1) ?? ''],
    isFresh: index < ids.length,
  }))
}
