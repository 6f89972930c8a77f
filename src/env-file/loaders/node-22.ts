/**
 * The rules of Node 22 and 24. White space is space, tab and newline, so that `KEY= ` takes its value from the next
 * line; a bare value ends at `#`; a quoted one ends at the next quote of its kind, on whichever line, and what follows it
 * is dropped; only double quotes expand `\n`. After a quoted value or a comment no white space is skipped, so that an
 * indented comment there assigns if it holds `=`.
 */
export function parseNode22(text: string): ReadonlyMap<string, string> {
  const content = trim(text.replaceAll('\r', ''))
  const values = new Map<string, string>()
  let at = 0
  while (at < content.length) {
    if (content[at] === '\n' || content[at] === '#') {
      at = nextLine(content, at)
      continue
    }
    const stop = endOf(/[^=\n]*/y, content, at)
    if (content[stop] !== '=') {
      at = skipWhiteSpace(content, stop)
      continue
    }
    const name = trim(content.slice(at, stop))
    at = stop + 1
    if (at === content.length || content[at] === '\n') {
      values.set(name, '')
      continue
    }
    at = skipWhiteSpace(content, at)
    if (name === '') continue
    const found = findValue(content, at)
    values.set(name.startsWith('export ') ? trim(name.slice('export '.length)) : name, found.value)
    at = found.end
  }
  return values
}

interface Found {
  readonly value: string
  /** Where the next assignment is looked for. */
  readonly end: number
}

function findValue(content: string, at: number): Found {
  const quote = content.charAt(at)
  const isQuoted = quote === '"' || quote === "'" || quote === '`'
  const close = isQuoted ? content.indexOf(quote, at + 1) : -1
  if (close !== -1) {
    const inside = content.slice(at + 1, close)
    return { value: quote === '"' ? inside.replaceAll('\\n', '\n') : inside, end: nextLine(content, close) }
  }
  const lineEnd = endOf(/[^\n]*/y, content, at)
  const line = content.slice(at, lineEnd)
  const value = isQuoted ? line : trim(line.slice(0, endOf(/[^#]*/y, line, 0)))
  return { value, end: skipWhiteSpace(content, lineEnd) }
}

function nextLine(content: string, from: number): number {
  return endOf(/[^\n]*\n?/y, content, from)
}

function skipWhiteSpace(content: string, from: number): number {
  return endOf(/[ \t\n]*/y, content, from)
}

function endOf(sticky: RegExp, content: string, from: number): number {
  sticky.lastIndex = from
  sticky.test(content)
  return sticky.lastIndex
}

function trim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isWhiteSpace(text[start])) start++
  while (end > start && isWhiteSpace(text[end - 1])) end--
  return text.slice(start, end)
}

function isWhiteSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n'
}
