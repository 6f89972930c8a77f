import { type FileReading, type Loader, type Reading, type Surroundings, withValue } from '../loader.ts'
import { limitWork, type Spend } from './expansion-work.ts'
import { parseBindings } from './python-dotenv-bindings.ts'
import { decodePython } from './python-text.ts'
import { surroundingValue } from './surrounding-value.ts'

/**
 * `python-dotenv` up to 1.2.2, as `dotenv_values()` reads: `#` cuts a bare value only after white space, quoted values
 * may go over lines, `${A}` and `${A:-default}` are resolved in every quoting, `$A` is not, a key without `=` is `None`.
 * A name is looked up among the variables above it first, then in the process environment (`load_dotenv()` without
 * `override` asks them the other way round).
 *
 * Later releases differ in three things (their changelog, 1.2.3 of August and 1.2.4 of October 2026), which are not
 * followed because most installed copies are older: they skip a byte order mark, which makes older ones lose the first
 * key; a backslash before a backslash no longer escapes the quote after it; `KEY= # note` is empty.
 */
export const pythonDotenvLoader: Loader = { name: 'python-dotenv', read: readPythonDotenv }

function readPythonDotenv(bytes: Uint8Array, surroundings: Surroundings): FileReading {
  const text = decodePython(bytes)
  if (typeof text !== 'string') return text
  const variables = new Map<string, Reading>()
  const spend = limitWork()
  const lookUp = (name: string): Reading | undefined => {
    const outside = variables.has(name) ? undefined : surroundingValue(surroundings, name)
    return outside === undefined ? variables.get(name) : withValue(outside)
  }
  for (const { key, value } of parseBindings(text))
    variables.set(key, value === null ? { kind: 'null' } : resolve(value, lookUp, spend))
  return { kind: 'read', variables }
}

/** The default of a reference stands in only for a name that is nowhere: one that is `None` gives an empty text. */
function resolve(value: string, lookUp: (name: string) => Reading | undefined, spend: Spend): Reading {
  const pieces: string[] = []
  let end = 0
  for (const reference of findReferences(value)) {
    const found = lookUp(reference.name)
    const brought = found === undefined ? reference.fallback : found.kind === 'value' ? found.value : ''
    if (found?.kind === 'not-evaluated' || !spend(brought.length)) return { kind: 'not-evaluated', text: value }
    pieces.push(value.slice(end, reference.start), brought)
    end = reference.end
  }
  return withValue(pieces.join('') + value.slice(end))
}

interface Reference {
  readonly start: number
  readonly end: number
  readonly name: string
  readonly fallback: string
}

/** `${…}` up to the first `}` or `:`, whatever else the name holds; a `:` counts only as `:-`. */
function findReferences(value: string): readonly Reference[] {
  const references: Reference[] = []
  const nameEnd = /[}:]/g
  let start = value.indexOf('${')
  while (start !== -1) {
    nameEnd.lastIndex = start + 2
    const stop = nameEnd.exec(value)?.index ?? -1
    if (stop === -1) break
    const hasFallback = value.startsWith(':-', stop)
    const close = hasFallback ? value.indexOf('}', stop) : stop
    if (close === -1) break
    if (hasFallback || value[stop] === '}') {
      const fallback = hasFallback ? value.slice(stop + 2, close) : ''
      references.push({ start, end: close + 1, name: value.slice(start + 2, stop), fallback })
    }
    // No reference begins between this one and its end: its name would reach the same `:` or `}`.
    start = value.indexOf('${', close + 1)
  }
  return references
}
