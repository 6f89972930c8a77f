import { type FileReading, type Loader, readingOf } from '../loader.ts'
import { decodePython, stripPython } from './python-text.ts'

/**
 * `python-decouple` 3.6 to 3.8, as `RepositoryEnv` reads: line by line, no comments behind a value, no escapes, no
 * references, no `export`; a pair of equal quotes around a value is taken off. `config(KEY)` asks the process
 * environment before the file; here it is the file's own value that counts.
 */
export const pythonDecoupleLoader: Loader = { name: 'python-decouple', read: readPythonDecouple }

function readPythonDecouple(bytes: Uint8Array): FileReading {
  const text = decodePython(bytes)
  if (typeof text !== 'string') return text
  const values = new Map<string, string>()
  for (const raw of text.split('\n')) {
    const line = stripPython(raw)
    const equals = line.indexOf('=')
    if (equals === -1 || line.startsWith('#')) continue
    values.set(stripPython(line.slice(0, equals)), unquote(stripPython(line.slice(equals + 1))))
  }
  return readingOf(values)
}

function unquote(value: string): string {
  const quote = value.charAt(0)
  const isQuoted = value.length >= 2 && (quote === '"' || quote === "'") && value.endsWith(quote)
  return isQuoted ? value.slice(1, -1) : value
}
