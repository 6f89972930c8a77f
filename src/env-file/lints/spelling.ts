import { encodeText } from '../bytes.ts'
import type { Loader, Surroundings } from '../loader.ts'
import { readText } from './read-alone.ts'

export type Spelling = 'bare' | 'double' | 'single'

const spellings: readonly (readonly [Spelling, string])[] = [
  ['bare', ''],
  ['double', '"'],
  ['single', "'"],
]

/** How to write a value so that each of these loaders reads exactly it; undefined if there is no such way. */
export function findSpelling(
  loaders: readonly Loader[],
  key: string,
  value: string,
  surroundings: Surroundings,
): { readonly spelling: Spelling; readonly line: string } | undefined {
  for (const [spelling, quote] of spellings) {
    const line = `${key}=${quote}${value}${quote}`
    const isReadByAll = loaders.every((loader) => {
      const reading = readText(loader, encodeText(`${line}\n`), key, surroundings)
      return reading.outcome === 'value' && reading.value === value
    })
    if (isReadByAll) return { spelling, line }
  }
  return undefined
}
