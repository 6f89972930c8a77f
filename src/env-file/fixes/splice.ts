import type { Splice } from './fix.ts'

/** In file order; of two at the same place the insertion comes first. */
export function sortSplices(splices: readonly Splice[]): readonly Splice[] {
  return splices.toSorted((one, other) => one.start - other.start || one.end - other.end)
}

/** True if no two splices change the same byte. Expects them sorted. */
export function areDisjoint(sorted: readonly Splice[]): boolean {
  return sorted.every((splice, index) => index === 0 || (sorted[index - 1]?.end ?? 0) <= splice.start)
}

/** Expects them sorted and disjoint. */
export function applySplices(bytes: Uint8Array, sorted: readonly Splice[]): Uint8Array {
  const growth = sorted.reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0)
  const result = new Uint8Array(bytes.length + growth)
  let from = 0
  let to = 0
  for (const { start, end, text } of sorted) {
    result.set(bytes.subarray(from, start), to)
    to += start - from
    result.set(text, to)
    to += text.length
    from = end
  }
  result.set(bytes.subarray(from), to)
  return result
}
