import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { LoaderName } from '../../../src/core/loader-name.ts'
import { readingOfKey } from '../../../src/env-file/key-reading.ts'
import { loaders } from '../../../src/env-file/loaders/index.ts'

/** What the real loader was seen to do with a file; every key that was looked at is in one of the lists. */
type Expected =
  | { readonly rejected: true }
  | {
      readonly values: Readonly<Record<string, string | null>>
      readonly unset?: readonly string[]
      readonly raises?: readonly string[]
      /** The real loader ran a command for it. */
      readonly notEvaluated?: readonly string[]
    }

interface Case {
  readonly id: string
  readonly bytesBase64: string
  readonly expected: Readonly<Record<string, Expected>>
}

const path = new URL('../../fixtures/env-cases.json', import.meta.url)
const cases: readonly Case[] = JSON.parse(readFileSync(path, 'utf8'))

const subjects: readonly (readonly [subject: string, name: LoaderName, nodeMajor: number])[] = (
  Object.keys(loaders) as LoaderName[]
).flatMap((name): [string, LoaderName, number][] =>
  name === 'node'
    ? [
        ['node20', name, 20],
        ['node22', name, 22],
      ]
    : [[name, name, 24]],
)

/** The observation in the words of a key's reading. */
function expectedOutcomes(expected: Expected, keys: readonly string[]): Record<string, unknown> {
  if ('rejected' in expected) return Object.fromEntries(keys.map((key) => [key, 'file-rejected']))
  const { values, unset = [], raises = [], notEvaluated = [] } = expected
  return Object.fromEntries([
    ...Object.entries(values).map(([key, value]) => [key, value === null ? 'null' : { value }]),
    ...unset.map((key) => [key, 'unset']),
    ...raises.map((key) => [key, 'raises']),
    ...notEvaluated.map((key) => [key, 'not-evaluated']),
  ])
}

function keysOf(found: Case): readonly string[] {
  const keys = Object.values(found.expected).flatMap((expected) =>
    'rejected' in expected
      ? []
      : [expected.unset, expected.raises, expected.notEvaluated]
          .flatMap((list) => list ?? [])
          .concat(Object.keys(expected.values)),
  )
  return [...new Set(keys)].sort()
}

describe.each(subjects)('the files that were run through the real thing, read as %s', (subject, name, nodeMajor) => {
  it.each(cases.map((found) => [found.id, found] as const))('%s', (_, found) => {
    const expected = found.expected[subject]
    if (expected === undefined) throw new Error(`nothing is known of ${subject}`)
    const bytes = new Uint8Array(Buffer.from(found.bytesBase64, 'base64'))
    const reading = loaders[name]?.read(bytes, { variables: {}, nodeMajor })
    if (reading === undefined) throw new Error(`no loader ${name}`)
    const keys = keysOf(found)
    const read = keys.map((key) => {
      const one = readingOfKey(name, reading, key)
      return [key, one.outcome === 'value' ? { value: one.value } : one.outcome]
    })
    expect(Object.fromEntries(read)).toEqual(expectedOutcomes(expected, keys))
  })
})
