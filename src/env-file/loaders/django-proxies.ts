import { type Reading, type Surroundings, withValue } from '../loader.ts'
import { surroundingValue } from './surrounding-value.ts'

/** Python gives up on a chain of lookups that is deeper than its stack, 1000 frames unless the app changes it. */
const DEEPEST_CHAIN = 1_000

interface Outcome {
  readonly reading: Reading
  readonly depth: number
}

const unset: Reading = {
  kind: 'raises',
  reason: 'a value that begins with `$` is taken for the name of another variable, and none of that name is set',
}
const endless: Reading = {
  kind: 'raises',
  reason: 'a value that begins with `$` is taken for the name of another variable, and following the names never ends',
}

/**
 * What `env(KEY)` gives for every variable of the file: a value that begins with `$` is looked up, without its leading
 * `$`, as the name of a variable of the process environment or else of the file, and so on.
 */
export function resolveProxies(
  values: ReadonlyMap<string, string>,
  surroundings: Surroundings,
): ReadonlyMap<string, Reading> {
  const outcomes = new Map<string, Outcome>()
  const lookUp = (name: string): string | undefined => surroundingValue(surroundings, name) ?? values.get(name)
  const readings = new Map<string, Reading>()
  for (const [key, value] of values) readings.set(key, follow(value, lookUp, outcomes).reading)
  return readings
}

/** Where the chain of names that begins with this value ends. Every name on the way is remembered, so that none is walked twice. */
function follow(value: string, lookUp: (name: string) => string | undefined, outcomes: Map<string, Outcome>): Outcome {
  const names = new Set<string>()
  let next: string | undefined = value
  let outcome: Outcome | undefined
  while (outcome === undefined) {
    if (next === undefined) outcome = { reading: unset, depth: 0 }
    else if (!next.startsWith('$')) outcome = { reading: withValue(next), depth: 0 }
    else {
      const name: string = next.replace(/^\$+/, '')
      outcome = names.has(name) ? { reading: endless, depth: 0 } : outcomes.get(name)
      if (outcome !== undefined) break
      names.add(name)
      next = lookUp(name)
    }
  }
  for (const name of [...names].reverse()) {
    const depth: number = outcome.depth + 1
    outcome = { reading: depth > DEEPEST_CHAIN ? endless : outcome.reading, depth }
    outcomes.set(name, outcome)
  }
  return outcome
}
