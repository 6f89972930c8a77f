import type { Excerpt } from '../core/finding.ts'
import { printable } from '../core/printable.ts'

const ellipsis = '…'

/**
 * The line, and below it the line of the caret if there is one. A line that is too wide is shown around its caret, or
 * from its beginning.
 */
export function renderExcerpt({ text, caret }: Excerpt, width: number): readonly string[] {
  // Escapes are wider than what they stand for: before, inside and after the caret.
  const characters = [...text]
  const start = (caret?.column ?? 1) - 1
  const end = start + (caret?.length ?? 0)
  const [before, marked, after] = [
    printable(characters.slice(0, start).join('')),
    printable(characters.slice(start, end).join('')),
    printable(characters.slice(end).join('')),
  ].map((part) => [...part.replaceAll('\t', ' ')]) as [string[], string[], string[]]
  const window = windowOn(before, marked, after, width)
  if (caret === undefined) return [window.line]
  return [window.line, `${' '.repeat(window.column)}${'^'.repeat(Math.max(1, window.marked))}`]
}

function windowOn(
  before: readonly string[],
  marked: readonly string[],
  after: readonly string[],
  width: number,
): { readonly line: string; readonly column: number; readonly marked: number } {
  const all = [...before, ...marked, ...after]
  if (all.length <= width) return { line: all.join(''), column: before.length, marked: marked.length }
  const caretEnd = before.length + Math.min(marked.length, Math.floor(width / 2))
  // As much of the beginning as fits: the name of the variable stands there.
  const from = Math.max(0, Math.min(caretEnd - Math.floor((width * 2) / 3), all.length - width))
  const cut = all.slice(from, from + width)
  if (from > 0) cut[0] = ellipsis
  if (from + width < all.length) cut[cut.length - 1] = ellipsis
  return { line: cut.join(''), column: before.length - from, marked: caretEnd - before.length }
}
