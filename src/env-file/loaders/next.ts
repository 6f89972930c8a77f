import { type FileReading, type Loader, readingOf, type Surroundings } from '../loader.ts'
import { readDotenv } from './dotenv.ts'
import { putFirst, reachOf, resolveEscapes, shellOf } from './expansion-shell.ts'
import { limitWork, NEW_SEARCH, type Spend } from './expansion-work.ts'

/**
 * `@next/env` 16, which bundles `dotenv` 16.3 and `dotenv-expand` 10: references reach the whole file and the process
 * environment, which wins, also for the variable itself; a `:-` default beats the file; quotes do not protect a `$`.
 * A reference that leads to itself ends in a logged error, and Next starts without a single variable of the file.
 */
export const nextLoader: Loader = { name: 'next', read }

/** About where the real one, which calls itself for each reference of a value, runs out of stack (4700 to 9600 were seen). */
const MOST_REFERENCES = 5000

const AT_START = /\$\{?(\w+)(?::-([^}\\]*))?\}?/y

function read(bytes: Uint8Array, surroundings: Surroundings): FileReading {
  const shell = shellOf(surroundings)
  const reach = reachOf(shell, surroundings)
  // A plain object, for its order: names that are numbers come first.
  const values: Record<string, string> = Object.fromEntries(readDotenv(bytes))
  const spend = limitWork()
  const substitute = (name: string, fallback: string | undefined) => reach[name] || fallback || values[name] || ''
  for (const [key, value] of Object.entries(values)) {
    const result = expand((Object.hasOwn(shell, key) ? shell[key] : undefined) ?? value, substitute, spend)
    if (result === null) return { kind: 'read', variables: new Map() }
    values[key] = resolveEscapes(result)
  }
  return readingOf(new Map(Object.entries(values)))
}

/** From the last reference to the first, until the last `$` is none; each is replaced where its text first stands. */
function expand(
  value: string,
  substitute: (name: string, fallback: string | undefined) => string,
  spend: Spend,
): string | null {
  let result = value
  for (let count = 0; spend(result.length + (count === 0 ? 0 : NEW_SEARCH)); count++) {
    const last = findLastDollar(result)
    if (last === -1) return result
    AT_START.lastIndex = last
    const match = AT_START.exec(result)
    if (match === null) return result
    if (count === MOST_REFERENCES) return null
    const replaced = putFirst(result, match[0], substitute(match[1] ?? '', match[2]))
    if (replaced === null) return null
    result = replaced
  }
  return null
}

/** The last `$` without a backslash before it, or -1. */
function findLastDollar(text: string): number {
  let at = text.lastIndexOf('$')
  while (at > 0 && text[at - 1] === '\\') at = text.lastIndexOf('$', at - 1)
  return at
}
