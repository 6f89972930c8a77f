/**
 * The assignments of an env file as Bun 1.4 finds them, the last one of a name, values not yet expanded. White space
 * is ASCII and includes newlines, so that a name, its `=` and a quoted value may stand on different lines. `KEY: value`
 * assigns. A quoted value ends at the next quote of its kind without a backslash before it, on whichever line, and what
 * follows it on that line is dropped. A bare value ends at `#`.
 */
export function parseBun(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  let at = 0
  while (at < text.length) {
    const start = endOf(WHITE_SPACE, text, at)
    const assignment = findAssignment(text, start)
    if (assignment === null) {
      at = nextLine(text, start)
      continue
    }
    const found = findValue(text, assignment.valueStart)
    values.set(assignment.name, found.value)
    at = found.end
  }
  return values
}

const WHITE_SPACE = /[\t-\r ]*/y
const NAME = /[\w.-]*/y
const UP_TO_LINE_END = /[^\r\n]*/y
const UP_TO_COMMENT = /[^#\r\n]*/y

interface Named {
  readonly name: string
  readonly valueStart: number
}

function findAssignment(text: string, start: number): Named | null {
  const nameEnd = endOf(NAME, text, start)
  const separator = endOf(WHITE_SPACE, text, nameEnd)
  if (separator > nameEnd && text.slice(start, nameEnd) === 'export') {
    const exported = findNamed(text, separator)
    if (exported !== null) return exported
  }
  return findNamed(text, start)
}

function findNamed(text: string, start: number): Named | null {
  const nameEnd = endOf(NAME, text, start)
  if (nameEnd === start) return null
  const separator = endOf(WHITE_SPACE, text, nameEnd)
  const name = text.slice(start, nameEnd)
  if (text[separator] === '=') return { name, valueStart: separator + 1 }
  const isColon = text[separator] === ':' && endOf(WHITE_SPACE, text, separator + 1) > separator + 1
  return isColon ? { name, valueStart: separator + 2 } : null
}

interface Found {
  readonly value: string
  /** Where the next assignment is looked for. */
  readonly end: number
}

function findValue(text: string, start: number): Found {
  const open = endOf(WHITE_SPACE, text, start)
  if (open === text.length) return { value: '', end: open }
  const close = /["'`]/.test(text.charAt(open)) ? findClosingQuote(text, open) : -1
  if (close !== -1) return { value: unquote(text, open, close), end: nextLine(text, close + 1) }
  const end = endOf(UP_TO_COMMENT, text, start)
  return { value: trim(text.slice(start, end)), end }
}

function findClosingQuote(text: string, open: number): number {
  const quote = text[open]
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at
  }
  return -1
}

function unquote(text: string, open: number, close: number): string {
  const inside = text.slice(open + 1, close)
  if (text[open] !== '"') return inside.replace(/\r\n?/g, '\n')
  return inside.replace(/\\[\s\S]|\r\n?/g, (found) => {
    if (found === '\\n') return '\n'
    if (found === '\\r') return '\r'
    return found.startsWith('\\') ? found : '\n'
  })
}

function trim(value: string): string {
  let end = value.length
  while (end > 0 && /[\t-\r ]/.test(value.charAt(end - 1))) end--
  return value.slice(endOf(WHITE_SPACE, value.slice(0, end), 0), end)
}

/** Start of the next line; a carriage return ends a line too. */
function nextLine(text: string, from: number): number {
  return Math.min(endOf(UP_TO_LINE_END, text, from) + 1, text.length)
}

function endOf(sticky: RegExp, text: string, from: number): number {
  sticky.lastIndex = from
  sticky.test(text)
  return sticky.lastIndex
}
