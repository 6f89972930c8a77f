import { decodeText } from './bytes.ts'
import { type FileReading, readingOf } from './loader.ts'
import { DYNAMIC_VARIABLES, FILLED_VARIABLES, FIXED_VARIABLES } from './loaders/sh-own-variables.ts'

/** Longer files are read by each loader itself; the time that this saves is that of short ones. */
const mostBytes = 16 * 1024
/** Characters that no loader gives a meaning of its own, anywhere in a bare value. */
const line = /^(?:#[\w .,:;()/-]*|([A-Z][A-Z0-9_]*)=([\w!%*+,./:=?@^-]+)|)$/
/** Words that some loader takes for a value of another type, and a mark of encryption. */
const meaningful = /^(?:true|false|null|none|empty|encrypted:.*)$/i
const shellVariables: readonly string[] = [
  ...FIXED_VARIABLES,
  ...DYNAMIC_VARIABLES,
  ...FILLED_VARIABLES,
  'POSIXLY_CORRECT',
]

/**
 * What every loader makes of a file in the one spelling that all of them read the same: bare values of harmless
 * characters, each variable once, comments on lines of their own, no carriage returns. Null for any other file, which
 * then has to be read by each loader.
 */
export function readPlainFile(bytes: Uint8Array): FileReading | null {
  if (bytes.length > mostBytes) return null
  const values = new Map<string, string>()
  for (const text of decodeText(bytes).split('\n')) {
    const match = line.exec(text)
    if (match === null) return null
    const [, key, value] = match
    if (key === undefined || value === undefined) continue
    if (values.has(key) || meaningful.test(value) || shellVariables.includes(key)) return null
    values.set(key, value)
  }
  return readingOf(values)
}
