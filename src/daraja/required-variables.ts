import { knownVariables } from './variables.ts'

/** Without these no payment can be asked for or reported. */
export const requiredVariables: readonly string[] = knownVariables
  .filter(({ required }) => required)
  .map(({ name }) => name)
