import type { FileReading, Loader, Surroundings } from '../loader.ts'
import { resolveProxies } from './django-proxies.ts'
import { decodePython, isPythonSpace, splitPythonLines } from './python-text.ts'

/**
 * `django-environ` 0.11, as `Env.read_env()` and then `env(KEY)` read: no space may stand before the key or before `=`,
 * any Unicode line separator ends a line, `#` cuts every value that is not in single quotes, a backslash in double quotes
 * is dropped except before r, n and t. From 0.12 on `#` cuts nothing unless `parse_comments=True` is given.
 *
 * A value that begins with `$` is the name of another variable (the process environment wins over the file), whose
 * absence is an error; `escape_proxy`, off by default, is taken to be off.
 */
export const djangoEnvironLoader: Loader = { name: 'django-environ', read: readDjangoEnviron }

function readDjangoEnviron(bytes: Uint8Array, surroundings: Surroundings): FileReading {
  const text = decodePython(bytes)
  if (typeof text !== 'string') return text
  const values = new Map<string, string>()
  for (const line of splitPythonLines(text)) {
    const assignment = /^(?:export )?([A-Za-z_0-9]+)=/.exec(line)
    if (assignment?.[1] !== undefined) values.set(assignment[1], readValue(line.slice(assignment[0].length)))
  }
  return { kind: 'read', variables: resolveProxies(values, surroundings) }
}

function readValue(raw: string): string {
  const value = insideSingleQuotes(raw) ?? raw.slice(0, indexOrEnd(raw, '#'))
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value
  return value
    .slice(1, -1)
    .replace(/\\([\s\S])/g, (pair, escaped: string) => ('rnt'.includes(escaped) ? pair : escaped))
}

/** Up to the last quote after which only white space, or white space and a comment, stands. */
function insideSingleQuotes(raw: string): string | null {
  const open = skipSpace(raw, 0)
  if (raw[open] !== "'") return null
  for (let close = raw.lastIndexOf("'"); close > open; close = raw.lastIndexOf("'", close - 1)) {
    const tail = skipSpace(raw, close + 1)
    if (tail === raw.length || raw[tail] === '#') return raw.slice(open + 1, close)
  }
  return null
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (isPythonSpace(text, at)) at++
  return at
}

function indexOrEnd(text: string, character: string): number {
  const at = text.indexOf(character)
  return at === -1 ? text.length : at
}
