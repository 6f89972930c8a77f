import { decodeText } from '../bytes.ts'
import { type Loader, readingOf } from '../loader.ts'

/**
 * Node's `dotenv`, versions 16 to 18 (they read alike). Its own rules, some of them surprising, all of them kept:
 * a blank may be any Unicode white space, also a newline around `=`; a quoted value may begin on the next line; `#` cuts
 * a bare value anywhere; `KEY: value` assigns; only a value that begins with `"` has its `\n` and `\r` expanded.
 */
export const dotenvLoader: Loader = { name: 'dotenv', read: (bytes) => readingOf(readDotenv(bytes)) }

interface Found {
  readonly raw: string
  readonly end: number
}

/** The values alone: what `dotenv-expand` starts from. */
export function readDotenv(bytes: Uint8Array): ReadonlyMap<string, string> {
  const text = decodeText(bytes).replace(/\r\n?/g, '\n')
  const values = new Map<string, string>()
  let at = 0
  while (at < text.length) {
    const start = endOf(/\s*/y, text, at)
    const assignment = findAssignment(text, start)
    if (assignment === null) {
      at = nextLine(text, start)
      continue
    }
    const value = findValue(text, assignment.valueStart)
    // Assigning this name to a plain object sets nothing, and a plain object is what the loader fills.
    if (assignment.key !== '__proto__') values.set(assignment.key, unwrap(value.raw))
    at = nextLine(text, value.end)
  }
  return values
}

function findAssignment(text: string, start: number): { readonly key: string; readonly valueStart: number } | null {
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

function findValue(text: string, start: number): Found {
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

function unwrap(raw: string): string {
  // Quotes around any line of the value are dropped: U+2028 can make a line inside a bare value too.
  const bare = raw.replace(/^(['"`])([\s\S]*)\1$/gm, '$2')
  return raw.startsWith('"') ? bare.replace(/\\n/g, '\n').replace(/\\r/g, '\r') : bare
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
