import fc from 'fast-check'
import { expect } from 'vitest'
import type { FileReading } from '../../../src/env-file/loader.ts'

/** What a loader or the real thing takes from a file, in a form that compares. */
export type Outcome = readonly (readonly [key: string, value: string])[] | 'rejected'

export interface Compared {
  readonly bytes: Uint8Array
  readonly real: Outcome
  readonly ours: Outcome
}

/** Number of generated files: few by default, as many as asked for by `MPESA_DOCTOR_FUZZ`. */
export function fuzzCount(fallback: number): number {
  return Number(process.env.MPESA_DOCTOR_FUZZ ?? fallback)
}

/** Files of all generators, the same number of each, in portions so that a long run needs no more memory than a short one. */
export function* generateFiles(
  count: number,
  generators: readonly fc.Arbitrary<Uint8Array>[],
): Generator<readonly Uint8Array[]> {
  const portion = 2000
  // The same files each time, unless somebody asks for many: those are other ones each time.
  const fallback = process.env.MPESA_DOCTOR_FUZZ === undefined ? 20_261_123 : Date.now() & 0xffff_ffff
  const seed = Number(process.env.MPESA_DOCTOR_SEED ?? fallback)
  process.stderr.write(`seed ${seed}\n`)
  for (let made = 0; made < count; made += portion) {
    const numRuns = Math.min(portion, count - made)
    yield fc.sample(fc.oneof(...generators), { numRuns, seed: seed + made })
  }
}

export function sorted(entries: Iterable<readonly [string, string]>): Outcome {
  return [...entries].sort(([left], [right]) => (left < right ? -1 : 1))
}

export function outcomeOf(reading: FileReading): Outcome {
  if (reading.kind === 'rejected') return 'rejected'
  return sorted([...reading.variables].map(([key, found]) => [key, found.kind === 'value' ? found.value : found.kind]))
}

export function agree({ real, ours }: Compared): boolean {
  return JSON.stringify(real) === JSON.stringify(ours)
}

/** Prints the numbers and fails with the shortest files on which the two disagree. */
export function expectNoDisagreement(subject: string, count: number, disagreements: readonly Compared[]): void {
  process.stderr.write(`${subject}: ${count} files, ${disagreements.length} disagreements\n`)
  const shortest = disagreements.toSorted((left, right) => left.bytes.length - right.bytes.length).slice(0, 3)
  expect(shortest.map((found) => ({ ...found, bytes: JSON.stringify(Buffer.from(found.bytes).toString()) }))).toEqual(
    [],
  )
}
