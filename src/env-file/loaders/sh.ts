import { decodeText, encodeText } from '../bytes.ts'
import { type FileReading, type Loader, type Reading, type Surroundings, withValue } from '../loader.ts'
import type { Cursor } from './sh-cursor.ts'
import { readUnit } from './sh-grammar.ts'
import { runList } from './sh-run.ts'
import type { Shell } from './sh-shell.ts'
import { ShellStop } from './sh-stop.ts'

/**
 * What `set -a; . ./.env` in bash leaves in the environment, told without running anything. The file is read as bash
 * reads it, line by line (or as many lines as hang together), and each line counts before the next is looked at: after a
 * syntax error, an unclosed quote, `exit`, `return`, or an assignment to a read-only variable, what was set before stays.
 *
 * What only running something can tell is `not-evaluated`: `$(…)`, backticks, arithmetic, the expansions that cut and
 * replace, other users' homes, and every value that refers to one of these; so is what may be set or not, behind `if`,
 * `while`, or `&&` after a command. From a here-document, `case`, `for`, `[[`, `((` or a change of the shell's own rules
 * on, every variable that the rest of the file assigns is not evaluated. Commands are not known: any word that is no
 * builtin is taken to leave the variables alone.
 *
 * Found by giving files to bash 5.2.
 */
export const shLoader: Loader = { name: 'sh', read: readAsShell }

/** bash drops single NUL bytes without a word, and takes a file with more of them for a program. */
const MAX_NULS = 256

/** What all expansions of one file may yield: far more than an environment can hold. */
const EXPANSION_BUDGET = 16 * 1024 * 1024

function readAsShell(bytes: Uint8Array, { variables }: Surroundings): FileReading {
  const kept = withoutNuls(bytes)
  if (kept === null) return { kind: 'rejected', reason: 'bash takes it for a program, because of its NUL bytes' }
  const source = byteText(kept)
  const shell: Shell = {
    source,
    variables: new Map(),
    inherited: inheritedFrom(variables),
    functions: new Set(),
    allExport: true,
    conditional: false,
    mayHaveEnded: false,
    foreign: false,
    budget: EXPANSION_BUDGET,
  }
  const untold = readUnits(shell, { source, at: 0, depth: 0 })
  const readings = new Map<string, Reading>()
  for (const [name, { value, text, exported, array }] of shell.variables) {
    if (value === undefined || !exported || array === true) continue
    readings.set(name, value === null || array === 'maybe' ? notEvaluated(text) : withValue(textOf(value)))
  }
  for (const [name, text] of mentionsIn(untold, readings)) readings.set(name, notEvaluated(text))
  if (shell.foreign) {
    for (const [name, text] of mentionsIn(source, new Map())) {
      if (!readings.has(name) && !shell.variables.has(name)) readings.set(name, notEvaluated(text))
    }
  }
  return { kind: 'read', variables: readings }
}

/** Null for too many of them. Of two in a row the second stays, and ends the text. */
function withoutNuls(bytes: Uint8Array): Uint8Array | null {
  let dropped = 0
  let end = bytes.length
  for (let at = bytes.indexOf(0); at !== -1 && dropped <= MAX_NULS; at = bytes.indexOf(0, at + 2)) {
    dropped++
    if (bytes[at + 1] === 0) end = Math.min(end, at)
  }
  return dropped > MAX_NULS ? null : bytes.subarray(0, end).filter((byte) => byte !== 0)
}

/** The rest of the file of which nothing can be told. */
function readUnits(shell: Shell, cursor: Cursor): string {
  let start = 0
  try {
    for (let unit = readUnit(cursor); unit !== null; unit = readUnit(cursor)) {
      runList(shell, unit)
      start = cursor.at
    }
  } catch (error) {
    if (!(error instanceof ShellStop)) throw error
    if (error.reason === 'untold') return shell.source.slice(start)
  }
  return ''
}

/** Names that the text assigns to, and those of known variables that occur in it, with what stands behind them. */
function mentionsIn(text: string, known: ReadonlyMap<string, Reading>): ReadonlyMap<string, string> {
  const mentions = new Map<string, string>()
  for (const { 0: name, index } of text.matchAll(/[A-Za-z_]\w*/g)) {
    const behind = index + name.length
    const equals = text[behind] === '+' ? behind + 1 : behind
    if (text[equals] === '=') mentions.set(name, lineFrom(text, equals + 1))
    else if (known.has(name) && !/[${]/.test(text.charAt(index - 1))) mentions.set(name, lineFrom(text, index))
  }
  return mentions
}

function lineFrom(text: string, at: number): string {
  const end = text.indexOf('\n', at)
  return text.slice(at, end === -1 ? text.length : end)
}

function notEvaluated(text: string): Reading {
  return { kind: 'not-evaluated', text: textOf(text) }
}

function inheritedFrom(variables: Surroundings['variables']): Shell['inherited'] {
  const texts = new Map<string, string | undefined>()
  return (name) => {
    if (!texts.has(name)) {
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined
      texts.set(name, value === undefined ? undefined : byteText(encodeText(value)))
    }
    return texts.get(name)
  }
}

/** One character per byte: the shell cuts values between bytes. */
function byteText(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096))
  return text
}

function textOf(byteString: string): string {
  return decodeText(Uint8Array.from(byteString, (char) => char.charCodeAt(0)))
}
