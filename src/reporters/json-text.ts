import type { JsonObject } from '../core/json.ts'

// Controls, separators that end a line for some readers, marks that reorder text, a stray byte order mark, the two
// characters that XML forbids, lone surrogates. Line feed and tab stay.
const invisible = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\ufeff\ufffe\uffff]/gu

const shortEscapes: Readonly<Record<string, string>> = { '\r': '\\r', '\b': '\\b', '\f': '\\f' }

/**
 * Spells characters that a terminal, a log viewer or a parser would act on as JSON spells them (`\u001b`), so that text
 * of a hostile server can be read but does nothing. Line feeds and tabs are kept.
 */
export function escapeInvisible(text: string): string {
  return text.replace(
    invisible,
    (character) => shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The text on one line, in visible characters. */
export function oneLine(text: string): string {
  return escapeInvisible(splitLines(text).join(' '))
}

/** The lines that hold something, without the blanks around them. No pattern, because blanks in masses make those slow. */
export function splitLines(text: string): readonly string[] {
  return text
    .split(/[\r\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** JSON in which every character is visible; valid YAML flow style, too, if `indent` is 0. */
export function printJson(value: unknown, indent = 0): string {
  // Between the tokens JSON has nothing but blanks and line feeds, so whatever is escaped here is inside a string.
  return escapeInvisible(JSON.stringify(value, null, indent))
}

/** One line for each entry: `status: 404`. */
export function describeEvidence(evidence: JsonObject): readonly string[] {
  return Object.entries(evidence).map(([key, value]) => {
    const plain = typeof value === 'string' && !/[\r\n]/.test(value)
    return `${oneLine(key)}: ${plain ? escapeInvisible(value) : printJson(value)}`
  })
}
