import type { EnvEntry, EnvValues } from './env-values.ts'
import type { VariableNames } from './variable-names.ts'

/** The variable that chooses between sandbox and production, under either of its common names. */
export function environmentEntry(values: EnvValues, nameOf: VariableNames): EnvEntry | undefined {
  return values.get(nameOf('MPESA_ENVIRONMENT')) ?? values.get('MPESA_ENV')
}
