/**
 * The rules of Node 20. Only the space is white space; a name is everything up to the next `=`, also across lines, so
 * that a line without `=` swallows the name below it; `export` and one space are cut off, no more; a bare value ends at `#`;
 * a quoted one ends at the next quote of its kind, on whichever line; only double quotes expand `\n`.
 */
export function parseNode20(text: string): ReadonlyMap<string, string> {
  const content = trim(text.replaceAll('\r', ''))
  const values = new Map<string, string>()
  let at = 0
  while (at < content.length) {
    if (content[at] === '\n' || content[at] === '#') {
      const newline = content.indexOf('\n', at)
      // A comment on the last line without a newline is read like any other line.
      if (newline !== -1) {
        at = newline + 1
        continue
      }
    }
    const equals = content.indexOf('=', at)
    if (equals === at || equals === -1) break
    // Of a name that is all spaces Node reads the character in front of it, which is always a newline.
    const name = trim(content.slice(at, equals)) || '\n'
    at = equals + 1
    while (content[at] === ' ') at++
    const found = findValue(content, at)
    if (found.value !== null) values.set(name.startsWith('export ') ? name.slice('export '.length) : name, found.value)
    at = found.end
  }
  return values
}

interface Found {
  /** Null where an open quote on the last line makes Node drop the assignment. */
  readonly value: string | null
  /** Where the next assignment is looked for. */
  readonly end: number
}

function findValue(content: string, at: number): Found {
  const newline = content.indexOf('\n', at)
  const lineEnd = newline === -1 ? content.length : newline
  const quote = content.charAt(at)
  if (quote !== '"' && quote !== "'" && quote !== '`') {
    const line = content.slice(at, lineEnd)
    const hash = line.indexOf('#')
    return { value: trim(hash === -1 ? line : line.slice(0, hash)), end: lineEnd }
  }
  const close = content.indexOf(quote, at + 1)
  if (close === -1)
    return newline === -1 ? { value: null, end: at } : { value: content.slice(at, lineEnd), end: lineEnd }
  const inside = content.slice(at + 1, close)
  const after = content.indexOf('\n', close)
  return {
    value: quote === '"' ? inside.replaceAll('\\n', '\n') : inside,
    end: after === -1 ? content.length : after,
  }
}

function trim(text: string): string {
  let start = 0
  let end = text.length
  while (text[start] === ' ') start++
  while (end > start && text[end - 1] === ' ') end--
  return text.slice(start, end)
}
