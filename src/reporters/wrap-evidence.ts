import { fillLines, splitWords } from './wrap-text.ts'

const url = /[a-z][a-z0-9+.-]*:\/\//i

/**
 * Wraps what was seen: nobody pastes it, so that no line is wider than `width`. A URL that is too long is cut short, for
 * it means nothing in two pieces; other text without blanks is broken. The text must be free of secrets, for half of one
 * is not recognised any more.
 */
export function wrapEvidence(text: string, width: number, ellipsis: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const words = splitWords(line).flatMap((word) => fitWord(word, width, ellipsis))
    return fillLines(words, width)
  })
}

function fitWord(word: string, width: number, ellipsis: string): readonly string[] {
  if (word.length <= width) return [word]
  // An excerpt may hold a single backtick of a pair.
  if (/\s/.test(word)) return word.split(/\s+/).flatMap((part) => fitWord(part, width, ellipsis))
  const pieces = breakWord(word, url.test(word) ? width - ellipsis.length : width)
  return url.test(word) ? [`${pieces[0]}${ellipsis}`] : pieces
}

/** Whole characters only. */
function breakWord(word: string, width: number): readonly string[] {
  const pieces: string[] = []
  let piece = ''
  for (const character of word) {
    if (piece.length + character.length > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...pieces, piece]
}
