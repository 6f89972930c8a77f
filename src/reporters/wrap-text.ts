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

/** Blanks inside backticks do not separate words: a command stays in one piece. */
function splitWords(text: string): readonly string[] {
  if (!text.includes('`')) return text.split(/\s+/).filter((word) => word !== '')
  return text.match(/(?:`[^`]*`|[^\s`]|`)+/g) ?? []
}
