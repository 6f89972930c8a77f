import { findUnsafeCharacter, type UnsafeCharacter } from './bare-safe.ts'
import { countNewlines, decodeText, encodeText, joinBytes, spliceBytes } from './bytes.ts'
import { conflictMarkersIn, definitionsOf, type EnvDocument } from './document.ts'
import type { Encoding } from './encoding.ts'
import type { Assignment, Newline } from './segment.ts'
import type { Undo } from './undo.ts'

export interface Edit {
  readonly outcome: 'edited'
  readonly bytes: Uint8Array
  /** False if the value was already right: `bytes` is then the very array of the document. */
  readonly changed: boolean
  readonly line: number
  /** The old value as it stands in the file, without its quotes; null if the key was appended. */
  readonly before: string | null
  readonly after: string
  /** Lines of the earlier definitions of the same key, which no loader lets win. */
  readonly duplicates: readonly number[]
  /** What takes the edit back, byte for byte; null if nothing changed. */
  readonly undo: Undo | null
}

export type EditRefusal =
  | { readonly outcome: 'refused'; readonly reason: 'unsafe-character'; readonly unsafe: UnsafeCharacter }
  | { readonly outcome: 'refused'; readonly reason: 'empty-value' | 'bad-key' }
  | { readonly outcome: 'refused'; readonly reason: 'encoding'; readonly encoding: Encoding }
  | { readonly outcome: 'refused'; readonly reason: 'merge-conflict'; readonly line: number }

export type EditResult = Edit | EditRefusal

/**
 * Sets one variable and touches nothing but the bytes of its value: key spelling, `export`, indentation, comment, newline
 * style and every other line stay. The last active definition is edited, because it is the one that wins; a key that has
 * none is appended. Quotes stay where they are read alike, otherwise the value is written bare. A value that loaders
 * would read differently is refused.
 */
export function setValue(document: EnvDocument, key: string, newValue: string): EditResult {
  const refusal = refuse(document, key, newValue)
  if (refusal !== null) return refusal
  const definitions = definitionsOf(document, key)
  const target = definitions.at(-1)
  return target === undefined
    ? append(document, key, newValue)
    : replace(document, target, newValue, definitions.slice(0, -1))
}

/** Why nothing at all can be edited in a file: its bytes are no text, or an unresolved merge makes it ambiguous. */
export function refuseDocument(document: EnvDocument): EditRefusal | null {
  const { kind } = document.encoding
  if (kind !== 'utf-8' && kind !== 'utf-8-bom' && kind !== 'not-utf8') {
    return { outcome: 'refused', reason: 'encoding', encoding: document.encoding }
  }
  // A row of `=` alone is an ornament: Git never leaves it without the markers around it.
  const marker = conflictMarkersIn(document).find((one) => one.marker === '<' || one.marker === '>')
  return marker === undefined ? null : { outcome: 'refused', reason: 'merge-conflict', line: marker.line }
}

function refuse(document: EnvDocument, key: string, newValue: string): EditRefusal | null {
  const refusal = refuseDocument(document)
  if (refusal !== null) return refusal
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return { outcome: 'refused', reason: 'bad-key' }
  if (newValue === '') return { outcome: 'refused', reason: 'empty-value' }
  const target = definitionsOf(document, key).at(-1)
  const unsafe = findUnsafeCharacter(newValue, keptQuote(target) !== 'none')
  return unsafe === null ? null : { outcome: 'refused', reason: 'unsafe-character', unsafe }
}

/** Backticks are quotes to some Node loaders only and run a command in a shell: they never stay. */
function keptQuote(target: Assignment | undefined): Undo['quote'] {
  return target?.quote === 'single' || target?.quote === 'double' ? target.quote : 'none'
}

function replace(document: EnvDocument, target: Assignment, after: string, earlier: readonly Assignment[]): Edit {
  const span = keptQuote(target) === 'none' ? target.quotedValue : target.value
  const before = decodeText(document.bytes, target.value)
  const old = document.bytes.slice(span.start, span.end)
  const written = encodeText(after)
  const changed = decodeText(old) !== after
  return {
    outcome: 'edited',
    bytes: changed ? spliceBytes(document.bytes, span, written) : document.bytes,
    changed,
    line: target.line,
    before,
    after,
    duplicates: earlier.map((definition) => definition.line),
    undo: changed
      ? { kind: 'replaced', key: target.key, written: after, quote: keptQuote(target), original: old }
      : null,
  }
}

export const NEWLINES: Readonly<Record<Newline, string>> = { lf: '\n', crlf: '\r\n', cr: '\r', none: '\n' }

function append(document: EnvDocument, key: string, after: string): Edit {
  const last = document.segments.at(-1)
  const newline = NEWLINES[usualNewline(document)]
  const addedNewline = last !== undefined && last.kind !== 'bom' && last.newline === 'none'
  const lastLine = last === undefined ? 1 : last.line + countNewlines(document.bytes, last)
  return {
    outcome: 'edited',
    bytes: joinBytes(document.bytes, encodeText(`${addedNewline ? newline : ''}${key}=${after}${newline}`)),
    changed: true,
    line: addedNewline ? lastLine + 1 : lastLine,
    before: null,
    after,
    duplicates: [],
    undo: { kind: 'appended', key, written: after, quote: 'none', addedNewline },
  }
}

/** The newline that most lines of the file have; on a tie, or with none at all, the first of LF, CRLF, CR. */
export function usualNewline(document: EnvDocument): Newline {
  const count = (newline: Newline) => document.segments.filter((segment) => segment.newline === newline).length
  const styles: readonly Newline[] = ['lf', 'crlf', 'cr']
  return styles.reduce((usual, style) => (count(style) > count(usual) ? style : usual))
}
