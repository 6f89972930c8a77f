import { DYNAMIC_VARIABLES, FILLED_VARIABLES, FIXED_VARIABLES } from './sh-own-variables.ts'
import { ShellStop } from './sh-stop.ts'

/** A value of one character per byte, as far as it can be told: null where it is not known here. */
export type Told = string | null

/** How a command ended; null if only running it can tell. */
export type Status = boolean | null

export interface Variable {
  /** Undefined: unset, or attributes without a value. */
  readonly value: Told | undefined
  /** What stands in the file, to be shown for a value that is not known. */
  readonly text: string
  readonly exported: boolean
  readonly readonly: boolean
  /** Arrays are never exported. */
  readonly array: boolean | 'maybe'
}

/** A shell while it reads a file. Its own process, its options and its files are not looked at. */
export interface Shell {
  /** The text of the file, one character per byte. */
  readonly source: string
  /** Variables that the file has dealt with; the others are as the shell was started. */
  readonly variables: Map<string, Variable>
  readonly inherited: (name: string) => string | undefined
  readonly functions: Set<string>
  /** `set -a` is on: what is assigned is exported. */
  allExport: boolean
  /** What runs now may as well not run: what it sets is not known. */
  conditional: boolean
  /** The shell may have ended before it came here, which makes the rest of the file as uncertain. */
  mayHaveEnded: boolean
  /** Something ran that can set any variable: what was not set since is not known. */
  foreign: boolean
  /** Bytes that expansions may still yield, so that a small file cannot grow without end. */
  budget: number
}

export function isUncertain({ conditional, mayHaveEnded }: Shell): boolean {
  return conditional || mayHaveEnded
}

export function lookUp({ variables, inherited, foreign }: Shell, name: string): Variable {
  const found = variables.get(name)
  if (found !== undefined) return found
  const value = inherited(name)
  const isFixed = FIXED_VARIABLES.includes(name)
  const isOwn = isFixed || DYNAMIC_VARIABLES.includes(name) || (value === undefined && FILLED_VARIABLES.includes(name))
  const told = isOwn || foreign ? null : value
  return { value: told, text: '', exported: value !== undefined, readonly: isFixed, array: false }
}

export interface Assignment {
  readonly name: string
  readonly value: Told
  readonly text: string
  /** `+=`. */
  readonly appends?: boolean
  /** Whether it becomes or remains an array. */
  readonly array?: boolean
}

/** False if the variable is read-only. */
export function assign(shell: Shell, { name, value, text, appends = false, array = false }: Assignment): boolean {
  const old = lookUp(shell, name)
  if (old.readonly) return false
  const added = appends && old.value !== undefined ? joinTold(old.value, value) : value
  const isTold = !isUncertain(shell) && !DYNAMIC_VARIABLES.includes(name)
  shell.variables.set(name, {
    value: isTold ? limit(added) : null,
    text,
    exported: old.exported || shell.allExport || isUncertain(shell),
    readonly: false,
    array: isUncertain(shell) && array && old.array !== true ? 'maybe' : old.array || array,
  })
  // The shell turns to other rules of its own here.
  if (name === 'POSIXLY_CORRECT') throw new ShellStop('untold')
  return true
}

const MAX_VALUE = 1024 * 1024

function limit(value: Told): Told {
  return value !== null && value.length > MAX_VALUE ? null : value
}

export function joinTold(one: Told, other: Told): Told {
  return one === null || other === null ? null : one + other
}

export function setAttributes(
  shell: Shell,
  name: string,
  attributes: Partial<Pick<Variable, 'exported' | 'readonly'>>,
  text: string,
): void {
  const old = lookUp(shell, name)
  const value = isUncertain(shell) && old.value !== undefined ? null : old.value
  const changed = isUncertain(shell) ? { exported: true } : attributes
  shell.variables.set(name, { ...old, value, text: old.text === '' ? text : old.text, ...changed })
}

/** False if the variable is read-only. */
export function unset(shell: Shell, name: string, text: string): boolean {
  const old = lookUp(shell, name)
  if (old.readonly) return false
  const value = isUncertain(shell) && old.value !== undefined ? null : undefined
  shell.variables.set(name, {
    value,
    text,
    exported: isUncertain(shell) && old.exported,
    readonly: false,
    array: false,
  })
  return true
}

/** Something ran that may have set anything. */
export function forgetAll(shell: Shell, text: string): void {
  shell.foreign = true
  for (const [name, variable] of shell.variables) {
    shell.variables.set(name, {
      ...variable,
      value: null,
      text: variable.text === '' ? text : variable.text,
      exported: true,
    })
  }
}

/** The shell reads no further; where it may as well not have come here, nothing of the rest is certain. */
export function endReading(shell: Shell): void {
  if (!shell.conditional) throw new ShellStop('ended')
  shell.mayHaveEnded = true
}
