import { isSecretName } from '../daraja/secret-names.ts'
import { findVariable, type KnownVariable, knownVariables } from '../daraja/variables.ts'
import type { VariableNames } from './variable-names.ts'

/** Which keys are ours: under the names that the config gives them, else under the known ones. */
export interface OurKeys {
  variableOf(key: string): KnownVariable | undefined
  /** Whether the value of a key must not be shown, whatever it is called here. */
  isSecret(key: string): boolean
}

export function ourKeys(nameOf: VariableNames): OurKeys {
  const renamed = new Map<string, KnownVariable>(knownVariables.map((variable) => [nameOf(variable.name), variable]))
  const variableOf = (key: string): KnownVariable | undefined => renamed.get(key) ?? findVariable(key)
  return { variableOf, isSecret: (key) => variableOf(key)?.secret ?? isSecretName(key) }
}
