import { escapeInvisible, splitLines } from './json-text.ts'

// A code span that stands alone. One with a pipe would end its table cell, so that its backticks are escaped instead.
const codeSpan = /(?<!`)(`[^`|]*[^`|\s\\]`)(?!`)/

/**
 * Text for a table cell or a paragraph: what could become markup, HTML or a new row stands for itself. Only code spans
 * remain, in which nothing has a meaning.
 */
export function escapeMarkdown(text: string): string {
  return splitLines(text).map(escapeLine).join('<br>')
}

function escapeLine(line: string): string {
  return escapeInvisible(line)
    .split(codeSpan)
    .map((part, index) => (index % 2 === 1 ? part : escapeOutsideCode(part)))
    .join('')
}

function escapeOutsideCode(text: string): string {
  return text
    .replace(/[\\`*_[\]~|$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

/** A fenced block that its content cannot close. */
export function fencedBlock(content: string, language: string): string {
  const text = escapeInvisible(content.replaceAll('\r\n', '\n')).trimEnd()
  const longestRun = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longestRun + 1)
  return `${fence}${language}\n${text}\n${fence}`
}
