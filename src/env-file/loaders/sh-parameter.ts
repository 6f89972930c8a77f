import { closingBrace, type ExpandPlace, expandPieces, type Piece, type Step } from './sh-expand.ts'
import { assign, endReading, lookUp, type Shell, type Told } from './sh-shell.ts'

/** `$A`, `$1`, `$@` …; a dollar before anything else is a dollar. */
export function expandPlain(shell: Shell, text: string, at: number, quoted: boolean): Step {
  const name = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(nameAt(text, at + 1))?.[0]
  if (name === undefined) return { pieces: [{ text: '$', kind: quoted ? 'quoted' : 'bare' }], end: at + 1 }
  const value = parameterValue(shell, name)
  return { pieces: yieldValue(shell, value === undefined ? '' : value, quoted), end: at + 1 + name.length }
}

/** No more than a name can be: a sticky pattern would do as well, but is state. */
function nameAt(text: string, at: number): string {
  let end = at
  while (end < text.length && /\w/.test(text.charAt(end))) end++
  return text.slice(at, Math.max(end, at + 1))
}

/** The script that reads the file was given no arguments. */
function parameterValue(shell: Shell, name: string): Told | undefined {
  if (/^[A-Za-z_]/.test(name)) return lookUp(shell, name).value
  if (name === '#') return '0'
  return name === '0' || /^[?$!-]$/.test(name) ? null : undefined
}

function yieldValue(shell: Shell, value: Told, quoted: boolean): readonly Piece[] {
  shell.budget -= value?.length ?? 0
  return [{ text: shell.budget < 0 ? null : value, kind: quoted ? 'quoted' : 'split' }]
}

const PARTS = /^(?<name>[A-Za-z_]\w*|\d+|[@*#?$!-])(?<rest>[\s\S]*)$/
const CONDITION = /^(?<colon>:?)(?<operator>[-=?+])(?<word>[\s\S]*)$/

/** `${…}`. The conditions are followed; what cuts and replaces is not. */
export function expandBraced(shell: Shell, text: string, at: number, place: ExpandPlace): Step {
  const close = closingBrace(text, at + 1)
  const inner = text.slice(at + 2, close)
  return { pieces: expandParameter(shell, inner, place), end: close + 1 }
}

function expandParameter(shell: Shell, inner: string, place: ExpandPlace): readonly Piece[] {
  const untold: readonly Piece[] = [{ text: null, kind: place.quoted ? 'quoted' : 'split' }]
  if (/^[#!][A-Za-z_]\w*$/.test(inner)) return inner.startsWith('!') ? uncertainly(shell, untold) : untold
  const { name, rest = '' } = PARTS.exec(inner)?.groups ?? {}
  if (name === undefined) return badSubstitution(shell, untold)
  if (rest === '') {
    const value = parameterValue(shell, name)
    return yieldValue(shell, value === undefined ? '' : value, place.quoted)
  }
  const condition = CONDITION.exec(rest)?.groups
  if (condition !== undefined && !/^[#!]$/.test(name)) {
    const { colon = '', operator = '', word = '' } = condition
    return expandCondition(shell, { name, empties: colon === ':', operator, word }, place) ?? untold
  }
  if (!/^[:#%/^,@[]/.test(rest) && !/^[#!]/.test(name)) return badSubstitution(shell, untold)
  const isPlain = /^(?:[#%/^,][^$]*|:\s*\d+(?::\s*\d+)?|\[\d+\])$/.test(rest) && !/^[#!]/.test(name)
  return isPlain ? untold : uncertainly(shell, untold)
}

/** The shell says "bad substitution" and reads no further. */
function badSubstitution(shell: Shell, untold: readonly Piece[]): readonly Piece[] {
  endReading(shell)
  return untold
}

/** It may be an error that ends the reading, or none: from here on nothing is certain. */
function uncertainly(shell: Shell, untold: readonly Piece[]): readonly Piece[] {
  shell.mayHaveEnded = true
  return untold
}

interface Condition {
  readonly name: string
  /** `:-` and the like: an empty value counts as none. */
  readonly empties: boolean
  readonly operator: string
  readonly word: string
}

/** Null if it cannot be told. */
function expandCondition(
  shell: Shell,
  { name, empties, operator, word }: Condition,
  place: ExpandPlace,
): readonly Piece[] | null {
  const value = parameterValue(shell, name)
  if (value === null) {
    if (operator === '?' || operator === '=') shell.mayHaveEnded = true
    return null
  }
  const isSet = value !== undefined && !(empties && value === '')
  if (operator === '+') return isSet ? expandWord(shell, word, place) : [nothing(place)]
  if (isSet) return yieldValue(shell, value, place.quoted)
  if (operator === '-') return expandWord(shell, word, place)
  if (operator === '?') {
    // The message is expanded before it is printed.
    expandPieces(shell, word, { ...place, braced: true })
    endReading(shell)
    return null
  }
  // Behind a colon a tilde stays here, unlike in the words of the other conditions.
  const told = expandPieces(shell, word, { ...place, assigns: false, braced: true }).reduce<Told>(
    (joined, piece) => (joined === null || piece.text === null ? null : joined + piece.text),
    '',
  )
  if (!assign(shell, { name, value: told, text: word })) endReading(shell)
  return yieldValue(shell, told, place.quoted)
}

/** What stands bare in it is split like the value in whose place it stands. */
function expandWord(shell: Shell, word: string, place: ExpandPlace): readonly Piece[] {
  const pieces = expandPieces(shell, word, { ...place, braced: true })
  return pieces.map((piece) => (piece.kind === 'bare' ? { ...piece, kind: 'split' } : piece))
}

function nothing({ quoted }: ExpandPlace): Piece {
  return { text: '', kind: quoted ? 'quoted' : 'split' }
}
