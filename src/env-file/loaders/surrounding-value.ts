import type { Surroundings } from '../loader.ts'

/** A variable of the process environment; never what every object inherits, like `constructor`. */
export function surroundingValue(surroundings: Surroundings, name: string): string | undefined {
  return Object.hasOwn(surroundings.variables, name) ? surroundings.variables[name] : undefined
}
