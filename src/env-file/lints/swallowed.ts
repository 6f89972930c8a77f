import type { LoaderName } from '../../core/loader-name.ts'
import { decodeText, joinBytes } from '../bytes.ts'
import type { FileReading, Loader } from '../loader.ts'
import type { Assignment, Segment } from '../segment.ts'
import type { HarmInput } from './harms.ts'
import { oddLineOf } from './line-kinds.ts'

export interface Swallowed {
  readonly segment: Segment
  readonly loader: LoaderName
  readonly keys: readonly string[]
}

/** Lines before a lost one that are tried, and bytes between the two: far more than any quote that was forgotten takes. */
const nearest = 10
const farthest = 65_536
/** What is read behind the lost line, so that a quote can close there. */
const behind = 8_192

/**
 * Variables that stand in the file, that their own line would give to the loader, and that it does not get all the same,
 * with the line before them that takes them away: a quote that never closes, or junk that the next line is read into.
 */
export function findSwallowed(input: HarmInput): readonly Swallowed[] {
  const { bytes, segments } = input.document
  return input.loaders.flatMap((loader) => {
    const found = new Map<Segment, string[]>()
    const lost = findLost(input, loader)
    if (lost.length === 0) return []
    for (const one of lost) {
      const taker = segments
        .filter(({ start }) => start < one.start && one.start - start < farthest)
        .filter((segment) => canSwallow(segment, bytes))
        .slice(-nearest)
        .findLast((segment) => isTakenBy(segment, one, loader, input))
      if (taker !== undefined) found.set(taker, [...(found.get(taker) ?? []), one.key])
    }
    return [...found].map(([segment, keys]) => ({ segment, loader: loader.name, keys }))
  })
}

function canSwallow(segment: Segment, bytes: Uint8Array): boolean {
  if (segment.kind !== 'assignment') return oddLineOf(bytes, segment) !== undefined
  return segment.defect !== null || /["'`]/.test(decodeText(bytes, segment.quotedValue))
}

function findLost({ document, ours, whole, surroundings }: HarmInput, loader: Loader): readonly Assignment[] {
  const reading = whole(loader.name)
  if (reading.kind === 'rejected') return []
  const hasBom = document.segments[0]?.kind === 'bom'
  return ours.filter((segment) => {
    if (has(reading, segment.key)) return false
    // The byte order mark takes the first variable, and has a finding of its own.
    if (hasBom && segment.start === 3) return false
    const alone = loader.read(document.bytes.subarray(segment.start, segment.end), surroundings(segment.key))
    return has(alone, segment.key)
  })
}

function isTakenBy(segment: Segment, lost: Assignment, loader: Loader, input: HarmInput): boolean {
  const { bytes } = input.document
  const context = input.surroundings(lost.key)
  const end = lost.end + behind
  const withLine = loader.read(bytes.subarray(segment.start, end), context)
  const withoutLine = loader.read(bytes.subarray(segment.end, end), context)
  if (has(withoutLine, lost.key)) return !has(withLine, lost.key)
  // Further faults may keep the rest of the file from being read: then the two lines by themselves decide.
  const both = joinBytes(bytes.subarray(segment.start, segment.end), bytes.subarray(lost.start, lost.end))
  return !has(loader.read(both, context), lost.key)
}

function has(reading: FileReading, key: string): boolean {
  if (reading.kind !== 'read') return false
  const found = reading.variables.get(key)
  return found !== undefined && found.kind !== 'null'
}
