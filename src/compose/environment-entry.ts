/** One variable of an `environment:` section. */
export interface ComposeEntry {
  readonly key: string
  /** Null where Compose takes the value from the shell or from `.env`. */
  readonly value: string | null
  readonly line: number
  /** An item of a list, `- KEY=value`; otherwise a pair of a map. */
  readonly isItem?: true
}

/** `KEY=value` of the list form; `KEY` alone hands on what is there. */
export function splitListItem(text: string, line: number): ComposeEntry {
  const equals = text.indexOf('=')
  return equals === -1
    ? { key: text.trim(), value: null, line, isItem: true }
    : { key: text.slice(0, equals).trim(), value: text.slice(equals + 1), line, isItem: true }
}
