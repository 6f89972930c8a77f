import { decodeText, sameBytes, spliceBytes } from './bytes.ts'
import { definitionsOf, type EnvDocument } from './document.ts'
import type { Assignment } from './segment.ts'

/** How to take one edit back exactly. `written` is the value that was set, `quote` the quotes around it that were kept. */
export type Undo =
  | {
      readonly kind: 'replaced'
      readonly key: string
      readonly written: string
      readonly quote: 'none' | 'single' | 'double'
      /** The bytes that stood in the place of `written`, with their quotes where `quote` is `none`. */
      readonly original: Uint8Array
    }
  | {
      readonly kind: 'appended'
      readonly key: string
      readonly written: string
      readonly quote: 'none'
      /** The file did not end with a newline before. */
      readonly addedNewline: boolean
    }

export type UndoResult =
  | { readonly outcome: 'undone'; readonly bytes: Uint8Array; readonly line: number }
  /** `already`: the file holds the original. `changed`: somebody set another value since. `gone`: the key was removed. */
  | { readonly outcome: 'left'; readonly reason: 'already' | 'changed' | 'gone' }

/** Takes an edit back, but only where the value is still the one that was written. */
export function applyUndo(document: EnvDocument, undo: Undo): UndoResult {
  const target = definitionsOf(document, undo.key).at(-1)
  if (target === undefined) return { outcome: 'left', reason: undo.kind === 'appended' ? 'already' : 'gone' }
  return undo.kind === 'appended' ? removeLine(document, target, undo) : putBack(document, target, undo)
}

function putBack(
  { bytes }: EnvDocument,
  target: Assignment,
  { written, quote, original }: Extract<Undo, { kind: 'replaced' }>,
): UndoResult {
  const span = quote === 'none' ? target.quotedValue : target.value
  if (sameBytes(bytes.subarray(span.start, span.end), original)) return { outcome: 'left', reason: 'already' }
  const isOurs = target.quote === quote && decodeText(bytes, target.value) === written
  if (!isOurs) return { outcome: 'left', reason: 'changed' }
  return { outcome: 'undone', bytes: spliceBytes(bytes, span, original), line: target.line }
}

function removeLine(
  { bytes, segments }: EnvDocument,
  target: Assignment,
  { key, written, addedNewline }: Extract<Undo, { kind: 'appended' }>,
): UndoResult {
  const line = decodeText(bytes, target).replace(/[\r\n]+$/, '')
  if (line !== `${key}=${written}`) return { outcome: 'left', reason: 'changed' }
  const endsFile = target === segments.at(-1)
  const start = addedNewline && endsFile ? startOfNewlineBefore(bytes, target.start) : target.start
  return {
    outcome: 'undone',
    bytes: spliceBytes(bytes, { start, end: target.end }, new Uint8Array()),
    line: target.line,
  }
}

function startOfNewlineBefore(bytes: Uint8Array, at: number): number {
  const isCrlf = bytes[at - 2] === 0x0d && bytes[at - 1] === 0x0a
  return Math.max(0, isCrlf ? at - 2 : at - 1)
}
