import { isPythonSpace, stripPythonEnd } from './python-text.ts'

/** An assignment with its quotes and escapes undone and its references as they stand; null for a key without `=`. */
export interface Binding {
  readonly key: string
  readonly value: string | null
}

interface Scan {
  readonly binding: Binding | null
  /** How far the scan came; what follows on that line decides whether the binding counts. */
  readonly at: number
}

interface Found {
  readonly text: string
  readonly end: number
}

/** Every statement that python-dotenv understands, in file order. A line that it does not understand is left out alone. */
export function parseBindings(text: string): readonly Binding[] {
  const bindings: Binding[] = []
  let at = 0
  while (at < text.length) {
    while (isPythonSpace(text, at)) at++
    const scan = scanBinding(text, at)
    const tail = skipBlanks(text, scan.at)
    const isComplete = text[tail] === '#' || isLineEnd(text, tail)
    if (scan.binding !== null && isComplete) bindings.push(scan.binding)
    at = findLineEnd(text, scan.at) + 1
  }
  return bindings
}

function scanBinding(text: string, start: number): Scan {
  const keyStart = skipExport(text, start)
  const key = text[keyStart] === "'" ? findQuotedKey(text, keyStart) : findBareKey(text, keyStart)
  if (key === null) return { binding: null, at: keyStart }
  const separator = skipBlanks(text, key.end)
  if (text[separator] !== '=') return { binding: { key: key.text, value: null }, at: separator }
  const valueStart = skipBlanks(text, separator + 1)
  const value = findValue(text, valueStart)
  if (value === null) return { binding: null, at: valueStart }
  return { binding: { key: key.text, value: value.text }, at: value.end }
}

function skipExport(text: string, start: number): number {
  if (!text.startsWith('export', start)) return start
  const end = skipBlanks(text, start + 6)
  return end === start + 6 ? start : end
}

function findQuotedKey(text: string, open: number): Found | null {
  const close = text.indexOf("'", open + 1)
  return close <= open + 1 ? null : { text: text.slice(open + 1, close), end: close + 1 }
}

function findBareKey(text: string, start: number): Found | null {
  let end = start
  while (end < text.length && text[end] !== '=' && text[end] !== '#' && !isPythonSpace(text, end)) end++
  return end === start ? null : { text: text.slice(start, end), end }
}

function findValue(text: string, start: number): Found | null {
  const quote = text[start]
  if (quote !== '"' && quote !== "'") return findBareValue(text, start)
  const close = findClosingQuote(text, start, quote)
  if (close === -1) return null
  const inside = text.slice(start + 1, close)
  return { text: quote === '"' ? undoEscapes(inside) : inside.replace(/\\([\\'])/g, '$1'), end: close + 1 }
}

/** `#` begins a comment only after white space; what stands at the very start of the value stays even so. */
function findBareValue(text: string, start: number): Found {
  const end = findLineEnd(text, start)
  const line = text.slice(start, end)
  let hash = line.indexOf('#')
  while (hash !== -1 && !isPythonSpace(line, hash - 1)) hash = line.indexOf('#', hash + 1)
  return { text: stripPythonEnd(hash === -1 ? line : line.slice(0, hash)), end }
}

/** The first quote without a backslash before it, on whichever line; failing that, the last one with a backslash. */
function findClosingQuote(text: string, open: number, quote: string): number {
  let last = -1
  for (let at = text.indexOf(quote, open + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    if (text[at - 1] !== '\\') return at
    last = at
  }
  return last
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

function undoEscapes(inside: string): string {
  return inside.replace(/\\([\\'"abfnrtv])/g, (_, escaped: string) => escapes[escaped] ?? escaped)
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (text[at] !== '\n' && isPythonSpace(text, at)) at++
  return at
}

function isLineEnd(text: string, at: number): boolean {
  return at >= text.length || text[at] === '\n'
}

function findLineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}
