import { UNKNOWN, type Word } from './sh-command.ts'
import { isName } from './sh-cursor.ts'
import { expandFields, expandValue } from './sh-expand.ts'
import { assign, forgetAll, type Shell, type Status, setAttributes, type Told } from './sh-shell.ts'
import { ShellStop } from './sh-stop.ts'
import { isAssignment } from './sh-words.ts'

/** Commands whose arguments are assignments: nothing is split in them. */
export const declarationNames: readonly string[] = ['export', 'readonly', 'declare', 'typeset', 'local']

interface SplitAssignment {
  readonly name: string
  /** What stands between the brackets of `K[…]=`, or null. */
  readonly subscript: string | null
  readonly appends: boolean
  readonly value: Told
  readonly text: string
}

export function splitAssignment(shell: Shell, word: Word): SplitAssignment {
  const parts = /^(?<name>\w+)(?:\[(?<subscript>[^\]]*)\])?(?<plus>\+?)=(?<rest>[\s\S]*)$/.exec(word.text)?.groups ?? {}
  // The shell joins such a word in ways of its own.
  if (word.array === 'mixed') throw new ShellStop('untold')
  const raw = shell.source.slice(word.start, word.end)
  return {
    name: parts.name ?? '',
    subscript: parts.subscript ?? null,
    appends: parts.plus === '+',
    value: word.array === 'none' ? expandValue(shell, parts.rest ?? '') : null,
    text: raw.slice(raw.indexOf('=') + 1),
  }
}

/** False if the variable is read-only; null if how it ends cannot be told. */
export function assignWord(shell: Shell, word: Word): Status {
  const { subscript, ...assignment } = splitAssignment(shell, word)
  // Other subscripts are arithmetic, which may be an error.
  if (subscript !== null && !/^\d+$/.test(subscript)) shell.mayHaveEnded = true
  const array = subscript !== null || word.array === 'whole'
  if (!assign(shell, { ...assignment, value: array ? null : assignment.value, array })) return false
  return word.text.includes(UNKNOWN) || word.array !== 'none' ? null : true
}

interface Declaration {
  readonly name: string
  readonly appends: boolean
  /** Undefined: the name alone. */
  readonly value: Told | undefined
  readonly array: boolean
  readonly text: string
}

/** `export`, `readonly`, `declare`, `typeset`, `local` with their arguments and the assignments before them. */
export function declare(shell: Shell, command: string, words: readonly Word[], before: readonly Word[]): Status {
  // All words are expanded before the first of them is assigned.
  const items = words.flatMap((word) => declarationsOf(shell, word))
  return declareItems(shell, command, items, before)
}

/** The same where the command itself came out of an expansion, and its arguments are words like any other. */
export function declareFields(
  shell: Shell,
  command: string,
  fields: readonly (Told | undefined)[],
  before: readonly Word[],
): Status {
  const items = fields.map((field) => (typeof field === 'string' ? declarationOf(field, field) : null))
  return declareItems(shell, command, items, before)
}

function declareItems(
  shell: Shell,
  command: string,
  items: readonly (Declaration | null)[],
  before: readonly Word[],
): Status {
  const lent = new Map(before.map((word) => splitAssignment(shell, word)).map((found) => [found.name, found]))
  if (command === 'local') return false
  const options = takeOptions(items)
  if (options === null) {
    forgetAll(shell, command)
    return misdeclare(
      shell,
      'declare',
      items.filter((item) => item !== null),
    )
  }
  const allowed = command === 'export' ? /^[nfp]*$/ : command === 'readonly' ? /^[aAfp]*$/ : /^[xrgp]*$/
  if (!allowed.test(options.letters)) return misdeclare(shell, command, options.rest)
  if (options.letters.includes('f')) return null
  const isUntold = /[aA]/.test(options.letters)
  let status: Status = true
  for (const item of options.rest) {
    const borrowed = item.value === undefined ? lent.get(item.name) : undefined
    const told = borrowed === undefined ? item : { ...item, value: borrowed.value, text: borrowed.text }
    const done = declareOne(shell, command, options.letters, isUntold ? { ...told, value: null } : told)
    if (!done) status = false
  }
  return status
}

/** Options that are no options here are an error for `export`; `declare` has more of them than are followed. */
function misdeclare(shell: Shell, command: string, items: readonly Declaration[]): Status {
  if (command === 'export' || command === 'readonly') return false
  for (const { name, text, array } of items) {
    if (isName(name)) assign(shell, { name, value: null, text, array })
  }
  return null
}

function declareOne(shell: Shell, command: string, letters: string, item: Declaration): boolean {
  const { name, value, text } = item
  if (!isName(name)) return false
  if (value !== undefined && !assign(shell, { ...item, value })) return false
  if (command === 'export') setAttributes(shell, name, { exported: !letters.includes('n') }, text)
  if (letters.includes('x')) setAttributes(shell, name, { exported: true }, text)
  if (command === 'readonly' || letters.includes('r')) setAttributes(shell, name, { readonly: true }, text)
  return true
}

function declarationsOf(shell: Shell, word: Word): readonly (Declaration | null)[] {
  const isSyntactic = word.array !== 'none' || isAssignment(word.text)
  const mayMultiply = hasBraces(word.text)
  // Braces are looked for before anything is expanded, which pulls the two apart in other places.
  if (mayMultiply && word.text.includes('${')) throw new ShellStop('untold')
  if (isSyntactic) {
    const { subscript, ...found } = splitAssignment(shell, word)
    // An element of an array is no name that can be exported.
    const name = subscript === null ? found.name : `${found.name}[${subscript}]`
    const array = word.array === 'whole'
    return [{ ...found, name, array, value: mayMultiply || array ? null : found.value }]
  }
  const fields = expandFields(shell, word.text)
  if (fields === null || mayMultiply) return [null]
  const text = shell.source.slice(word.start, word.end)
  return fields.map((field) => (field === null ? null : declarationOf(field, text)))
}

function declarationOf(field: string, text: string): Declaration {
  const equals = field.indexOf('=')
  if (equals === -1 || field.startsWith('-'))
    return { name: field, appends: false, value: undefined, array: false, text }
  const appends = field[equals - 1] === '+'
  const name = field.slice(0, appends ? equals - 1 : equals)
  return { name, appends, value: field.slice(equals + 1), array: false, text }
}

/** Null if an argument cannot be told. */
function takeOptions(
  items: readonly (Declaration | null)[],
): { readonly letters: string; readonly rest: readonly Declaration[] } | null {
  if (!items.every((item) => item !== null)) return null
  let letters = ''
  let taken = 0
  for (const { name, value } of items) {
    if (value !== undefined || !/^-./.test(name)) break
    taken++
    if (name === '--') break
    letters += name.slice(1)
  }
  return { letters, rest: items.slice(taken) }
}

/** `{a,b}` and `{1..3}` make several words of one. Looked at generously: what seems so is not evaluated. */
export function hasBraces(text: string): boolean {
  const open = text.indexOf('{')
  const close = text.lastIndexOf('}')
  if (open === -1 || close < open) return false
  const inner = text.slice(open, close)
  return inner.includes(',') || inner.includes('..')
}
