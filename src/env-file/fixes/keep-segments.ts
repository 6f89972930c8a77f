import type { EnvDocument } from '../document.ts'
import type { Segment } from '../segment.ts'
import type { Splice } from './fix.ts'

/**
 * Whether every segment that was not meant to change is still one of the same kind with the same bytes, in its place.
 * Expects the splices sorted.
 */
export function keepsOtherSegments(
  before: EnvDocument,
  after: EnvDocument,
  touched: ReadonlySet<Segment>,
  sorted: readonly Splice[],
): boolean {
  const byStart = new Map(after.segments.map((segment) => [segment.start, segment]))
  let shift = 0
  let next = 0
  return before.segments.every((segment) => {
    if (touched.has(segment)) return true
    for (let splice = sorted[next]; splice !== undefined && splice.end <= segment.start; splice = sorted[++next])
      shift += splice.text.length - (splice.end - splice.start)
    const counterpart = byStart.get(segment.start + shift)
    return counterpart?.kind === segment.kind && counterpart.end === segment.end + shift
  })
}
