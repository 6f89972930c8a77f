import { trimPhp } from './phpdotenv-text.ts'

/** What phpdotenv parses as one assignment: one line, or several that a double-quoted value joins. */
export interface Entry {
  readonly text: string
  /** Its first line, counted from 1. */
  readonly line: number
}

/**
 * Joins the lines of multi-line values and leaves out blank lines and comments. A line that holds `="` and no second
 * quote begins such a value, even in a comment; if no later line ends it, all lines from there on are lost without a word.
 */
export function joinLines(text: string): readonly Entry[] {
  const entries: Entry[] = []
  let open: { readonly line: number; readonly lines: string[] } | null = null
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const begins = open === null && line.includes('="') && !hasQuotes(line, 2)
    if (begins) open = { line: index + 1, lines: [] }
    open?.lines.push(line)
    if (open !== null && (begins || !hasQuotes(line, 1))) continue
    const entry: Entry =
      open === null ? { text: line, line: index + 1 } : { text: open.lines.join('\n'), line: open.line }
    open = null
    if (!isBlankOrComment(entry.text)) entries.push(entry)
  }
  return entries
}

/** Whether so many double quotes count: those that neither begin the line nor follow a backslash that is itself not escaped. */
function hasQuotes(line: string, wanted: number): boolean {
  if (line === '"') return true
  const plain = line.replaceAll('\\\\', '')
  let count = 0
  for (let at = plain.indexOf('"', 1); at !== -1 && count < wanted; at = plain.indexOf('"', at + 1))
    if (plain[at - 1] !== '\\') count++
  return count === wanted
}

function isBlankOrComment(text: string): boolean {
  const trimmed = trimPhp(text)
  return trimmed === '' || trimmed.startsWith('#')
}
