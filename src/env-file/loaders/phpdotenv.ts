import { type FileReading, type Loader, type Reading, type Surroundings, withValue } from '../loader.ts'
import { limitWork, type Spend } from './expansion-work.ts'
import { isInvalid, type ParsedEntry, parseEntry } from './phpdotenv-entry.ts'
import { joinLines } from './phpdotenv-lines.ts'
import { resolveReferences } from './phpdotenv-references.ts'
import { decodePhp } from './phpdotenv-text.ts'
import type { Template } from './phpdotenv-value.ts'
import { surroundingValue } from './surrounding-value.ts'

/**
 * `vlucas/phpdotenv` 5.6, which Laravel uses: a single line that it does not understand rejects the whole file; `#` cuts
 * a bare value anywhere, white space in one is an error; `${A}` is resolved in bare and double-quoted values, `$A` never;
 * a name without `=` is null. A reference asks the process environment first, then the variables above it, and stays as
 * it stands if neither knows the name.
 */
export const phpdotenvLoader: Loader = { name: 'phpdotenv', read: readPhpdotenv }

function readPhpdotenv(bytes: Uint8Array, surroundings: Surroundings): FileReading {
  const entries: ParsedEntry[] = []
  for (const { text, line } of joinLines(decodePhp(bytes))) {
    const entry = parseEntry(text)
    if (isInvalid(entry)) return { kind: 'rejected', reason: entry.reason, line }
    entries.push(entry)
  }
  return { kind: 'read', variables: resolveEntries(entries, surroundings) }
}

function resolveEntries(entries: readonly ParsedEntry[], surroundings: Surroundings): ReadonlyMap<string, Reading> {
  const variables = new Map<string, Reading>()
  const spend = limitWork()
  for (const { name, value } of entries) {
    variables.set(name, value === null ? { kind: 'null' } : resolve(value, variables, surroundings, spend))
  }
  return variables
}

function resolve(
  template: Template,
  variables: ReadonlyMap<string, Reading>,
  surroundings: Surroundings,
  spend: Spend,
): Reading {
  let isKnown = true
  const lookUp = (name: string): string | undefined => {
    const outside = surroundingValue(surroundings, name)
    const own = variables.get(name)
    if (outside === undefined && own?.kind === 'not-evaluated') isKnown = false
    return outside ?? (own?.kind === 'value' ? own.value : undefined)
  }
  const value = resolveReferences(template, lookUp, spend)
  return value === null || !isKnown ? { kind: 'not-evaluated', text: template.join('') } : withValue(value)
}
