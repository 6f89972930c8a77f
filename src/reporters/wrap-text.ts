const unit = /^(?:ms|s|min|h)(?!\w)/

/**
 * Breaks text at blanks so that no line is wider than `width`, except by a single word: URLs and commands are never
 * broken. Line breaks in the text are kept.
 */
export function wrapText(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = []
    let line = ''
    for (const word of splitWords(paragraph)) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line)
        line = word
      } else line = line === '' ? word : `${line} ${word}`
    }
    lines.push(line)
    return lines
  })
}

/** Blanks inside backticks do not separate words: a command stays in one piece, and so does a time with its unit. */
function splitWords(text: string): readonly string[] {
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
