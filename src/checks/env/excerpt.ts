import type { Excerpt } from '../../core/finding.ts'
import { decodeText, findLineEnd, newlineAt } from '../../env-file/bytes.ts'
import type { EnvDocument } from '../../env-file/document.ts'
import { codePointOf, findOddCharacters } from '../../env-file/lints/odd-characters.ts'
import type { Span } from '../../env-file/segment.ts'

/** Columns that an excerpt may take. */
const widest = 72
const cut = '…'

/** Where the physical line begins that holds this byte; a byte order mark belongs to no line. */
export function lineStartOf({ bytes, segments }: EnvDocument, offset: number): number {
  let low = 0
  let high = segments.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((segments[middle]?.start ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  let at = segments[low]?.start ?? 0
  for (;;) {
    const end = findLineEnd(bytes, at)
    const { next } = newlineAt(bytes, end)
    if (next > offset || next === at || end >= bytes.length) return at
    at = next
  }
}

/**
 * The line of the file that holds the offending bytes, with a caret under them. Of what is hidden every character
 * becomes `•`, but for the offending ones; what nobody could see is shown as `<U+200B>`; a long line is cut around the
 * caret.
 */
export function excerptOf(document: EnvDocument, offending: Span, secret: readonly Span[] = []): Excerpt {
  const { bytes } = document
  const start = lineStartOf(document, offending.start)
  const line = { start, end: findLineEnd(bytes, start) }
  const bad = clip(offending, line)
  const hidden = secret.map((span) => clip({ ...span, start: Math.max(span.start, line.start) }, line))
  const marks = [line.start, line.end, bad.start, bad.end, ...hidden.flatMap((span) => [span.start, span.end])]
  const edges = [...new Set(marks.map((mark) => Math.min(Math.max(mark, line.start), line.end)))].sort((a, b) => a - b)
  // Of a secret the offending characters are shown, but not where they are all of it.
  const isShown = hidden.some(
    (span) => bad.start >= span.start && bad.end <= span.end && bad.end - bad.start < span.end - span.start,
  )
  let before = ''
  let middle = ''
  let after = ''
  for (const [index, from] of edges.entries()) {
    const piece = { start: from, end: edges[index + 1] ?? from }
    const isBad = piece.start >= bad.start && piece.end <= bad.end
    const isHidden = !(isBad && isShown) && hidden.some((span) => piece.start >= span.start && piece.end <= span.end)
    const text = render(bytes, piece, isHidden, isBad)
    if (piece.end <= bad.start) before += text
    else if (isBad) middle += text
    else after += text
  }
  return cutAround(before, middle, after)
}

function clip(span: Span, line: Span): Span {
  return { start: Math.min(span.start, line.end), end: Math.max(span.start, Math.min(span.end, line.end)) }
}

function render(bytes: Uint8Array, piece: Span, isHidden: boolean, isBad: boolean): string {
  const text = decodeText(bytes, piece)
  if (isHidden) return '•'.repeat([...text].length)
  // Bytes that are no characters have no other name than their number.
  if (isBad && text.includes('\ufffd'))
    return [...bytes.subarray(piece.start, piece.end)]
      .map((byte) => `<${byte.toString(16).toUpperCase().padStart(2, '0')}>`)
      .join('')
  const odd = new Set(findOddCharacters(text).map(({ index }) => index))
  let shown = ''
  let index = 0
  for (const character of text) {
    const isEscaped = character < ' ' ? isBad || character !== '\t' : odd.has(index) && !isPrintable(character)
    shown += isEscaped ? `<${codePointOf(character)}>` : character === '\t' ? ' ' : character
    index += character.length
  }
  return shown
}

/** Typographic quotation marks are odd, but to be seen. */
function isPrintable(character: string): boolean {
  return /^[\p{Pi}\p{Pf}\p{Ps}]$/u.test(character)
}

function cutAround(before: string, middle: string, after: string): Excerpt {
  const shownMiddle = shorten(middle, widest - 24)
  const room = widest - [...shownMiddle].length
  const left = keepEnd(before, Math.max(12, room - Math.min([...after].length, 12)))
  const right = keepStart(after, Math.max(0, room - [...left].length))
  const column = [...left].length + 1
  return { text: `${left}${shownMiddle}${right}`, caret: { column, length: Math.max(1, [...shownMiddle].length) } }
}

function keepStart(text: string, length: number): string {
  const characters = [...text]
  if (characters.length <= length) return text
  return length === 0 ? '' : `${characters.slice(0, length - 1).join('')}${cut}`
}

function keepEnd(text: string, length: number): string {
  const characters = [...text]
  return characters.length <= length ? text : `${cut}${characters.slice(1 - length).join('')}`
}

function shorten(text: string, length: number): string {
  return keepStart(text, length)
}
