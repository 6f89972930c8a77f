import { decodeText } from '../bytes.ts'
import { type Loader, readingOf } from '../loader.ts'
import { dropQuotes, scanAssignments } from './dotenv-assignments.ts'

/** Node's `dotenv`, versions 16 to 18 (they read alike); only a value that begins with `"` has its `\n` and `\r` expanded. */
export const dotenvLoader: Loader = { name: 'dotenv', read: (bytes) => readingOf(readDotenv(bytes)) }

/** The values alone: what `dotenv-expand` starts from. */
export function readDotenv(bytes: Uint8Array): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const { key, raw } of scanAssignments(decodeText(bytes))) {
    const value = dropQuotes(raw)
    // Assigning this name to a plain object sets nothing, and a plain object is what the loader fills.
    if (key === '__proto__') continue
    values.set(key, raw.startsWith('"') ? value.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : value)
  }
  return values
}
