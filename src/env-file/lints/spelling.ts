import { encodeText } from '../bytes.ts'
import type { Loader, Surroundings } from '../loader.ts'
import { readText } from './read-alone.ts'

export type Quotes = 'bare' | 'double' | 'single'

/** How a value is to be written: with which quotes, and with each `$` as `\\$` or as it is. */
export interface Spelling {
  readonly spelling: Quotes
  readonly escaped: boolean
  readonly line: string
}

const plain: readonly (readonly [Quotes, string])[] = [
  ['bare', ''],
  ['double', '"'],
  ['single', "'"],
]
/** Double quotes first: most loaders that undo the backslash at all do it there. */
const behindBackslash: readonly (readonly [Quotes, string])[] = [
  ['double', '"'],
  ['bare', ''],
  ['single', "'"],
]

/** How to write a value so that each of these loaders reads exactly it; undefined if there is no such way. */
export function findSpelling(
  loaders: readonly Loader[],
  key: string,
  value: string,
  surroundings: Surroundings,
): Spelling | undefined {
  const escapedValue = value.replaceAll('$', '\\$')
  const candidates: readonly Spelling[] = [
    ...plain.map(([spelling, quote]) => ({ spelling, escaped: false, line: `${key}=${quote}${value}${quote}` })),
    ...(escapedValue === value ? [] : behindBackslash).map(([spelling, quote]) => ({
      spelling,
      escaped: true,
      line: `${key}=${quote}${escapedValue}${quote}`,
    })),
  ]
  return candidates.find(({ line }) =>
    loaders.every((loader) => {
      const reading = readText(loader, encodeText(`${line}\n`), key, surroundings)
      return reading.outcome === 'value' && reading.value === value
    }),
  )
}

/** "Put the value in double quotes and write each `$` as `\\$`": the form without the value, which may be secret. */
export function describeSpelling({ spelling, escaped }: Spelling): string {
  const dollars = 'rite each `$` of the value as `\\$`'
  if (spelling === 'bare') return escaped ? `W${dollars}` : 'Write the value without quotes'
  return escaped ? `W${dollars}, in ${spelling} quotes` : `Put the value in ${spelling} quotes`
}
