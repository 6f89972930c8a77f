/** `$'…'`, from its opening quote on, one character per byte; null if it depends on the locale. `end`: behind the closing quote. */
export function unescapeString(text: string, start: number): { readonly value: string | null; readonly end: number } {
  let value: string | null = ''
  let ended = false
  let at = start + 1
  while (at < text.length && text[at] !== "'") {
    const { char, end } = text[at] === '\\' ? unescapeOne(text, at + 1) : { char: text.charAt(at), end: at + 1 }
    at = end
    // A NUL ends the string, but not the quotes.
    if (char === '\0') ended = true
    if (!ended && value !== null) value = char === null ? null : value + char
  }
  return { value, end: at + 1 }
}

const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
}

interface Unescaped {
  readonly char: string | null
  readonly end: number
}

/** `at`: behind the backslash. */
function unescapeOne(text: string, at: number): Unescaped {
  const letter = text.charAt(at)
  const known = LETTERS[letter]
  if (known !== undefined) return { char: known, end: at + 1 }
  const octal = /^[0-7]{1,3}/.exec(text.slice(at, at + 3))?.[0]
  if (octal !== undefined) return { char: byte(Number.parseInt(octal, 8)), end: at + octal.length }
  if (letter === 'c' && at + 1 < text.length) return unescapeControl(text, at + 1)
  const digits = hexDigits(text, at + 1, { x: 2, u: 4, U: 8 }[letter] ?? 0)
  if (digits === '') return { char: `\\${letter}`, end: at + letter.length }
  const code = Number.parseInt(digits, 16)
  const end = at + 1 + digits.length
  if (letter === 'x') return { char: byte(code), end }
  return { char: code < 0x80 ? byte(code) : null, end }
}

function unescapeControl(text: string, at: number): Unescaped {
  const isDoubled = text[at] === '\\' && text[at + 1] === '\\'
  const code = text.charCodeAt(at)
  return { char: code === 0x3f ? '\x7f' : byte(code & 0x1f), end: at + (isDoubled ? 2 : 1) }
}

function hexDigits(text: string, at: number, most: number): string {
  return /^[0-9A-Fa-f]*/.exec(text.slice(at, at + most))?.[0] ?? ''
}

function byte(code: number): string {
  return String.fromCharCode(code & 0xff)
}
