import type { Loader } from '../../../src/env-file/loader.ts'
import { utf8 } from '../env-text.ts'

/** A variable as the tables write it: its value, null for no value, `{ raises }` or `{ text }` for what cannot be known. */
type Shown = string | null | object

/** What the loader reads, or `rejected: <line>`. */
export function readIn(loader: Loader) {
  return (file: string, variables: Readonly<Record<string, string>> = {}): Record<string, Shown> | string => {
    const reading = loader.read(utf8(file), { variables, nodeMajor: 24 })
    if (reading.kind === 'rejected') return `rejected: ${reading.line}`
    const shown = [...reading.variables].map(([key, found]): [string, Shown] => {
      if (found.kind === 'value') return [key, found.value]
      if (found.kind === 'null') return [key, null]
      return [key, found.kind === 'raises' ? { raises: true } : { text: found.text }]
    })
    return Object.fromEntries(shown)
  }
}

export function timeOf(work: () => void): number {
  const started = performance.now()
  work()
  return performance.now() - started
}

const SIZE = 1_048_576

const fill = (piece: string): (() => Uint8Array) => {
  return () => utf8(piece.repeat(Math.floor(SIZE / utf8(piece).length)))
}

const onOneLine = (start: string, piece: string): (() => Uint8Array) => {
  return () => utf8(start + piece.repeat(Math.floor(SIZE / utf8(piece).length)))
}

/** Files of a megabyte that make a careless reader look at the same bytes again and again. */
export const hugeFiles: readonly (readonly [string, () => Uint8Array])[] = [
  ['newlines', fill('\n')],
  ['carriage returns', fill('\r')],
  ['spaces', fill(' ')],
  ['spaces in a value', onOneLine('K=v', ' ')],
  ['spaces and letters in a value', onOneLine('K=', 'a  ')],
  ['hashes in a value', onOneLine('K=', 'a#')],
  ['backslashes in quotes', onOneLine('K="', '\\')],
  ['escaped quotes', onOneLine('K="', '\\"')],
  ['escaped single quotes', onOneLine("K='", "\\'")],
  ['single quotes', onOneLine('K=', "'")],
  ['single quotes and spaces', onOneLine("K='", "'  ")],
  ['double quotes', onOneLine('K=', '"')],
  ['values whose quote never closes', fill('K="v\n')],
  ['values whose single quote never closes', fill("K='v\n")],
  ['names whose quote never closes', fill("'K\n")],
  ['lines inside one double quote', onOneLine('K="\n', 'K=v\n')],
  ['opened references', onOneLine('K=', '${')],
  ['opened references with names', onOneLine('K=', '${a')],
  ['references with a colon', onOneLine('K=', '${a:')],
  ['references that have a default without an end', onOneLine('K=', '${a:-')],
  ['references to nothing', onOneLine('K=', `$\{a}`)],
  ['dollars', onOneLine('K=', '$')],
  ['dollars in quotes', onOneLine('K="', '$')],
  ['references to a long value', onOneLine(`A=${'a'.repeat(SIZE / 2)}\n`, `K=$\{A}\n`)],
  ['references inside a name', onOneLine(`A=${'a'.repeat(SIZE / 2)}\nK=`, `$\{a$\{A}`)],
  ['references that hold each other', () => utf8(`A=a\na=A\nK=${'${'.repeat(SIZE / 4)}A${'}'.repeat(SIZE / 4)}`)],
  ['a chain of names', () => utf8(Array.from({ length: SIZE / 16 }, (_, at) => `K${at}=$K${at + 1}\n`).join(''))],
  ['short lines', fill('K=v\n')],
  ['one name', onOneLine('', 'K')],
  ['one name with export', onOneLine('export ', '\u{1f600}')],
  ['equals signs', fill('=')],
  ['line separators', fill('\u2028')],
  ['replacement characters', fill('\ufffd')],
  ['bytes that are no UTF-8', () => new Uint8Array(SIZE).fill(0xef)],
]
