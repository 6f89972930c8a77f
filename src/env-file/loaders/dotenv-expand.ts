import { type FileReading, type Loader, readingOf, type Surroundings } from '../loader.ts'
import { readDotenv } from './dotenv.ts'
import { expandReferences, type Reference, type ReferenceRules } from './expansion-reference.ts'
import { isInherited, resolveEscapes, shellOf } from './expansion-shell.ts'
import { limitWork } from './expansion-work.ts'

/**
 * `dotenv` with `dotenv-expand` 12: quotes do not protect a `$`; only variables further up in the file are reached, and
 * the process environment, which wins; `:-`, `-`, `:+` and `+` take what follows for the unset and the empty alike.
 */
export const dotenvExpandLoader: Loader = { name: 'dotenv-expand', read }

function read(bytes: Uint8Array, surroundings: Surroundings): FileReading {
  const shell = shellOf(surroundings)
  // A plain object, for its order: names that are numbers come first.
  const parsed: Record<string, string> = Object.fromEntries(readDotenv(bytes))
  const expanded: Record<string, string> = {}
  const rules = rulesFor(shell, expanded)
  const spend = limitWork()
  for (const [key, value] of Object.entries(parsed)) {
    const inShell = Object.hasOwn(shell, key) ? shell[key] : undefined
    if (inShell === undefined && isInherited(key))
      return { kind: 'rejected', reason: `it fails on the name \`${key}\`` }
    const isOverruled = inShell !== undefined && inShell !== '' && inShell !== value
    const result = isOverruled ? inShell : expandReferences(value, rules, spend)
    if (result === null) return { kind: 'rejected', reason: `the references in \`${key}\` never come to an end` }
    expanded[key] = resolveEscapes(result)
  }
  return readingOf(new Map(Object.entries(expanded)))
}

function rulesFor(shell: Readonly<Record<string, string>>, expanded: Readonly<Record<string, string>>): ReferenceRules {
  const find = (name: string) => (Object.hasOwn(shell, name) ? shell[name] : expanded[name])
  return {
    substitute({ name, operator, operand }: Reference, results): string {
      const value = find(name)
      if (operator === ':+' || operator === '+') return value ? operand : ''
      return value && !results.has(value) ? value : operand
    },
    endsAt: (result, { name }) => result === expanded[name],
    textsOf: (name) => `${find(name) ?? ''}${expanded[name] ?? ''}`,
  }
}
