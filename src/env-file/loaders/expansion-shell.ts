import type { Surroundings } from '../loader.ts'

/**
 * The process environment as a plain object, on purpose: the loaders look names up in plain objects, so `toString` and
 * whatever else every object inherits is found there too, and what they make of it follows by itself.
 */
export function shellOf(surroundings: Surroundings): Readonly<Record<string, string>> {
  const shell: Record<string, string> = {}
  for (const [name, value] of Object.entries(surroundings.variables)) if (value !== undefined) shell[name] = value
  return shell
}

/** The same as references see it: with what files of higher priority have set already. */
export function reachOf(
  shell: Readonly<Record<string, string>>,
  { overruling }: Surroundings,
): Readonly<Record<string, string>> {
  return overruling === undefined ? shell : { ...overruling, ...shell }
}

/** Whether every object has this name without anybody having set it. */
export function isInherited(name: string): boolean {
  return name in Object.prototype
}

/** Puts the value where the text first stands; null if a function that every object inherits refuses to. */
export function putFirst(result: string, text: string, value: string): string | null {
  try {
    return result.replace(text, value)
  } catch {
    return null
  }
}

/** `\$` stands for a dollar sign. */
export function resolveEscapes(value: string): string {
  return value.replaceAll('\\$', () => '$')
}
