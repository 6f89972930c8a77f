import { readVariable } from '../probes/daraja-keys.ts'
import type { EnvEntry } from '../probes/env-values.ts'
import { variableNames } from '../probes/variable-names.ts'
import type { Invocation } from './command.ts'
import { observeWith } from './observe-once.ts'

/** The app's variables by our names for them; those that are not set are undefined. */
export async function readVariables<const N extends string>(
  invocation: Invocation,
  names: readonly N[],
): Promise<Readonly<Record<N, EnvEntry | undefined>>> {
  const observe = observeWith(invocation)
  const entries = await Promise.all(names.map(async (name) => [name, await readVariable(observe, name)] as const))
  return Object.fromEntries(entries) as Record<N, EnvEntry | undefined>
}

/** What the app calls a variable, for people. */
export async function appNameOf(invocation: Invocation, name: string): Promise<string> {
  const names = await variableNames.run({ ...invocation, observe: observeWith(invocation), defer: () => undefined })
  return names.available ? names.value(name) : name
}
