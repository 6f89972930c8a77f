import { trimPhp } from './phpdotenv-text.ts'
import { parseValue, type Template } from './phpdotenv-value.ts'

/** An assignment; a name without `=` has the value null. */
export interface ParsedEntry {
  readonly name: string
  readonly value: Template | null
}

/** Why phpdotenv rejects the whole file; completes "the loader rejects the file: …". */
export interface Invalid {
  readonly reason: string
}

export function isInvalid(result: object): result is Invalid {
  return 'reason' in result
}

export function parseEntry(text: string): ParsedEntry | Invalid {
  const equals = text.indexOf('=')
  const left = equals === -1 ? text : trimPhp(text.slice(0, equals))
  if (left === '') return { reason: 'no name stands before the `=`' }
  const name = unquoteName(dropExport(left))
  // The pattern with Unicode's tables takes a millisecond to make ready, and hardly any name needs it.
  if (!/^[\w.]+$/.test(name) && !/^[\p{Ll}\p{Lu}\p{M}\p{N}_.]+$/u.test(name))
    return { reason: 'a name may hold only letters, digits, `_` and `.`, and no space' }
  const value = equals === -1 ? null : parseValue(trimPhp(text.slice(equals + 1)))
  return typeof value === 'string' ? { reason: value } : { name, value }
}

/** `export ` before a name of one character stays, and makes the name invalid: 5.7 is the first release that drops it. */
function dropExport(name: string): string {
  if (!/^export[ \t-\r]/.test(name) || !hasMoreCharacters(name, 8)) return name
  return name.replace(/^export[ \t-\r]+/, '')
}

/** Counted as PHP counts, where a character beyond U+FFFF is one. */
function hasMoreCharacters(text: string, limit: number): boolean {
  return [...text.slice(0, 2 * limit + 2)].length > limit
}

function unquoteName(name: string): string {
  const quote = name.charAt(0)
  const isQuoted = name.length >= 3 && (quote === '"' || quote === "'") && name.endsWith(quote)
  return isQuoted ? name.slice(1, -1) : name
}
