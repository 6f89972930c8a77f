/** One assignment as it stands: the value with its quotes, without blanks around it. */
export interface Assignment {
  readonly key: string
  readonly raw: string
}

/**
 * The assignments that Node's `dotenv` sees, and `dotenvx` with it, in their order, repeated names included. A blank may
 * be any Unicode white space, also a newline around `=`; a quoted value may begin on the next line; `#` cuts a bare value
 * anywhere; `KEY: value` assigns.
 */
export function* scanAssignments(source: string): Generator<Assignment> {
  const text = source.replace(/\r\n?/g, '\n')
  let at = 0
  while (at < text.length) {
    const start = endOf(/\s*/y, text, at)
    const head = findHead(text, start)
    if (head === null) {
      at = nextLine(text, start)
      continue
    }
    const { raw, end } = findValue(text, head.valueStart)
    yield { key: head.key, raw }
    at = nextLine(text, end)
  }
}

function findHead(text: string, start: number): { readonly key: string; readonly valueStart: number } | null {
  const afterExport = endOf(/export\s+/y, text, start)
  for (const keyStart of afterExport === start ? [start] : [afterExport, start]) {
    const keyEnd = endOf(/[\w.-]+/y, text, keyStart)
    if (keyEnd === keyStart) continue
    const equals = endOf(/\s*=/y, text, keyEnd)
    const valueStart = equals === keyEnd ? endOf(/:\s/y, text, keyEnd) : equals
    if (valueStart !== keyEnd) return { key: text.slice(keyStart, keyEnd), valueStart }
  }
  return null
}

function findValue(text: string, start: number): { readonly raw: string; readonly end: number } {
  const open = endOf(/\s*/y, text, start)
  const close = /['"`]/.test(text.charAt(open)) ? findClosingQuote(text, open) : -1
  if (close !== -1) return { raw: text.slice(open, close + 1), end: close + 1 }
  const end = endOf(/[^#\n]+/y, text, start)
  return { raw: text.slice(start, end).trim(), end }
}

/** The last quote, up to the first without a backslash before it, after which the line holds only white space or a comment. */
function findClosingQuote(text: string, open: number): number {
  const quote = text.charAt(open)
  let close = -1
  let next = text.indexOf(quote, open + 1)
  while (next !== -1) {
    const tail = endOf(/[^\S\n\u2028\u2029]*/y, text, next + 1)
    if (tail === text.length || /[#\n\u2028\u2029]/.test(text.charAt(tail))) close = next
    if (text[next - 1] !== '\\') break
    next = text.indexOf(quote, next + 1)
  }
  return close
}

/** Drops the quotes around any line or lines of a value: U+2028 can make a line inside a bare value too. */
export function dropQuotes(raw: string): string {
  const lastClosing = new Map<string, number>()
  let kept = ''
  let from = 0
  let start = 0
  while (start < raw.length) {
    const quote = raw.charAt(start)
    if (quote === '"' || quote === "'" || quote === '`') {
      const close = lastClosing.get(quote) ?? findLastClosing(raw, quote)
      lastClosing.set(quote, close)
      if (close > start) {
        kept += raw.slice(from, start) + raw.slice(start + 1, close)
        from = close + 1
        start = from
      }
    }
    start = nextLine(raw, start)
  }
  return kept + raw.slice(from)
}

function findLastClosing(raw: string, quote: string): number {
  let at = raw.lastIndexOf(quote)
  while (at > 0 && at + 1 < raw.length && !/[\n\r\u2028\u2029]/.test(raw.charAt(at + 1)))
    at = raw.lastIndexOf(quote, at - 1)
  return at
}

/** Start of the line after the one that holds `from`; U+2028 and U+2029 end a line too. */
function nextLine(text: string, from: number): number {
  return endOf(/.*/y, text, from) + 1
}

/** Where a sticky pattern that is tried at `from` ends; `from` itself if it does not match. */
function endOf(sticky: RegExp, text: string, from: number): number {
  sticky.lastIndex = from
  return sticky.test(text) ? sticky.lastIndex : from
}
