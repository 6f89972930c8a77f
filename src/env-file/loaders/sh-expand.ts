import { RISKY, UNKNOWN } from './sh-command.ts'
import { unescapeString } from './sh-escapes.ts'
import { expandBraced, expandPlain } from './sh-parameter.ts'
import { lookUp, type Shell, type Told } from './sh-shell.ts'

/** A part of an expanded word. Only what is `split` falls into several words at its blanks. */
export interface Piece {
  readonly text: Told
  readonly kind: 'bare' | 'quoted' | 'split'
}

export interface ExpandPlace {
  /** Within double quotes. */
  readonly quoted: boolean
  /** The value of an assignment: a tilde may also stand behind a colon. */
  readonly assigns: boolean
  /** Within `${…}`, where `\}` is a bracket also between double quotes. */
  readonly braced?: boolean
}

/** The value that is assigned: nothing is split in it. */
export function expandValue(shell: Shell, text: string): Told {
  let value: Told = ''
  for (const piece of expandPieces(shell, text, { quoted: false, assigns: true })) {
    if (value !== null) value = piece.text === null ? null : value + piece.text
  }
  return value
}

/** The words that a word becomes; null if not even their number can be told. */
export function expandFields(shell: Shell, text: string): readonly Told[] | null {
  const fields: Told[] = []
  let open = false
  const add = (part: Told) => {
    const last = open ? (fields.pop() ?? '') : ''
    fields.push(last === null || part === null ? null : last + part)
    open = true
  }
  for (const { text: part, kind } of expandPieces(shell, text, { quoted: false, assigns: false })) {
    if (kind !== 'split') add(part)
    else if (part === null || lookUp(shell, 'IFS').value !== null) return null
    else {
      part.split(/[ \t\n]+/).forEach((field, index) => {
        if (index > 0) open = false
        if (field !== '') add(field)
      })
    }
  }
  return fields
}

export function expandPieces(shell: Shell, text: string, place: ExpandPlace): readonly Piece[] {
  const pieces: Piece[] = []
  const bare = place.quoted ? 'quoted' : 'bare'
  let at = 0
  let mayBeHome = !place.quoted
  while (at < text.length) {
    const char = text.charAt(at)
    const tilde = mayBeHome && char === '~' ? expandTilde(shell, text, at, place) : null
    const step = tilde ?? expandStep(shell, text, at, place)
    const end = step?.end ?? endOfPlain(text, at)
    if (step === null) pieces.push({ text: text.slice(at, end), kind: bare })
    else for (const piece of step.pieces) pieces.push(piece)
    mayBeHome = place.assigns && !place.quoted && step === null && text[end - 1] === ':'
    at = end
  }
  return pieces
}

/** The end of the characters that stand for themselves, from `at` on; a colon is the last, for the tilde behind it. */
function endOfPlain(text: string, at: number): number {
  let end = at
  while (end < text.length && text[end] !== ':' && !isSpecial(text.charAt(end + 1))) end++
  return end + 1
}

function isSpecial(char: string): boolean {
  return char === '' || char === UNKNOWN || char === RISKY || '$\\"\''.includes(char)
}

export interface Step {
  readonly pieces: readonly Piece[]
  readonly end: number
}

function expandStep(shell: Shell, text: string, at: number, place: ExpandPlace): Step | null {
  const char = text[at]
  const { quoted } = place
  if (char === RISKY) shell.mayHaveEnded = true
  if (char === UNKNOWN || char === RISKY)
    return { pieces: [{ text: null, kind: quoted ? 'quoted' : 'split' }], end: at + 1 }
  if (char === '\\') return unquoteBackslash(text, at, place)
  if (char === '"') return expandDoubleQuoted(shell, text, at)
  if (char === "'" && !quoted) {
    const end = afterSingleQuote(text, at)
    return { pieces: [{ text: text.slice(at + 1, end - 1), kind: 'quoted' }], end }
  }
  if (char !== '$') return null
  if (text[at + 1] === "'" && !quoted) {
    const { value, end } = unescapeString(text, at + 1)
    return { pieces: [{ text: value, kind: 'quoted' }], end }
  }
  if (text[at + 1] === '{') return expandBraced(shell, text, at, place)
  return expandPlain(shell, text, at, quoted)
}

function unquoteBackslash(text: string, at: number, { quoted, braced = false }: ExpandPlace): Step {
  const next = text.charAt(at + 1)
  const escapes = next !== '' && (!quoted || '$`"\\'.includes(next) || (braced && next === '}'))
  return { pieces: [{ text: escapes ? next : `\\${next}`, kind: 'quoted' }], end: at + 1 + next.length }
}

function expandDoubleQuoted(shell: Shell, text: string, at: number): Step {
  const end = closingQuote(text, at)
  const inner = expandPieces(shell, text.slice(at + 1, end), { quoted: true, assigns: false })
  return { pieces: [{ text: '', kind: 'quoted' }, ...inner], end: end + 1 }
}

/** The reader of words has seen it: there is one. */
function closingQuote(text: string, open: number): number {
  let at = open + 1
  while (at < text.length && text[at] !== '"') {
    if (text[at] === '\\') at += 2
    else if (text[at] === '$' && text[at + 1] === '$') at += 2
    else if (text[at] === '$' && text[at + 1] === '{') at = closingBrace(text, at + 1) + 1
    else at++
  }
  return at
}

export function closingBrace(text: string, open: number): number {
  let at = open + 1
  while (at < text.length && text[at] !== '}') {
    const char = text[at]
    if (char === '\\') at += 2
    else if (char === '"') at = closingQuote(text, at) + 1
    else if (char === "'") at = afterSingleQuote(text, at)
    else if (char === '$' && text[at + 1] === "'") at = unescapeString(text, at + 1).end
    else if (char === '$' && text[at + 1] === '$') at += 2
    else if (char === '$' && text[at + 1] === '{') at = closingBrace(text, at + 1) + 1
    else at++
  }
  return at
}

function afterSingleQuote(text: string, open: number): number {
  const close = text.indexOf("'", open + 1)
  return close === -1 ? text.length : close + 1
}

/** `~` or `~name` up to the slash or colon. Other homes than one's own are not looked up. */
function expandTilde(shell: Shell, text: string, at: number, { assigns }: ExpandPlace): Step | null {
  const name = (assigns ? /^[^/:]*/ : /^[^/]*/).exec(text.slice(at + 1, at + 257))?.[0] ?? ''
  if (name === '') {
    const home = lookUp(shell, 'HOME').value ?? null
    return { pieces: [{ text: home, kind: 'quoted' }], end: at + 1 }
  }
  if (!/^[\w.+-]+$/.test(name)) return null
  return { pieces: [{ text: null, kind: 'quoted' }], end: at + 1 + name.length }
}
