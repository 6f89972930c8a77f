import { countEdits } from '../core/nearest-name.ts'
import { findVariable, type KnownVariable, knownVariables, type VariableName } from './variables.ts'

const publicPrefix = /^(?:NEXT_PUBLIC_|NUXT_PUBLIC_|VITE_|REACT_APP_|EXPO_PUBLIC_|GATSBY_|PUBLIC_)/

/** Upper case without separators and without the prefix that ships a variable to browsers. */
function bare(name: string): string {
  return name
    .toUpperCase()
    .replace(publicPrefix, '')
    .replaceAll(/[^A-Z0-9]/g, '')
}

/** Two slips, and never so many that another word of the family is reached. */
const mostEdits = 2

/**
 * The present name that was probably meant to be `name`: a known alias, the same letters with other separators, letter
 * case or a public prefix, or a typing error of two letters at most. Names that belong to another variable do not count.
 */
export function nearMiss(name: string, presentNames: readonly string[]): string | undefined {
  const wanted = findVariable(name)
  const candidates = presentNames.filter((present) => {
    const owner = findVariable(present)
    return present !== name && (owner === undefined || owner === wanted)
  })
  const alias = wanted?.aliases.find((known) => candidates.includes(known))
  if (alias !== undefined) return alias
  const spellings = [name, ...(wanted?.aliases ?? [])].map(bare)
  const respelt = candidates.find((present) => spellings.includes(bare(present)))
  if (respelt !== undefined) return respelt
  const ranked = candidates
    .map((present) => ({ present, edits: countEdits(bare(present), bare(name)) }))
    .filter(({ edits }) => edits <= mostEdits)
    .sort((left, right) => left.edits - right.edits)
  return ranked[0]?.present
}

/** Prefixes under which whole projects keep all their variables. */
export const variableFamilies = ['DARAJA_', 'SAFARICOM_', 'LNMO_'] as const

function findFamilyName(variable: KnownVariable, prefix: string, present: ReadonlySet<string>): string | undefined {
  return variable.aliases.find((alias) => alias.startsWith(prefix) && present.has(alias))
}

/**
 * The names that a project uses if it keeps every required variable under one other prefix (`DARAJA_…`); undefined if any
 * is missing there, because then a name is more likely wrong than chosen.
 */
export function recogniseFamily(presentNames: readonly string[]): ReadonlyMap<VariableName, string> | undefined {
  const present = new Set(presentNames)
  for (const prefix of variableFamilies) {
    const names = new Map<VariableName, string>()
    for (const variable of knownVariables) {
      const name = findFamilyName(variable, prefix, present)
      if (name !== undefined) names.set(variable.name, name)
    }
    if (knownVariables.every(({ name, required }) => !required || names.has(name))) return names
  }
  return undefined
}
