const unit = /^(?:ms|s|min|h)(?!\w)/

/**
 * Breaks text at blanks so that no line is wider than `width`, except by a single word: URLs and commands are never
 * broken. Line breaks in the text are kept.
 */
export function wrapText(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => fillLines(splitWords(paragraph), width))
}

/** Words in as few lines as they fit into; at least one line. */
export function fillLines(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** Blanks inside backticks do not separate words: a command stays in one piece, and so does a time with its unit. */
export function splitWords(text: string): readonly string[] {
  const words = text.includes('`')
    ? (text.match(/(?:`[^`]*`|[^\s`]|`)+/g) ?? [])
    : text.split(/\s+/).filter((word) => word !== '')
  return words.reduce<string[]>((joined, word) => {
    const last = joined.at(-1)
    if (last !== undefined && unit.test(word) && /\d$/.test(last)) joined[joined.length - 1] = `${last} ${word}`
    else joined.push(word)
    return joined
  }, [])
}
